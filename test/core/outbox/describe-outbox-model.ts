import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Delivery, NewDelivery } from "../../../packages/core/src/outbox/delivery.ts";
import type {
  LeaseRequest,
  MaybePromise,
  Outbox,
  OutboxEntry,
  PutStatus,
  Settlement,
} from "../../../packages/core/src/outbox/outbox.ts";
import {
  CLASSES,
  DAY_MS,
  DESTINATION,
  delivery,
  HOUR_MS,
  type MakeOutbox,
  nameOf,
  type ReopenOutbox,
  START_MS,
  type SuiteOptions,
} from "./outbox-fixtures.ts";
import { OutboxModel } from "./outbox-model.ts";

const LEASE_MS = 60_000;
const DESTINATIONS = [DESTINATION, "howusedbot"];

const users = fc.constantFrom("1", "2", "3", undefined);
const pick = fc.nat({ max: 1_000 });
const putStep = fc.record({
  do: fc.constant("put" as const),
  class: fc.constantFrom(...CLASSES),
  user: users,
  destination: fc.constantFrom(DESTINATION, DESTINATION, "howusedbot"),
  key: fc.option(fc.nat({ max: 5 }), { nil: undefined }),
  bury: fc.boolean(),
  lifeMs: fc.constantFrom(5_000, 100_000, HOUR_MS),
});
/** All of it in one turn of the event loop. */
const putAndClaimStep = fc.record({
  do: fc.constant("putAndClaim" as const),
  puts: fc.array(putStep, { minLength: 1, maxLength: 5 }),
  destination: fc.constantFrom(DESTINATION, DESTINATION, "howusedbot"),
  maxItems: fc.integer({ min: 1, max: 4 }),
});
const settleStep = fc.record({
  do: fc.constant("settle" as const),
  pick,
  as: fc.constantFrom("delivered" as const, "returned" as const, "retry" as const, "dead" as const),
  delayMs: fc.constantFrom(0, 100, 30_000),
  answerLost: fc.boolean(),
});
const leaseStep = fc.record({
  do: fc.constant("lease" as const),
  destination: fc.constantFrom(...DESTINATIONS),
  maxItems: fc.integer({ min: 1, max: 4 }),
});
const timeStep = fc.record({
  do: fc.constant("wait" as const),
  forMs: fc.constantFrom(1, 100, 5_000, 60_000, HOUR_MS, 20 * HOUR_MS, 10 * DAY_MS),
});
const crashStep = fc.record({ do: fc.constant("crash" as const) });
const otherStep = fc.record({
  do: fc.constantFrom("purge" as const, "retryDead" as const, "dropDead" as const),
  user: fc.constantFrom("1", "2", "3"),
  pick,
});

const stepsOf = (...others: fc.WeightedArbitrary<Step>[]): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 8, arbitrary: putStep },
      { weight: 5, arbitrary: leaseStep },
      { weight: 5, arbitrary: settleStep },
      { weight: 2, arbitrary: otherStep },
      ...others,
    ),
    { maxLength: 120 },
  );

type Step =
  | (typeof putStep extends fc.Arbitrary<infer T> ? T : never)
  | (typeof putAndClaimStep extends fc.Arbitrary<infer T> ? T : never)
  | (typeof settleStep extends fc.Arbitrary<infer T> ? T : never)
  | (typeof leaseStep extends fc.Arbitrary<infer T> ? T : never)
  | (typeof timeStep extends fc.Arbitrary<infer T> ? T : never)
  | (typeof crashStep extends fc.Arbitrary<infer T> ? T : never)
  | (typeof otherStep extends fc.Arbitrary<infer T> ? T : never);

