import type { DeliveryClass } from "../outbox/delivery.ts";
import type { NextUp } from "../outbox/outbox.ts";
import { rankOf } from "../outbox/rules/class-rank.ts";
import { batchLeavesAt } from "./batch.ts";
import type { RequestSource } from "./requests.ts";
import type { BatchLimits } from "./sender.ts";

/** Which newly recorded deliveries wake a lane: any, urgent ones, or none if none could be sent yet. */
export type WakeOn = "any" | "urgent" | "nothing";

/** To send this, as far as there is a slot for it. */
export interface SendStep {
  kind: "send";
  from: RequestSource;
  urgent: boolean;
  /** So many requests at most. */
  most: number;
  /** How many are ready, where that is known. */
  ready?: number;
  /** When something more valuable may be ready. Unless this is sent, the lane looks again then. */
  dueMs: number;
}

/** What to send now, or when to look again. */
export type Step = SendStep | { kind: "rest"; untilMs: number; wakeOn: WakeOn };

export interface Situation {
  /** What the outbox has. */
  next: NextUp;
  /** The most valuable of the leased deliveries that are to be sent again. */
  resend: DeliveryClass | undefined;
  /** How many reads wait. */
  reads: number;
  /** How the destination takes several; undefined: it does not. */
  batch: BatchLimits | undefined;
  /** Whether somebody waits for everything to be sent, so that no batch waits for company. */
  isFlushing: boolean;
  /** How many places there are for what is not urgent. */
  free: number;
  /** The two clocks at the same moment: the outbox's, and that of the steps. */
  nowMs: number;
  steadyMs: number;
}

const NEVER = Number.POSITIVE_INFINITY;

/** Chooses between the outbox, the resends, and reads, which come after starts and goals. */
export function nextStep({ next, resend, reads, batch, isFlushing, free, nowMs, steadyMs }: Situation): Step {
  const dueAtMs = (next.kind === "ready" ? next.dueAtMs : next.kind === "later" ? next.atMs : undefined) ?? NEVER;
  const dueMs = steadyMs + dueAtMs - nowMs;
  const resendFirst = resend !== undefined && (next.kind !== "ready" || rankOf(resend) <= rankOf(next.class));
  const best = resendFirst ? resend : next.kind === "ready" ? next.class : undefined;
  const urgent = best !== undefined && isUrgent(best);
  const from = reads > 0 && !urgent ? "reads" : resendFirst ? "resends" : "outbox";

  if (from === "outbox") {
    if (next.kind !== "ready") return { kind: "rest", untilMs: dueMs, wakeOn: "any" };
    const leavesAtMs = batch === undefined || isFlushing ? nowMs : batchLeavesAt(next, batch, nowMs);
    const leavesMs = steadyMs + leavesAtMs - nowMs;
    if (leavesMs > steadyMs) return { kind: "rest", untilMs: Math.min(leavesMs, dueMs), wakeOn: "any" };
  }
  if (!urgent && free <= 0) return { kind: "rest", untilMs: dueMs, wakeOn: "urgent" };
  // Where a start or goal is ready it is not known how much of the rest is.
  const ready = from === "outbox" && next.kind === "ready" && !urgent ? { ready: next.count } : {};
  // Urgent deliveries may be followed by others.
  return { kind: "send", from, urgent, most: Math.max(1, free), dueMs, ...ready };
}

/** Whether it may take the last place, and the last slot of a limit. */
export function isUrgent(name: DeliveryClass): boolean {
  return name === "start" || name === "goal";
}
