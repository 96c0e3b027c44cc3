/**
 * The destination of a delivery that stands for a whole entry in a bot's own outbox, until that is relayed to Redis: the
 * JSON array of the destinations that the entry is for, each as often as it has something for it.
 *
 * File format: written by `redisOutbox`, read by it, by a tracker without it and by the command line.
 */
export function destinationOfRelayed(destinations: readonly string[]): string {
  return JSON.stringify(destinations.toSorted());
}

/** The destinations behind it. Undefined for the name of a destination itself. */
export function destinationsBehind(destination: string): readonly string[] | undefined {
  if (!isForRelay(destination)) return undefined;
  try {
    const names: unknown = JSON.parse(destination);
    return isStringArray(names) ? names : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a destination stands for what is to be relayed. That is not slowed by any limit, and goes strictly by value:
 * a person's stop may have been recorded for other destinations than what lifts it.
 */
export function isForRelay(destination: string): boolean {
  return destination.startsWith("[");
}

function isStringArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
