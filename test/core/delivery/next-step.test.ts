import fc from "fast-check";
import { expect, it } from "vitest";
import { nextStep, type Situation } from "../../../packages/core/src/delivery/next-step.ts";
import { DELIVERY_CLASSES } from "../../../packages/core/src/outbox/delivery.ts";
import type { NextUp } from "../../../packages/core/src/outbox/outbox.ts";

const NOW_MS = 1_000_000;
const laterMs = fc.integer({ min: NOW_MS + 1, max: NOW_MS + 100_000 });
const ready: fc.Arbitrary<NextUp> = fc.record({
  kind: fc.constant("ready"),
  class: fc.constantFrom(...DELIVERY_CLASSES),
  count: fc.integer({ min: 1, max: 50 }),
  bytes: fc.integer({ min: 1, max: 1_000 }),
  oldestAtMs: fc.integer({ min: NOW_MS - 10_000, max: NOW_MS }),
  dueAtMs: fc.option(laterMs, { nil: undefined }),
});
const later: fc.Arbitrary<NextUp> = fc.record({ kind: fc.constant("later"), atMs: laterMs });
const batch = fc.record({ maxItems: fc.constant(20), maxBytes: fc.constant(500), maxWaitMs: fc.constant(60_000) });
const situations: fc.Arbitrary<Situation> = fc.record({
  next: fc.oneof(ready, later, fc.constant<NextUp>({ kind: "none" })),
  resend: fc.option(fc.constantFrom(...DELIVERY_CLASSES), { nil: undefined }),
  reads: fc.nat(2),
  batch: fc.option(batch, { nil: undefined }),
  isFlushing: fc.boolean(),
  free: fc.integer({ min: -1, max: 8 }),
  nowMs: fc.constant(NOW_MS),
  steadyMs: fc.integer({ min: 0, max: 1_000 }),
});

const dueAtMsOf = ({ next }: Situation): number =>
  (next.kind === "ready" ? next.dueAtMs : next.kind === "later" ? next.atMs : undefined) ?? Number.POSITIVE_INFINITY;

it("never rests, nor waits for a slot, beyond the moment when something more valuable may be ready", () => {
  fc.assert(
    fc.property(situations, (situation) => {
      const step = nextStep(situation);
      const dueInMs = dueAtMsOf(situation) - NOW_MS;
      const lookAgainMs = step.kind === "rest" ? step.untilMs : step.dueMs;
      expect(lookAgainMs - situation.steadyMs).toBeLessThanOrEqual(dueInMs);
    }),
  );
});

it("rests only where nothing may go, and takes a start or goal into the last place", () => {
  fc.assert(
    fc.property(situations, (situation) => {
      const step = nextStep(situation);
      const { next, resend, reads, free, batch } = situation;
      const isUrgent = [resend, next.kind === "ready" ? next.class : undefined].some((each) =>
        ["start", "goal"].includes(each ?? ""),
      );
      const hasAny = next.kind === "ready" || resend !== undefined || reads > 0;
      if (step.kind === "send") expect(hasAny && (step.urgent || free > 0)).toBe(true);
      else if (batch === undefined) expect(hasAny && (isUrgent || free > 0)).toBe(false);
    }),
  );
});
