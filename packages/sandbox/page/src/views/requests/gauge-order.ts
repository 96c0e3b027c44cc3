import type { Gauge } from "#wire/requests";

/** The keys nearest to a limit first. The second's window hardly counts: it is empty again before one looks. */
export function fullestFirst(gauges: readonly Gauge[]): Gauge[] {
  return [...gauges].sort((left, right) => fullnessOf(right) - fullnessOf(left));
}

/** When the next window that anything was used of ends. */
export function nextEndMs(gauges: readonly Gauge[]): number {
  const ends = gauges.flatMap(({ windows }) => windows.filter(({ used }) => used > 0).map(({ endsAtMs }) => endsAtMs));
  return Math.min(Number.POSITIVE_INFINITY, ...ends);
}

function fullnessOf({ windows }: Gauge): number {
  const long = windows.filter(({ perMs }) => perMs > 60_000);
  return Math.max(0, ...(long.length > 0 ? long : windows).map(({ used, limit }) => used / limit));
}
