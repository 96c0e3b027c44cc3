import type { MessengerId } from "../messenger/messenger-id.ts";
import { HOWUSEDBOT_FOR_MAX } from "./howusedbot/howusedbot-for-max.ts";
import { HOWUSEDBOT } from "./howusedbot/howusedbot-service.ts";
import type { Service } from "./service.ts";
import { TGTRACK_FOR_MAX } from "./tgtrack/tgtrack-for-max.ts";
import { TGTRACK } from "./tgtrack/tgtrack-service.ts";

/**
 * The services that come with the project, as the bots of each messenger report to them. A secret `ignorePayload` of
 * one holds for those after it too.
 */
export const SERVICES: Readonly<Record<MessengerId, readonly Service[]>> = {
  telegram: [TGTRACK, HOWUSEDBOT],
  max: [TGTRACK_FOR_MAX, HOWUSEDBOT_FOR_MAX],
};
