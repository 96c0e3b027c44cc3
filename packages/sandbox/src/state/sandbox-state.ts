import type { BytesUnderWay } from "../bounds/bytes-under-way.ts";
import type { ActiveFaults } from "../faults/active-faults.ts";
import type { Keys } from "../keys/keys.ts";
import type { Service } from "../services/service.ts";
import type { ActiveSettings } from "../settings/active-settings.ts";
import type { SandboxStore } from "../store/sandbox-store.ts";
import type { ChangeFeed } from "./change-feed.ts";
import type { Clock } from "./clock.ts";
import type { RequestLog } from "./request-log.ts";

/** What the routes of one sandbox work on. */
export interface SandboxState {
  readonly clock: Clock;
  readonly keys: Keys;
  readonly log: RequestLog;
  readonly faults: ActiveFaults;
  readonly random: () => number;
  readonly settings: ActiveSettings;
  readonly store: SandboxStore;
  /** Tells of each request, and of each change of what is set. Whoever changes links tells it too. */
  readonly changes: ChangeFeed;
  readonly underWay: BytesUnderWay;
  /** How much is kept, and for how long. */
  readonly kept: { readonly maxRequests: number; readonly maxAgeMs: number };
  readonly tgtrack: Service;
  readonly tgtrackMax: Service;
  readonly howUsedBot: Service;
  /** Aborted at a reset and at the close, so that requests still under way leave no trace afterwards. */
  interruption(): AbortSignal;
  /** Calls back at each reset from here on. */
  onReset(listener: () => void): void;
  /** Forgets requests, facts, people, limits and faults; keeps keys, links, settings and the clock. */
  reset(): void;
}
