import type { CostProblem } from "../wire/costs.ts";

/** Days such as `2026-11-21`, both included. */
export interface Days {
  from: string;
  to: string;
}

type Read = { kind: "days"; days: Days } | { kind: "wrong"; problem: CostProblem };

/** What may stand between the two days of a time. */
const BETWEEN = /\s+(?:-|по|to|до)\s+|\s*(?:–|—|\.{2,3}|…)\s*|-/gu;

/**
 * Reads a day, or two with a dash between them: `2026-11-21`, `21.11.2026`, `21.11.26`, `01.11–15.11.2026`. Of `05/11/2026`
 * nobody can tell the month, so it is refused unless one of the two numbers is above 12.
 */
export function parseDays(text: string): Read {
  const came = text.trim();
  const whole = dayOf(came);
  if (whole === "ambiguous") return wrong("ambiguous-date", came);
  if (whole !== undefined) return { kind: "days", days: { from: whole, to: whole } };
  for (const between of came.matchAll(BETWEEN)) {
    const [first, second] = [came.slice(0, between.index), came.slice(between.index + between[0].length)];
    const to = dayOf(second);
    const from = dayOf(first) ?? (to === undefined || to === "ambiguous" ? undefined : dayWithoutYear(first, to));
    if (from === "ambiguous" || to === "ambiguous") return wrong("ambiguous-date", came);
    if (from === undefined || to === undefined) continue;
    return from > to ? wrong("backwards", came) : { kind: "days", days: { from, to } };
  }
  return wrong("bad-date", came);
}

function dayOf(text: string): string | "ambiguous" | undefined {
  const came = text.trim();
  const iso = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T\s]00:00(?::00)?(?:\.0+)?Z?)?$/.exec(came);
  if (iso !== null) return realDay(iso[1], iso[2], iso[3]);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?:\s*г\.?)?$/.exec(came);
  if (dotted !== null) return realDay(dotted[3], dotted[2], dotted[1]);
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(came);
  if (slashed === null) return undefined;
  const [, one = "", other = "", year] = slashed;
  if (Number(one) <= 12 && Number(other) <= 12 && Number(one) !== Number(other)) return "ambiguous";
  return Number(one) > 12 ? realDay(year, other, one) : realDay(year, one, other);
}

/** `01.11` of `01.11–15.11.2026`; in `28.12–03.01.2027` it is of the year before. */
function dayWithoutYear(text: string, to: string): string | undefined {
  const [, day, month] = /^(\d{1,2})\.(\d{1,2})\.?$/.exec(text.trim()) ?? [];
  if (day === undefined || month === undefined) return undefined;
  const year = Number(to.slice(0, 4));
  const sameYear = realDay(String(year), month, day);
  return sameYear !== undefined && sameYear > to ? realDay(String(year - 1), month, day) : sameYear;
}

function realDay(year = "", month = "", day = ""): string | undefined {
  const full = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDay(full) ? full : undefined;
}

/** Whether there is such a day, in the years that money is spent in. */
export function isDay(text: string): boolean {
  if (!/^(?:19[7-9]\d|2\d{3})-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

function wrong(kind: "bad-date" | "ambiguous-date" | "backwards", came: string): Read {
  return { kind: "wrong", problem: { kind, came } };
}
