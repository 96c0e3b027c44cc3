import { DROP_REASONS } from "@bot-tracker/core/outbox-kit";
import type { Hint } from "../hint.ts";
import { type Column, table } from "../text/table.ts";
import { perWindow, span } from "../text/time.ts";
import type { BotStatus, DestinationStatus } from "./read-status.ts";
import { renderNotInRedis } from "./render-not-in-redis.ts";

const COLUMNS: readonly Column[] = [
  { title: "destination" },
  { title: "accepted", align: "right" },
  { title: "delivered", align: "right" },
  { title: "pending", align: "right" },
  { title: "dropped", align: "right" },
  { title: "dead", align: "right" },
  { title: "ambiguous", align: "right" },
  { title: "oldest pending", align: "right" },
];

/** A bot's ledger as a table, with notes on the numbers below it. */
export function renderStatus(status: BotStatus, nowMs: number, hint: Hint): string {
  const { bot, sandbox, file, redis, destinations, notInRedis, problem } = status;
  const owner = bot === "default" ? "Bot without a known id" : `Bot ${bot}`;
  const title = `${owner}${sandbox ? " (sandbox)" : ""} (${file ?? `Redis at ${redis}`})`;
  if (problem !== undefined) return `${title}\n\n${problem}`;
  const entries = Object.entries(destinations);
  const parts = [title];
  if (entries.length > 0) {
    const notes = entries.flatMap(([name, entry]) => notesOf(name, entry, status, { nowMs, hint }));
    parts.push(
      table(
        COLUMNS,
        entries.map(([name, entry]) => toRow(name, entry)),
      ),
    );
    if (notes.length > 0) parts.push(notes.join("\n"));
  }
  if (notInRedis !== undefined) parts.push(...renderNotInRedis(notInRedis, hint));
  else if (entries.length === 0) parts.push("Nothing has been recorded yet.");
  return parts.join("\n\n");
}

function toRow(name: string, status: DestinationStatus): string[] {
  const { accepted, delivered, pending, dead, ambiguous, oldestPendingMs } = status;
  const counts = [accepted, delivered, pending, droppedOf(status), dead, ambiguous];
  return [name, ...counts.map(String), pending === 0 ? "-" : span(oldestPendingMs)];
}

function notesOf(
  name: string,
  status: DestinationStatus,
  { sandbox }: BotStatus,
  { nowMs, hint }: { nowMs: number; hint: Hint },
): string[] {
  const { dropped, dead, pending, quota, backlogMs = 0 } = status;
  const notes: string[] = [];
  if (droppedOf(status) > 0) {
    const reasons = DROP_REASONS.filter((reason) => dropped[reason] > 0);
    notes.push(`${name} dropped: ${reasons.map((reason) => `${dropped[reason]} ${reason}`).join(", ")}`);
  }
  if (dead > 0) notes.push(`${name} dead: see \`${hint("dead list")}\``);
  if (quota === undefined) {
    const missing = sandbox ? "BOT_TRACKER_SANDBOX" : "its key";
    notes.push(`${name} limits: unknown, because ${missing} is not set here (--env reads it from a file)`);
    return notes;
  }
  const windows = quota.map(({ limit, perMs, used }) => `${used} of ${limit} ${perWindow(perMs)}`);
  notes.push(`${name} limits: ${windows.join(", ")}`);
  for (const { limit, perMs, endsAt } of quota) {
    if (endsAt === undefined) continue;
    const when = endsAt <= nowMs ? "are used up" : `will be used up in ${span(endsAt - nowMs)} at the current rate`;
    notes.push(`${name} forecast: the ${limit} ${perWindow(perMs)} ${when}`);
  }
  if (pending > 0 && backlogMs > 0)
    notes.push(`${name} forecast: sending what is pending takes at least ${span(backlogMs)}`);
  return notes;
}

function droppedOf({ dropped }: DestinationStatus): number {
  return DROP_REASONS.reduce((sum, reason) => sum + dropped[reason], 0);
}
