/** The period that a view shows. */
export type PeriodChoice = "24h" | "7d" | "30d" | "own";

/** A range of whole hours or days, so that it does not change with every update. */
export interface Period {
  choice: PeriodChoice;
  /** fromMs ≤ at < toMs, in milliseconds since the epoch. */
  fromMs: number;
  toMs: number;
  /** How many minutes ahead of UTC the clock is that days begin by. */
  tzMinutes: number;
}

/** Calendar days, as a date input has them: `2026-11-21`. Both are included. */
export interface OwnDays {
  from: string;
  to: string;
}

export type PeriodMistake = "incomplete" | "backwards" | "too-long";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** A report has at most 1,000 buckets. */
export const MAX_BUCKETS = 1_000;

/** The period up to the end of the current hour (24 hours) or of today (7 and 30 days, today included). */
export function recentPeriod(choice: Exclude<PeriodChoice, "own">, nowMs: number, tzMinutes: number): Period {
  if (choice === "24h") {
    const toMs = startOf(HOUR_MS, nowMs, tzMinutes) + HOUR_MS;
    return { choice, fromMs: toMs - 24 * HOUR_MS, toMs, tzMinutes };
  }
  const toMs = startOf(DAY_MS, nowMs, tzMinutes) + DAY_MS;
  return { choice, fromMs: toMs - (choice === "7d" ? 7 : 30) * DAY_MS, toMs, tzMinutes };
}

export function ownPeriod({ from, to }: OwnDays, tzMinutes: number): Period | PeriodMistake {
  const first = startOfDay(from, tzMinutes);
  const last = startOfDay(to, tzMinutes);
  if (first === undefined || last === undefined) return "incomplete";
  if (first > last) return "backwards";
  if (last - first >= MAX_BUCKETS * DAY_MS) return "too-long";
  return { choice: "own", fromMs: first, toMs: last + DAY_MS, tzMinutes };
}

/** The days of a period: where custom dates start from. */
export function daysOf({ fromMs, toMs, tzMinutes }: Period): OwnDays {
  const day = (ms: number) => new Date(ms + tzMinutes * 60_000).toISOString().slice(0, 10);
  return { from: day(fromMs), to: day(toMs - 1) };
}

/** When the hour or day of a moment began. */
export function startOf(lengthMs: number, atMs: number, tzMinutes: number): number {
  const aheadMs = tzMinutes * 60_000;
  return Math.floor((atMs + aheadMs) / lengthMs) * lengthMs - aheadMs;
}

function startOfDay(day: string, tzMinutes: number): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const utcMs = Date.parse(`${day}T00:00:00Z`);
  const isReal = Number.isFinite(utcMs) && utcMs >= 0 && new Date(utcMs).toISOString().startsWith(day);
  return isReal ? utcMs - tzMinutes * 60_000 : undefined;
}
