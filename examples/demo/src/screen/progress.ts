import type { Ledger } from "@bot-tracker/core";
import { type Column, textTable } from "../report/text-table.ts";

/** How far one bot is. */
export interface BotProgress {
  title: string;
  /** What its crowd has done, of what it means to do. */
  deedsDone: number;
  deedsPlanned: number;
  ledger: Ledger;
}

/** A small table, for a terminal that draws it anew. */
export function progressLines(bots: readonly BotProgress[], elapsedMs: number): string[] {
  const services = servicesOf(bots);
  const columns = [`${secondsOf(elapsedMs)} s`, "crowd", ...services].map(
    (title): Column => ({ title, align: "left" }),
  );
  const rows = bots.map((bot) => [bot.title, crowdOf(bot), ...services.map((service) => stateOf(bot.ledger, service))]);
  return textTable(columns, rows).split("\n");
}

/** All of it in one line, for a log. */
export function progressSummary(bots: readonly BotProgress[], elapsedMs: number): string {
  const services = servicesOf(bots);
  const parts = bots.map((bot) => {
    const states = services.map((service) => `${service} ${stateOf(bot.ledger, service)}`);
    return [`${bot.title} ${crowdOf(bot)}`, ...states].join(", ");
  });
  return `${secondsOf(elapsedMs)} s: ${parts.join(" | ")}`;
}

function servicesOf(bots: readonly BotProgress[]): string[] {
  return [...new Set(bots.flatMap(({ ledger }) => Object.keys(ledger)))];
}

function crowdOf({ deedsDone, deedsPlanned }: BotProgress): string {
  return `${deedsDone}/${deedsPlanned} deeds`;
}

function stateOf(ledger: Ledger, service: string): string {
  const { delivered = 0, pending = 0 } = ledger[service] ?? {};
  return `${delivered} sent, ${pending} waiting`;
}

function secondsOf(ms: number): number {
  return Math.floor(ms / 1_000);
}
