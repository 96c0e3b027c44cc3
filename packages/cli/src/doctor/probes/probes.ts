import type { ConfiguredService } from "../../services/configured-service.ts";
import { howUsedBotProbe } from "./howusedbot-probe.ts";
import type { ServiceProbe } from "./service-probe.ts";
import { tgtrackProbe } from "./tgtrack-probe.ts";

/** How each service is asked, by its option. */
const PROBES: Readonly<Record<string, ServiceProbe>> = {
  tgtrack: tgtrackProbe,
  howUsedBot: howUsedBotProbe,
};

export function probeOf({ service }: ConfiguredService): ServiceProbe | undefined {
  return PROBES[service.option];
}
