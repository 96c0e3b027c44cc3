import type { ConfiguredService } from "../../services/configured-service.ts";
import type { Check } from "../check.ts";
import type { Probe } from "../probe.ts";

/** How a service answered one request; undefined for an answer that is not the service's. */
export type Verdict =
  /** `note`: what else it says of the key, as sentences that follow. */
  { kind: "works"; note?: string } | { kind: "bad-key" } | { kind: "refused"; code: number | undefined; text: string };

/** How doctor asks a service whether its address and key work. */
export interface ServiceProbe {
  /** Why the service cannot be asked here. */
  missing?(service: ConfiguredService): Check | undefined;
  /** Sends one request that changes nothing there. */
  ask(service: ConfiguredService, transport: Probe): Promise<Verdict | undefined>;
  /** What a refusal means whose code says nothing of the key. */
  otherRefusal(name: string, text: string): Check;
}

export const PROBE_TIMEOUT_MS = 10_000;
