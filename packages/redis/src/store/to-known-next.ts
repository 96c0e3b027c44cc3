import type { NextUp } from "@bot-tracker/core";
import type { Known } from "./known-next.ts";
import { classOf } from "./store-reply.ts";

/**
 * What a script says comes next.
 *
 * @param nowMs the caller's clock
 * @param scriptMs the clock that the script went by
 */
export function toKnownNext(result: unknown, nowMs: number, scriptMs: number): Known {
  const [kind, ...rest] = result as [NextUp["kind"], ...(string | number)[]];
  const [first, count, bytes, oldestAtMs, changesAtMs] = rest.map(Number);
  const aheadMs = nowMs - scriptMs;
  if (kind === "none") return { next: { kind }, untilMs: Number.POSITIVE_INFINITY, nowMs };
  if (kind === "later") {
    const atMs = Number(first) + aheadMs;
    // A moment that has come is no answer: what was waiting for it may be ready.
    return { next: { kind, atMs }, untilMs: atMs, nowMs };
  }
  const untilMs = Number(changesAtMs) + aheadMs;
  const next: NextUp = {
    kind,
    class: classOf(Number(first)),
    count: Number(count),
    bytes: Number(bytes),
    oldestAtMs: Number(oldestAtMs),
    dueAtMs: untilMs,
  };
  return { next, untilMs, nowMs };
}
