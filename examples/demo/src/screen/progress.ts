import type { Ledger } from "@bot-tracker/core";
import { type Column, textTable } from "../report/text-table.ts";

/** The progress of one bot. */
export interface BotProgress {
  title: string;
  /** How much of its plan the crowd has done. */
  deedsDone: number;
  deedsPlanned: number;
  ledger: Ledger;
}

/** A small table, for a terminal that redraws it. */
export function progressLines(bots: readonly BotProgress[], elapsedMs: number): string[] {
  const services = servicesOf(bots);
  const columns = [`${secondsOf(elapsedMs)} s`, "crowd", ...services].map(
    (title): Column => ({ title, align: "left" }),
  );
  const rows = bots.map((bot) => [bot.title, crowdOf(bot), ...services.map((service) => stateOf(bot.ledger, service))]);
  return textTable(columns, rows).split("\n");
}

/** All bots in one line, for a log. */
export function progressSummary(bots: readonly BotProgress[], elapsedMs: number): string {
  const done = sum(bots, (bot) => bot.deedsDone);
  const planned = sum(bots, (bot) => bot.deedsPlanned);
  const states = servicesOf(bots).map((service) => {
    const delivered = sum(bots, ({ ledger }) => ledger[service]?.delivered ?? 0);
    const pending = sum(bots, ({ ledger }) => ledger[service]?.pending ?? 0);
    return `${service} ${delivered} sent, ${pending} waiting`;
  });
  return [`${secondsOf(elapsedMs)} s: ${done}/${planned} actions`, ...states].join("; ");
}

function sum(bots: readonly BotProgress[], countOf: (bot: BotProgress) => number): number {
  return bots.reduce((total, bot) => total + countOf(bot), 0);
}

function servicesOf(bots: readonly BotProgress[]): string[] {
  return [...new Set(bots.flatMap(({ ledger }) => Object.keys(ledger)))];
}

function crowdOf({ deedsDone, deedsPlanned }: BotProgress): string {
  return `${deedsDone}/${deedsPlanned} actions`;
}

function stateOf(ledger: Ledger, service: string): string {
  // A MAX bot does not report to HowUsedBot. A bot that has not answered yet has no ledger at all.
  if (Object.keys(ledger).length > 0 && ledger[service] === undefined) return "—";
  const { delivered = 0, pending = 0 } = ledger[service] ?? {};
  return `${delivered} sent, ${pending} waiting`;
}

function secondsOf(ms: number): number {
  return Math.floor(ms / 1_000);
}
