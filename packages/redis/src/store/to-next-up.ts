import type { NextUp } from "@bot-tracker/core";
import { classOf } from "./store-reply.ts";

/**
 * What a script says comes next.
 *
 * @param aheadMs how far the caller's clock is ahead of the script's
 */
export function toNextUp(result: unknown, aheadMs: number): NextUp {
  const [kind, ...rest] = result as [NextUp["kind"], ...(string | number)[]];
  const [first, count, bytes, oldestAtMs] = rest.map(Number);
  if (kind === "none") return { kind };
  if (kind === "later") return { kind, atMs: Number(first) + aheadMs };
  return {
    kind,
    class: classOf(Number(first)),
    count: Number(count),
    bytes: Number(bytes),
    oldestAtMs: Number(oldestAtMs),
  };
}
