import type { TimeRange } from "./parameters.ts";

export type Bucket = "hour" | "day";

export const MAX_BUCKETS = 1_000;

const BUCKET_MS: Readonly<Record<Bucket, number>> = { hour: 3_600_000, day: 86_400_000 };

/** When the bucket began that a moment lies in, by a clock that is `tzMinutes` ahead of UTC. */
export function bucketStart(atMs: number, bucket: Bucket, tzMinutes: number): number {
  const aheadMs = tzMinutes * 60_000;
  const lengthMs = BUCKET_MS[bucket];
  return Math.floor((atMs + aheadMs) / lengthMs) * lengthMs - aheadMs;
}

/** The beginnings of all buckets that a range touches; when they are too many, one more than the most that may be. */
export function bucketStarts({ fromMs, toMs }: TimeRange, bucket: Bucket, tzMinutes: number): number[] {
  const firstMs = bucketStart(fromMs, bucket, tzMinutes);
  const count = Math.ceil((toMs - firstMs) / BUCKET_MS[bucket]);
  return Array.from({ length: Math.min(count, MAX_BUCKETS + 1) }, (_, index) => firstMs + index * BUCKET_MS[bucket]);
}

export function bucketLengthMs(bucket: Bucket): number {
  return BUCKET_MS[bucket];
}
