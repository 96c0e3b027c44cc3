import { DELIVERY_CLASSES } from "../../delivery.ts";
import type { NextUp } from "../../outbox.ts";

/** What two outboxes together could send next. */
export function nextOfBoth(one: NextUp, other: NextUp): NextUp {
  if (one.kind === "none") return other;
  if (other.kind === "none") return one;
  if (one.kind === "later" && other.kind === "later") return { kind: "later", atMs: Math.min(one.atMs, other.atMs) };
  if (one.kind === "later") return other;
  if (other.kind === "later") return one;
  return {
    kind: "ready",
    class: comesBefore(one, other) ? one.class : other.class,
    count: one.count + other.count,
    bytes: one.bytes + other.bytes,
    oldestAtMs: Math.min(one.oldestAtMs, other.oldestAtMs),
  };
}

/** Whether the most valuable of `one` is worth more than that of `other`. */
export function comesBefore(one: NextUp, other: NextUp & { kind: "ready" }): boolean {
  return one.kind === "ready" && DELIVERY_CLASSES.indexOf(one.class) < DELIVERY_CLASSES.indexOf(other.class);
}
