import { DROP_REASONS } from "@bot-tracker/core/outbox-kit";
import type { Hint } from "../hint.ts";
import { count } from "../text/count.ts";
import { type Column, table } from "../text/table.ts";
import { span } from "../text/time.ts";
import type { NotInRedis, NotInRedisEntry } from "./not-in-redis.ts";

const COLUMNS: readonly Column[] = [
  { title: "destination" },
  { title: "recorded here, not yet in Redis", align: "right" },
  { title: "dropped", align: "right" },
  { title: "dead", align: "right" },
  { title: "oldest pending", align: "right" },
];

/** What a machine's file holds for Redis, in paragraphs. */
export function renderNotInRedis({ destinations, personChanges }: NotInRedis, hint: Hint): string[] {
  const entries = Object.entries(destinations).filter(([, entry]) => entry.pending + droppedOf(entry) + entry.dead > 0);
  const notes = entries.flatMap(([name, { dropped, dead }]) => {
    const reasons = DROP_REASONS.filter((reason) => dropped[reason] > 0).map(
      (reason) => `${dropped[reason]} ${reason}`,
    );
    return [
      ...(reasons.length > 0 ? [`${name} dropped before reaching Redis: ${reasons.join(", ")}`] : []),
      ...(dead > 0 ? [`${name} dead before reaching Redis: see \`${hint("dead list")}\``] : []),
    ];
  });
  if (personChanges > 0) {
    notes.push(`also not yet in Redis: ${count(personChanges, "change", "changes")} in who has blocked the bot`);
  }
  if (entries.length === 0 && notes.length === 0) return ["Everything recorded here is in Redis."];
  const rows = entries.map(([name, entry]) => {
    const { pending, oldestPendingMs, dead } = entry;
    return [name, String(pending), String(droppedOf(entry)), String(dead), pending === 0 ? "-" : span(oldestPendingMs)];
  });
  return [...(rows.length === 0 ? [] : [table(COLUMNS, rows)]), ...(notes.length === 0 ? [] : [notes.join("\n")])];
}

function droppedOf({ dropped }: NotInRedisEntry): number {
  return DROP_REASONS.reduce((sum, reason) => sum + dropped[reason], 0);
}
