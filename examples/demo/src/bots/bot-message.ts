import type { Ledger } from "@bot-tracker/core";

/** What the demo asks of a bot's process. */
export type BotRequest = "ledger" | "stop";

/** What the process answers: its tracker's ledger, when asked and once more before it exits. */
export interface BotAnswer {
  ledger: Ledger;
}
