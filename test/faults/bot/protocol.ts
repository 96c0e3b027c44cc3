import type { Ledger, QuotaWindow } from "@bot-tracker/core";
import type { Deed } from "./deed.ts";

/** How the bot of a fault test is set up. */
export interface BotSettings {
  outbox: "memory" | "sqlite";
  /** Of the SQLite outbox. */
  dir?: string;
  /** Default: the services' own. */
  limits?: { tgtrack: readonly QuotaWindow[]; howUsedBot: readonly QuotaWindow[] };
  /** Default: the tracker's own. */
  requestTimeoutMs?: number;
  /** For the tracker to close in, when SIGTERM comes. Default: the tracker's own. */
  closeTimeoutMs?: number;
  /** How far the bot's wall clock is ahead of the world's. */
  clockAheadMs?: number;
}

/** What the test tells the bot to do. Those with an `id` are answered. */
export type Command =
  | { kind: "do"; deeds: readonly Deed[] }
  /** Tells so many events in one turn of the event loop; with `thenStart`, a start right behind them. */
  | { kind: "flood"; events: number; thenStart?: Deed }
  /** Answers with how it stands at the very moment after the deed. */
  | { kind: "do-one"; id: number; deed: Deed }
  | { kind: "set-clock"; aheadMs: number }
  | { kind: "flush"; id: number; timeoutMs: number }
  | { kind: "measure"; id: number }
  | { kind: "close"; id: number; timeoutMs: number };

/** What the bot tells the test. */
export type Report =
  /** The tracker is made; `ledger` is what it found in its outbox. */
  | { kind: "ready"; ledger: Ledger }
  /** The outbox has these deliveries. */
  | { kind: "stored"; deliveries: readonly string[] }
  | { kind: "said"; message: string }
  | { kind: "answer"; id: number; state: BotState }
  /** The last words of a bot that SIGTERM ended. */
  | { kind: "closed"; state: BotState };

/** How a bot stands. */
export interface BotState {
  ledger: Ledger;
  rssBytes: number;
  heapBytes: number;
}
