import { createTracker, type Tracker, verifyWebhookSignature } from "@bot-tracker/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { call, HOSTILE, made, place } from "../../support/hostile-values.ts";
import { privateStart } from "../../support/updates.ts";

/** Every call that records, with whatever is passed to it. */
const CALLS: Record<string, (tracker: Tracker<object>, one: never, other: never) => unknown> = {
  trackEvent: (tracker, one) => tracker.trackEvent(one),
  reachGoal: (tracker, one) => tracker.reachGoal(one),
  userStarted: (tracker, one) => tracker.userStarted(one),
  userStopped: (tracker, one) => tracker.userStopped(one),
  handleUpdate: (tracker, one) => tracker.handleUpdate(one),
  "handleUpdate of a message": (tracker, one) => tracker.handleUpdate({ ...privateStart(), message: one }),
  handleSendFailure: (tracker, one) => tracker.handleSendFailure(one),
  "handleSendFailure with params": (tracker, one) =>
    tracker.handleSendFailure({ method: "sendMessage", params: one, errorCode: 403, description: one }),
  "ctx.tracker.trackEvent": (tracker, one, other) => (tracker.forUser(42).trackEvent as CallableFunction)(one, other),
  "ctx.tracker.trackEvent with a name": (tracker, one) =>
    (tracker.forUser(42).trackEvent as CallableFunction)("sale", one),
  "ctx.tracker.reachGoal": (tracker, one, other) => tracker.forUser(42).reachGoal(one, other),
  "forUser of whatever": (tracker, one) => tracker.forUser(one).reachGoal("lead"),
};

test.for(Object.keys(CALLS))("recording never throws nor rejects, whatever is passed: %s", async (name) => {
  const said: string[] = [];
  const logger = { warn: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
  const options = {
    botId: 1,
    outbox: "memory",
    tgtrack: { apiKey: "a-key-of-tests", url: "http://127.0.0.1:9" },
  } as const;
  const tracker = createTracker({ ...options, howUsedBot: false, logger }) as Tracker<object>;
  await fc.assert(
    fc.asyncProperty(call, call, async (one, other) => {
      const recorded = CALLS[name]?.(tracker, made(one), made(other));
      if (recorded !== undefined) expect(await recorded).toHaveProperty("stored");
    }),
  );
  await tracker.close({ timeoutMs: 1 });
});

test("verifyWebhookSignature answers false and never throws", () => {
  const header = `t=${Math.floor(Date.now() / 1_000)},v1=${"0".repeat(64)}`;
  const of = (from: number, valid: unknown) => (from < 0 ? valid : HOSTILE[from]) as never;
  const some = fc.oneof(place, fc.constant(-1));
  fc.assert(
    fc.property(some, some, some, some, (one, body, key, options) => {
      const secret = of(key, "a-secret-of-tests");
      expect(verifyWebhookSignature(of(one, header), of(body, "{}"), secret, of(options, {}))).toBe(false);
    }),
    { numRuns: 500 },
  );
});
