import { DELIVERY_CLASSES } from "../../delivery.ts";
import type { NextUp } from "../../outbox.ts";

/** What two outboxes together could send next. */
export function nextOfBoth(one: NextUp, other: NextUp): NextUp {
  if (one.kind === "none") return other;
  if (other.kind === "none") return one;
  if (one.kind === "later") {
    if (other.kind === "later") return { kind: "later", atMs: Math.min(one.atMs, other.atMs) };
    return { ...other, dueAtMs: Math.min(one.atMs, dueAtMsOf(other)) };
  }
  if (other.kind === "later") return { ...one, dueAtMs: Math.min(other.atMs, dueAtMsOf(one)) };
  return {
    kind: "ready",
    class: comesBefore(one, other) ? one.class : other.class,
    count: one.count + other.count,
    bytes: one.bytes + other.bytes,
    oldestAtMs: Math.min(one.oldestAtMs, other.oldestAtMs),
    dueAtMs: dueAtMsOf(one) < dueAtMsOf(other) ? one.dueAtMs : other.dueAtMs,
  };
}

function dueAtMsOf({ dueAtMs = Number.POSITIVE_INFINITY }: NextUp & { kind: "ready" }): number {
  return dueAtMs;
}

/** Whether the most valuable of `one` is worth more than that of `other`. */
export function comesBefore(one: NextUp, other: NextUp & { kind: "ready" }): boolean {
  return one.kind === "ready" && DELIVERY_CLASSES.indexOf(one.class) < DELIVERY_CLASSES.indexOf(other.class);
}
