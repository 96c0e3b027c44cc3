import fc from "fast-check";
import { expect, it } from "vitest";
import {
  cancelRequest,
  emptyQuotaState,
  endRequest,
  nextSlotAt,
  openRequest,
  type QuotaLimits,
  type QuotaState,
  type QuotaWindow,
  quotaUsed,
} from "../../../../packages/core/src/outbox/rules/quota.ts";
import type { RedisQuota } from "../../../../packages/redis/src/store/quota/redis-quota.ts";
import { describeWithRedis, START_MS } from "./quota-fixtures.ts";

const SLOT_MS = 60_000;
/** By how much one process may be told to wait longer than the first of those that wait. */
const LONGEST_TURN_MS = 10_000;

type Step =
  | { do: "pass"; ms: number }
  | { do: "take"; urgent: boolean; process: number }
  | { do: "end"; which: number; end: "answered" | "lost" | "never-sent"; process: number }
  | { do: "end-again"; which: number };

interface Story {
  processes: number;
  windows: readonly QuotaWindow[];
  maxServerDelayMs: number;
  steps: readonly Step[];
}

/** What the engine's own rules say, with a slot that nobody ends or renews counted as lost when its time is over. */
class Model {
  readonly #state: QuotaState = emptyQuotaState();
  readonly #lapses = new Map<string, number>();
  readonly #story: Story;

  constructor(story: Story) {
    this.#story = story;
  }

  freeAt(urgent: boolean, nowMs: number): number {
    this.#pass(nowMs);
    return nextSlotAt(this.#state, this.#story.windows, urgent, nowMs);
  }

  take(slot: string, nowMs: number): void {
    openRequest(this.#state);
    this.#lapses.set(slot, nowMs + SLOT_MS + this.#story.maxServerDelayMs);
  }

  isOpen(slot: string, nowMs: number): boolean {
    this.#pass(nowMs);
    return this.#lapses.has(slot);
  }

  end(slot: string, end: "answered" | "lost" | "never-sent", nowMs: number): void {
    this.#lapses.delete(slot);
    if (end === "never-sent") cancelRequest(this.#state);
    else this.#endAt(end === "lost" ? nowMs + this.#story.maxServerDelayMs : nowMs, nowMs);
  }

  used(perMs: number, nowMs: number): number {
    this.#pass(nowMs);
    return quotaUsed(this.#state, { limit: 1, perMs }, nowMs);
  }

  #pass(nowMs: number): void {
    for (const [slot, atMs] of this.#lapses) {
      if (atMs > nowMs) continue;
      this.#lapses.delete(slot);
      this.#endAt(atMs, nowMs);
    }
  }

  #endAt(endMs: number, nowMs: number): void {
    endRequest(this.#state, "answered", endMs, [...this.#story.windows, { limit: 1, perMs: 600_000 }], nowMs);
  }
}

const process = fc.nat({ max: 1 });
const which = fc.nat();
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.oneof(fc.nat(5), fc.nat(3_000)) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.nat(150_000) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("take" as const), urgent: fc.boolean(), process }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("end" as const),
      which,
      end: fc.constantFrom("answered", "answered", "lost", "never-sent"),
      process,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("end-again" as const), which }) },
);

const stories: fc.Arbitrary<Story> = fc.record({
  processes: fc.constantFrom(1, 2),
  windows: fc.array(
    fc.record({
      limit: fc.integer({ min: 1, max: 8 }),
      perMs: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 200_000 })),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  maxServerDelayMs: fc.constantFrom(0, 700, 30_000),
  steps: fc.array(step, { maxLength: 80, size: "max" }),
});

describeWithRedis("the quota in Redis", (harness) => {
  it("grants the same requests at the same moments as the rules of every outbox", async () => {
    const clients = [harness.connect(), harness.connect()];
    const tally = { granted: 0, refused: 0, untilAnswer: 0, lapsed: 0 };
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const limits: QuotaLimits = { key: "hash", ...story };
        const scope = harness.newScope();
        const processes = clients.map((client) => harness.process(scope, { client }));
        const model = new Model(story);
        const open: string[] = [];
        const ended: { slot: string; by: RedisQuota }[] = [];
        let nowMs = START_MS;
        for (const step of story.steps) {
          if (step.do === "pass") {
            nowMs += step.ms;
            continue;
          }
          if (step.do === "end-again") {
            const { slot, by } = ended[step.which % Math.max(1, ended.length)] ?? {};
            if (slot !== undefined) await by?.end(slot, "answered", nowMs);
            continue;
          }
          const quota = processes[step.process % story.processes];
          if (quota === undefined) throw new Error("there are two processes");
          if (step.do === "take") {
            const atMs = model.freeAt(step.urgent, nowMs);
            const grant = await quota.take(limits, step.urgent, nowMs);
            const toldMs = grant.granted ? nowMs : grant.atMs;
            if (story.processes === 1 || grant.granted) expect(toldMs).toBe(atMs);
            else {
              // Whoever waits as well may be told an earlier moment.
              expect(atMs).toBeGreaterThan(nowMs);
              if (atMs === Number.POSITIVE_INFINITY) expect(toldMs).toBe(atMs);
              else {
                expect(toldMs).toBeGreaterThanOrEqual(atMs);
                expect(toldMs).toBeLessThanOrEqual(atMs + LONGEST_TURN_MS);
              }
            }
            tally[grant.granted ? "granted" : "refused"]++;
            if (atMs === Number.POSITIVE_INFINITY) tally.untilAnswer++;
            if (grant.granted) {
              model.take(grant.slot, nowMs);
              open.push(grant.slot);
            }
            for (const { perMs } of [...story.windows, { perMs: 600_000 }]) {
              const asked = { key: "hash", windows: [{ limit: 1, perMs }] };
              expect(quota.used(asked, nowMs)).toEqual([model.used(perMs, nowMs)]);
            }
            continue;
          }
          const [slot] = open.splice(step.which % Math.max(1, open.length), 1);
          if (slot === undefined) continue;
          if (!model.isOpen(slot, nowMs)) {
            // Its process is dead, and ends nothing.
            tally.lapsed++;
            continue;
          }
          model.end(slot, step.end, nowMs);
          await quota.end(slot, step.end, nowMs);
          ended.push({ slot, by: quota });
        }
      }),
      { numRuns: 200 },
    );
    expect(Math.min(tally.granted, tally.refused, tally.untilAnswer, tally.lapsed)).toBeGreaterThan(20);
  });
});
