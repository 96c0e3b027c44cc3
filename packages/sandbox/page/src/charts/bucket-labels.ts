import { asUtcMs, type TimeAxis } from "./time-axis.ts";

/** How the buckets of an axis are called, by their number. */
export interface BucketLabels {
  /** Below the axis: 14:00, or the day where it begins. */
  tick(index: number): string;
  /** Alone: Sat, 21 Nov, 14:00. */
  whole(index: number): string;
  /** For a program: 2026-11-21 14:00. */
  iso(index: number): string;
}

const DAY_MS = 86_400_000;
const YEAR_DAYS = 366;

export function bucketLabels(axis: TimeAxis, locale: string): BucketLabels {
  const { bucket, starts } = axis;
  const isLong = bucket === "day" && starts.length > YEAR_DAYS;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  const hour = format({ hour: "2-digit", minute: "2-digit" });
  const day = format({ day: "numeric", month: "short", ...(isLong && { year: "2-digit" }) });
  const whole = format({
    ...{ weekday: "short", day: "numeric", month: "short" },
    ...(bucket === "hour" && { hour: "2-digit", minute: "2-digit" }),
    ...(isLong && { year: "numeric" }),
  });
  const utcMs = (index: number) => asUtcMs(axis, starts[index] ?? 0);
  return {
    tick: (index) => (bucket === "day" || utcMs(index) % DAY_MS === 0 ? day : hour).format(utcMs(index)),
    whole: (index) => whole.format(utcMs(index)),
    iso: (index) => {
      const iso = new Date(utcMs(index)).toISOString();
      return bucket === "day" ? iso.slice(0, 10) : iso.slice(0, 16).replace("T", " ");
    },
  };
}
