/** MAX dates everything in milliseconds. Below this it is the year 1973, and a date in seconds by mistake. */
const TOO_EARLY_MS = 100_000_000_000;

/** A date of MAX in unix seconds, as every service wants it; undefined for what cannot be one. */
export function readUnixDate(timestampMs: unknown): number | undefined {
  if (typeof timestampMs !== "number" || !Number.isSafeInteger(timestampMs) || timestampMs < TOO_EARLY_MS) {
    return undefined;
  }
  return Math.floor(timestampMs / 1000);
}
