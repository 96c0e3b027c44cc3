import { asUtcMs, type TimeAxis } from "./time-axis.ts";

type Fits = (utcMs: number) => boolean;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const everyHours = (step: number) => (utcMs: number) => Math.floor(utcMs / HOUR_MS) % step === 0;
const everyDays = (step: number) => (utcMs: number) => utcMs % DAY_MS === 0 && Math.floor(utcMs / DAY_MS) % step === 0;
/** The first day of the epoch was a Thursday, so that Mondays lie four days after a whole week. */
const everyWeeks = (step: number) => (utcMs: number) =>
  utcMs % DAY_MS === 0 && (Math.floor(utcMs / DAY_MS) - 4) % (7 * step) === 0;
const everyMonths = (step: number) => (utcMs: number) => {
  const date = new Date(utcMs);
  return utcMs % DAY_MS === 0 && date.getUTCDate() === 1 && date.getUTCMonth() % step === 0;
};

const DAY_STEPS: readonly Fits[] = [
  everyDays(1),
  everyDays(2),
  everyDays(3),
  everyWeeks(1),
  everyWeeks(2),
  everyMonths(1),
  everyMonths(3),
  everyMonths(12),
];
const HOUR_STEPS: readonly Fits[] = [1, 2, 3, 6, 12].map(everyHours).concat(DAY_STEPS);

/** Which buckets of an axis have a label: round hours, days, Mondays or firsts of a month, `most` at most. */
export function pickTicks(axis: TimeAxis, most: number): number[] {
  for (const fits of axis.bucket === "hour" ? HOUR_STEPS : DAY_STEPS) {
    const ticks = axis.starts.flatMap((start, index) => (fits(asUtcMs(axis, start)) ? [index] : []));
    if (ticks.length > 0 && ticks.length <= most) return ticks;
  }
  return axis.starts.length === 0 ? [] : [0];
}
