const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
];

/** A time span in its largest unit, rounded: `4 min`. */
export function span(ms: number): string {
  for (const [unitMs, name] of UNITS) {
    // A day and a half reads better in hours.
    if (ms >= 2 * unitMs || (unitMs < 86_400_000 && ms >= unitMs)) return `${Math.round(ms / unitMs)} ${name}`;
  }
  return "1 s";
}

const WINDOWS: ReadonlyMap<number, string> = new Map([
  [1_000, "second"],
  [60_000, "minute"],
  [3_600_000, "hour"],
  [86_400_000, "day"],
]);

/** A quota's window: `per hour`. */
export function perWindow(perMs: number): string {
  return `per ${WINDOWS.get(perMs) ?? span(perMs)}`;
}

/** A moment to the minute: `2026-11-21 12:40 UTC`. */
export function moment(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
