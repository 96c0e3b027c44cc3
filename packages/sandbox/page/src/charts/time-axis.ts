/** The hours or days a chart runs over. */
export interface TimeAxis {
  bucket: "hour" | "day";
  /** The beginning of each bucket, in milliseconds since the epoch, without gaps. */
  starts: readonly number[];
  /** How many minutes ahead of UTC the clock is that days begin by. */
  tzMinutes: number;
}

/**
 * A moment moved so that its UTC fields are those of the axis's own clock. The browser's time zone would not do: it
 * may change to summer time in the middle of an axis, and the buckets do not.
 */
export function asUtcMs({ tzMinutes }: TimeAxis, atMs: number): number {
  return atMs + tzMinutes * 60_000;
}
