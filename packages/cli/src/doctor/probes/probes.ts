import { howUsedBotProbe } from "./howusedbot-probe.ts";
import type { ServiceProbe } from "./service-probe.ts";
import { tgtrackProbe } from "./tgtrack-probe.ts";

/** How each service is asked, by its option. */
export const PROBES: Readonly<Record<string, ServiceProbe>> = {
  tgtrack: tgtrackProbe("telegram"),
  tgtrackMax: tgtrackProbe("max"),
  howUsedBot: howUsedBotProbe,
};