/** Whatever is done to an outbox, in whatever order, it does what a plain list would. */
export function describeOutboxModel(
  name: string,
  makeOutbox: MakeOutbox,
  reopen?: ReopenOutbox,
  { numRuns = 300, endsLeasesAtReopen = false, claimsWhatIsPut = true }: SuiteOptions = {},
): void {
  const check = async (
    steps: readonly Step[],
    maxItems: number,
    maxDeadLetters: number,
    lifeMs: number | undefined,
  ): Promise<void> => {
    const outbox = await makeOutbox({ maxItems, maxDeadLetters });
    const run = new ModelRun(outbox, new OutboxModel(maxItems, maxDeadLetters), lifeMs, reopen, endsLeasesAtReopen);
    try {
      for (const step of steps) {
        await run.take(step);
        await run.compare();
      }
    } finally {
      await run.close();
    }
  };
  const more = [
    ...(reopen === undefined ? [] : [{ weight: 1, arbitrary: crashStep }]),
    ...(claimsWhatIsPut ? [{ weight: 3, arbitrary: putAndClaimStep }] : []),
  ];

  describe(`${name}: any sequence of calls`, () => {
    it("leaves a balanced ledger and gives what the rules say, while things expire", async () => {
      await fc.assert(
        fc.asyncProperty(stepsOf({ weight: 4, arbitrary: timeStep }, ...more), (steps) =>
          check(steps, 1_000_000, 1_000_000, undefined),
        ),
        { numRuns },
      );
    });

    // What is out of date may still take room until it is looked at, so that nothing expires here.
    it("leaves a balanced ledger and throws out what the rules say, when the outbox is full", async () => {
      await fc.assert(
        fc.asyncProperty(stepsOf(...more), (steps) => check(steps, 6, 5, 400 * DAY_MS)),
        { numRuns },
      );
    });
  });
}

class ModelRun {
  #outbox: Outbox;
  readonly #reopen: ReopenOutbox | undefined;
  readonly #model: OutboxModel;
  /** How long every delivery lives; undefined: as its step says. */
  readonly #lifeMs: number | undefined;
  readonly #endsLeases: boolean;
  #nowMs = START_MS;
  #puts = 0;
  /** Every id that was handed out, and the name it stands for. */
  #handedOut: { id: string; name: string }[] = [];

  constructor(
    outbox: Outbox,
    model: OutboxModel,
    lifeMs: number | undefined,
    reopen: ReopenOutbox | undefined,
    endsLeases: boolean,
  ) {
    this.#endsLeases = endsLeases;
    this.#reopen = reopen;
    this.#outbox = outbox;
    this.#model = model;
    this.#lifeMs = lifeMs;
  }

