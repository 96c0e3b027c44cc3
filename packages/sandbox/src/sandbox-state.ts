import type { Clock } from "./clock.ts";
import type { FaultBoard } from "./faults/fault-board.ts";
import type { KeyRing } from "./key-ring.ts";
import type { RequestLog } from "./request-log.ts";
import type { Service } from "./services/service.ts";

/** What the routes of one sandbox work on. */
export interface SandboxState {
  readonly clock: Clock;
  readonly keys: KeyRing;
  readonly log: RequestLog;
  readonly faults: FaultBoard;
  readonly random: () => number;
  readonly tgtrack: Service;
  readonly tgtrackMax: Service;
  readonly howUsedBot: Service;
  /** Aborted at a reset and at the close, so that requests still under way leave no trace afterwards. */
  interruption(): AbortSignal;
  /** Forgets requests, people, limits and faults; keeps keys, options and the clock. */
  reset(): void;
}
