import { type Checked, problem, shown, valid } from "../support/checked.ts";
import { isDate } from "../support/is-date.ts";

/** In seconds this is the year 5138; in milliseconds it is 1973. */
const LARGEST_SECONDS = 1e11;

/**
 * A moment in whole unix seconds. Milliseconds are refused rather than guessed at: the services would store them as
 * a date thousands of years ahead (contradiction C13).
 */
export function unixSeconds(value: Date | number, what: string): Checked<number> {
  const seconds = isDate(value) ? value.getTime() / 1000 : value;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < 0) {
    return problem(`${what} must be a Date or unix seconds, got ${shown(value)}`);
  }
  if (seconds > LARGEST_SECONDS) {
    return problem(`${what} must be in seconds, got ${seconds}: that looks like milliseconds, divide it by 1000`);
  }
  return valid(Math.floor(seconds));
}