  async close(): Promise<void> {
    await this.#outbox.close();
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "crash":
        this.#outbox = (await this.#reopen?.(this.#outbox)) ?? this.#outbox;
        // Whoever had these has died with its process, and says nothing more of them.
        this.#handedOut = [];
        if (this.#endsLeases) this.#model.endLeases(this.#nowMs);
        return;
      case "wait":
        this.#nowMs += step.forMs;
        return;
      case "put":
        return this.#put(this.#deliveryOf(step));
      case "putAndClaim": {
        const { puts, destination, maxItems } = step;
        const given = puts.map((each) => this.#deliveryOf(each));
        this.#model.passTime(this.#nowMs);
        const results = given.map((each) => this.#outbox.put(entryOf(each), this.#nowMs));
        // Nothing is awaited in between, so that an outbox may store and lease in one.
        const claimed = this.#leaseAs(destination, maxItems, (request) =>
          this.#outbox.claim === undefined
            ? this.#outbox.lease(request)
            : this.#outbox.claim(destination, this.#nowMs, ({ kind }) => (kind === "ready" ? request : undefined)),
        );
        for (const [index, each] of given.entries()) this.#learn(each, (await results[index])?.statuses[0]);
        return claimed();
      }
      case "lease":
        return this.#leaseAs(step.destination, step.maxItems, (request) => this.#outbox.lease(request))();
      case "settle": {
        const handed = this.#handedOut[step.pick % Math.max(1, this.#handedOut.length)];
        if (handed === undefined) return;
        const { id, name } = handed;
        // Late word of what is out of date finds it in an outbox that has not come to it yet, and not in another.
        if (this.#lifeMs === undefined && !this.#model.isInDate(name, this.#nowMs)) return;
        const settlement = toSettlement(id, step, this.#nowMs);
        await this.#outbox.settle([settlement], this.#nowMs);
        this.#model.settle(name, settlement, this.#nowMs);
        return;
      }
      case "purge":
        // What is out of date is purged from an outbox that has not come to it yet, and is gone from another.
        if (this.#model.hasExpired(step.user)) return;
        expect(await this.#outbox.purgeUser(step.user)).toBe(this.#model.purge(step.user));
        return;
      case "retryDead":
      case "dropDead": {
        const letters = await this.#outbox.deadLetters();
        const letter = letters[step.pick % Math.max(1, letters.length)];
        if (letter === undefined) return;
        if (step.do === "dropDead")
          expect(await this.#outbox.dropDead(letter.id)).toBe(this.#model.dropDead(nameOf(letter)));
        else {
          const done = await this.#outbox.retryDead(letter.id, this.#nowMs);
          expect(done).toBe(this.#model.retryDead(nameOf(letter), this.#nowMs));
        }
      }
    }
  }

  async compare(): Promise<void> {
    for (const destination of DESTINATIONS) {
      const next = await this.#outbox.next(destination, this.#nowMs);
      const first = this.#model.next(destination, this.#nowMs);
      expect(next.kind === "ready").toBe(first !== undefined);
      if (next.kind === "ready" && first !== undefined) {
        expect(next.class).toBe(first.lifted ? "start" : first.delivery.class);
      }
      if (next.kind === "later") expect(next.atMs).toBeGreaterThan(this.#nowMs);
    }
    const totals = { accepted: 0, delivered: 0, pending: 0, dead: 0, ambiguous: 0, expired: 0, overflow: 0, purged: 0 };
    for (const entry of Object.values(this.#outbox.ledger())) {
      const dropped = Object.values(entry.dropped).reduce((sum, count) => sum + count, 0);
      expect(entry.accepted).toBe(entry.delivered + entry.pending + dropped + entry.dead);
      for (const each of ["accepted", "delivered", "pending", "dead", "ambiguous"] as const)
        totals[each] += entry[each];
      for (const each of ["expired", "overflow", "purged"] as const) totals[each] += entry.dropped[each];
    }
    const { pending, deadNames, counts } = this.#model;
    // Letters that died at the same moment have no order among them.
    expect((await this.#outbox.deadLetters()).map(nameOf).sort()).toEqual(deadNames.sort());
    // An outbox may drop what is out of date at once, or when it comes to it.
    const { pending: totalPending, expired, ...rest } = totals;
    const { expired: expectedExpired, ...expectedRest } = counts;
    expect(rest).toEqual({ ...expectedRest, dead: deadNames.length });
    expect(totalPending + expired).toBe(pending + expectedExpired);
  }

  #deliveryOf(step: Step & { do: "put" }): NewDelivery {
    return delivery(`${++this.#puts}`, {
      destination: step.destination,
      class: step.class,
      ...(step.user !== undefined && { userId: step.user }),
      // Keys name what happened, and what happened has one class.
      dedupeKeys: step.key === undefined ? [] : [`${step.class} ${step.key}`],
      createdAtMs: this.#nowMs,
      expiresAtMs: this.#nowMs + (this.#lifeMs ?? step.lifeMs),
      onLostAnswer: step.bury ? "bury" : "resend",
    });
  }

  async #put(each: NewDelivery): Promise<void> {
    this.#model.passTime(this.#nowMs);
    const { statuses } = await this.#outbox.put(entryOf(each), this.#nowMs);
    this.#learn(each, statuses[0]);
  }

  #learn(each: NewDelivery, status: PutStatus | undefined): void {
    const known = this.#model.knows(each, this.#nowMs);
    if (known !== undefined) expect(status === "duplicate").toBe(known);
    if (status !== "duplicate") this.#model.put(each, this.#nowMs);
  }

  /** Asks at once, and compares what comes when the returned function is called. */
  #leaseAs(
    destination: string,
    maxItems: number,
    ask: (request: LeaseRequest) => MaybePromise<readonly Delivery[]>,
  ): () => Promise<void> {
    const maxBytes = Number.POSITIVE_INFINITY;
    const asked = ask({ destination, maxItems, maxBytes, nowMs: this.#nowMs, leaseMs: LEASE_MS });
    return async () => {
      const leased = await asked;
      const expected = this.#model.lease(destination, maxItems, this.#nowMs, LEASE_MS);
      expect(leased.map((each) => ({ name: nameOf(each), attempts: each.attempts }))).toEqual(
        expected.map((each) => ({ name: nameOf(each.delivery), attempts: each.attempts })),
      );
      for (const each of leased) this.#handedOut.push({ id: each.id, name: nameOf(each) });
    };
  }
}

function entryOf(each: NewDelivery): OutboxEntry {
  return { items: [{ kind: "deliver", delivery: each }] };
}

function toSettlement(id: string, step: Step & { do: "settle" }, nowMs: number): Settlement {
  switch (step.as) {
    case "retry":
      return { id, as: "retry", atMs: nowMs + step.delayMs, answerLost: step.answerLost };
    case "dead":
      return { id, as: "dead", reason: { code: 422, description: "refused" } };
    default:
      return { id, as: step.as };
  }
}
