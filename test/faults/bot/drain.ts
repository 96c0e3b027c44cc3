import type { Figures } from "../figures.ts";
import type { BotChild } from "./bot-child.ts";
import type { BotState } from "./protocol.ts";

/** A little longer than a lease. */
const LEASE_MS = 61_000;
const WITHIN_MS = 300_000;

/** Has a bot send everything, and with it what another one had under way when it died: its leases have to run out. */
export async function drain(bot: BotChild, { waitsForLeases }: Pick<Figures, "waitsForLeases">): Promise<BotState> {
  if (!waitsForLeases) {
    // Ends as soon as nothing but leases is left.
    await bot.ask({ kind: "flush", timeoutMs: LEASE_MS });
    bot.tell({ kind: "set-clock", aheadMs: LEASE_MS });
  }
  return bot.ask({ kind: "flush", timeoutMs: WITHIN_MS });
}
