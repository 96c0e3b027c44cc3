export type Bucket = "hour" | "day";

const BUCKET_MS: Readonly<Record<Bucket, number>> = { hour: 3_600_000, day: 86_400_000 };

/** When the bucket began that a moment lies in, by a clock that is `tzMinutes` ahead of UTC. */
export function bucketStart(atMs: number, bucket: Bucket, tzMinutes: number): number {
  const aheadMs = tzMinutes * 60_000;
  const lengthMs = BUCKET_MS[bucket];
  return Math.floor((atMs + aheadMs) / lengthMs) * lengthMs - aheadMs;
}

export function bucketLengthMs(bucket: Bucket): number {
  return BUCKET_MS[bucket];
}
