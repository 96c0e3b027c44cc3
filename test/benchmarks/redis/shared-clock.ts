import { setTimeout as pass } from "node:timers/promises";

/** Milliseconds by the clock that all processes of a machine share and nobody sets. */
export function sharedMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Resolves at once when that moment is past. */
export async function waitUntil(atMs: number): Promise<void> {
  const waitMs = atMs - sharedMs();
  if (waitMs > 0) await pass(waitMs);
}
