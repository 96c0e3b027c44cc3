import type { Ledger, QuotaLimits } from "@bot-tracker/core";

/** What it means that Redis came back without its data. `before` is the ledger as this process saw it last. */
export function explainLostData(before: Ledger): string {
  const waiting = Object.entries(before).flatMap(([name, { pending }]) =>
    pending > 0 ? [`${pending} for ${name}`] : [],
  );
  const lost =
    waiting.length === 0
      ? "As far as is known, nothing waited there."
      : `Lost is what waited there: ${waiting.join(", ")}.`;
  return (
    `Redis has lost its data: it was emptied, or restarted without it. ${lost} The ledger and the use of the quota begin ` +
    "anew. What is recorded here and was not in Redis yet is kept and sent. As nobody remembers the last requests, a " +
    "service with a limit for the day may answer 429 for up to a day; nothing is lost by that. Have Redis write to disk " +
    "(appendonly yes)."
  );
}

/** What it means that another process gave stricter limits for the same key. */
export function explainStricterLimits({ windows }: QuotaLimits): string {
  const limits = windows.map(({ limit, perMs }) => `${limit} per ${perMs / 1000} s`).join(", ");
  return (
    "Another process on the same Redis spends the same key with stricter limits, and those hold for all. This process " +
    `was given ${limits}. Give every process the same limits.`
  );
}
