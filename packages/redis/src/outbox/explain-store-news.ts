import type { Ledger, QuotaLimits } from "@bot-tracker/core";

/**
 * What it means that Redis came back without its data. `before` is the ledger as this process last saw it, `carried` how
 * much of it this process moves again.
 */
export function explainLostData(before: Ledger, carried: (destination: string) => number): string {
  const waiting = Object.entries(before).flatMap(([name, { pending }]) => {
    const lost = pending - carried(name);
    return lost > 0 ? [`${lost} for ${name}`] : [];
  });
  const lost =
    waiting.length === 0
      ? "As far as this process knows, nothing was queued there."
      : `Deliveries that were queued there are lost, but for what other processes move again: ${waiting.join(", ")}.`;
  return (
    `Redis has lost its data: it was flushed, or restarted without it. ${lost} The ledger and the quota start from ` +
    "zero. What was recorded here and had not reached Redis is kept and will be sent. Earlier requests are no longer " +
    "counted, so a service with a daily limit may answer 429 for up to a day; nothing is lost by that. Have Redis " +
    "write to disk (appendonly yes)."
  );
}

/** What it means that another process gave stricter limits for the same key. */
export function explainStricterLimits({ windows }: QuotaLimits): string {
  const limits = windows.map(({ limit, perMs }) => `${limit} per ${perMs / 1000} s`).join(", ");
  return (
    "Another process on the same Redis uses the same key with stricter limits, which now apply to all processes: " +
    `${limits}. Give every process the same limits.`
  );
}

/** What it means that something in Redis cannot be read. */
export function explainCorrupt(found: ReadonlyMap<string | undefined, number>): string {
  const what = [...found].map(([name, count]) =>
    name === undefined ? `${count} in no destination's name` : `${count} for ${name}`,
  );
  return (
    `Entries in Redis were evicted, or cannot be read: ${what.join(", ")}. They are dropped, counted as \`corrupt\`, ` +
    "and everything else goes on. Something other than the tracker deletes or changes its keys: let Redis evict nothing " +
    "(maxmemory-policy noeviction), and let no other program write there."
  );
}
