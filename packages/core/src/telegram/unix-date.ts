/** Unix seconds at or above this are milliseconds by mistake: it is the year 5138. */
const TOO_LATE = 100_000_000_000;

/** A Bot API date in unix seconds, or undefined for what cannot be one. 0 stands for "no date" there. */
export function readUnixDate(date: unknown): number | undefined {
  if (typeof date !== "number" || !Number.isInteger(date)) return undefined;
  return date > 0 && date < TOO_LATE ? date : undefined;
}
