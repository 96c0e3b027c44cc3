import type { Ledger, QuotaWindow } from "@bot-tracker/core";
import type { Start } from "../crowd.ts";

export type Role = "record" | "deliver" | "both";

/** How one process of the fleet is set up. */
export interface ProcessSettings {
  /** Of its own: nothing is shared but Redis. */
  dir: string;
  /** A file with another version of the packages to run on. Missing: this one. */
  packages?: string;
  /** Missing: the file in `dir` is shared instead. */
  redisUrl?: string;
  role: Role;
  tgtrackUrl: string;
  limits: readonly QuotaWindow[];
  /** How far both of its clocks are ahead of the world's. */
  clockAheadMs: number;
  /** Instead of a lane's own minute, so that what a dead process had under way comes back sooner. */
  leaseMs?: number;
  /** Each start is followed by a sale. */
  sells: boolean;
  /** It ends each update with a flush, as `flushAfterUpdate` does, and calls only then stored what the update led to. */
  flushes?: boolean;
  /** For the tracker to close in, when SIGTERM comes. */
  closeTimeoutMs: number;
}

/** What the test tells the process. Those with an `id` are answered. */
export type Command =
  | { kind: "tell"; starts: readonly Start[] }
  | { kind: "handle"; updates: readonly object[] }
  | { kind: "look"; id: number };

/** What the process tells the test. */
export type Report =
  | { kind: "ready" }
  /** The tracker has these people's starts, by its own word. */
  | { kind: "stored"; userIds: readonly string[] }
  | { kind: "said"; message: string }
  | { kind: "answer"; id: number; state: ProcessState }
  /** The last words of a process that SIGTERM ended. */
  | ({ kind: "closed" } & LastWords);

/** How a process stands. */
export interface ProcessState {
  /** As this process knows it. */
  ledger: Ledger;
  /** Where it keeps what is recorded, in the outbox's own word. */
  storage: string;
  /** Deliveries that this process has made. */
  delivered: number;
}

/** What a process says when its tracker is closed. */
export interface LastWords {
  state: ProcessState;
  /** How long that took. */
  tookMs: number;
}
