import { HOWUSEDBOT } from "./howusedbot/howusedbot-service.ts";
import type { Service } from "./service.ts";
import { TGTRACK } from "./tgtrack/tgtrack-service.ts";

/** The services that come with the project. A secret `ignorePayload` of one holds for those after it too. */
export const SERVICES: readonly Service[] = [TGTRACK, HOWUSEDBOT];
