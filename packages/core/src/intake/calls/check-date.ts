import type { Checked } from "../../support/checked.ts";
import { isDate } from "../../support/is-date.ts";
import type { EventDate } from "./event-props.ts";
import { no } from "./refusal.ts";

// Unix seconds beyond this would be in the year 5138; it can only be milliseconds.
const MAX_UNIX_SECONDS = 1e11;
/** Telegram is as old as that. What comes before it is a date that was parsed wrong, or none. */
const EARLIEST = Date.UTC(2013, 0) / 1000;
const YEAR = 366 * 86_400;
/** This code is as old as that, so that a clock which says less is wrong and proves no date to be too late. */
const WRITTEN = Date.UTC(2026, 10) / 1000;

/** Unix seconds. A date before 2013, or more than a year ahead of `nowMs`, is refused: it would spoil reports for good. */
export function checkDate(name: string, value: EventDate, nowMs: number): Checked<number> {
  const seconds = isDate(value) ? Math.floor(value.getTime() / 1000) : value;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < 0) {
    return no(`\`${name}\` must be a Date or unix seconds`, value);
  }
  if (seconds > MAX_UNIX_SECONDS) {
    return no(`\`${name}\` must be in seconds, and this looks like milliseconds: divide it by 1000`, value);
  }
  if (seconds < EARLIEST || seconds > Math.max(nowMs / 1000, WRITTEN) + YEAR) {
    return no(`\`${name}\` must be from 2013 to a year from now`, value);
  }
  return { ok: true, value: Math.floor(seconds) };
}
