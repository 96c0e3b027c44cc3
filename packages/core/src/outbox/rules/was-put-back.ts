const NOTICEABLE_MS = 1_000;

/** Whether somebody has set the clock back between two looks at it. What a clock loses by being slewed is no matter. */
export function wasPutBack(beforeMs: number, nowMs: number): boolean {
  return nowMs < beforeMs - NOTICEABLE_MS;
}
