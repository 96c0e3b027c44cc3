import type { Cost } from "../wire/costs.ts";
import type { ServiceName } from "../wire/service-name.ts";

/** A request that never was. */
export interface MadeUpRequest {
  /** When it would have arrived, in milliseconds since the epoch: no later than the sandbox starts. */
  atMs: number;
  service: ServiceName;
  /** One that the sandbox accepts. */
  key: string;
  /** TGTrack's method, or HowUsedBot's `requestType`. */
  method: string;
  /** As a bot would have sent it. HowUsedBot's `apiToken` and `requestType` are put in. */
  body: Readonly<Record<string, unknown>>;
}

/** Days that never were, so that reports have something to show. */
export interface MadeUpHistory {
  /** At most 200,000, in any order. */
  requests: readonly MadeUpRequest[];
  /** What the ads would have cost, at most 2,000. */
  costs?: readonly Cost[];
}
