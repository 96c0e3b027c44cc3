import { setTimeout as pass } from "node:timers/promises";
import type { BotChild } from "./bot-child.ts";
import type { Deed } from "./deed.ts";

const TURNS = 30;

/** Lets deeds happen one after another, as in a busy bot, within that time. */
export async function tellSlowly(bot: BotChild, deeds: readonly Deed[], withinMs: number): Promise<void> {
  const perTurn = Math.ceil(deeds.length / TURNS);
  for (let turn = 0; turn < TURNS; turn++) {
    bot.do(deeds.slice(turn * perTurn, (turn + 1) * perTurn));
    await pass(withinMs / TURNS);
  }
}
