import { describe, expect, it } from "vitest";
import type { NextUp } from "../../../../packages/core/src/outbox/outbox.ts";
import { DAY_MS, DESTINATION, delivery, drain, lease, leaseOne, nameOf, putAll, START_MS } from "../outbox-fixtures.ts";
import type { ContractSuite } from "./contract-suite.ts";

/** Who holds what, and how it ends. */
export function describeLeases({ name, open, entryOf }: ContractSuite): void {
  describe(`${name}: leases`, () => {
    it("gives a delivery to one holder only", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("a"), delivery("b")]);
      const [first, second] = await Promise.all([leaseOne(outbox), leaseOne(outbox)]);
      expect([first, second].map((each) => each && nameOf(each)).sort()).toEqual(["a", "b"]);
      expect(await lease(outbox)).toEqual([]);
    });

    it("fills a batch up to its bytes, and gives one delivery even if it is larger", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("a".repeat(10_000)), delivery("b".repeat(10_000)), delivery("c".repeat(10_000))]);
      expect(await lease(outbox, { maxBytes: 25_000 })).toHaveLength(2);
      expect(await lease(outbox, { maxBytes: 1 })).toHaveLength(1);
    });

    it("says what is ready: its class, number, bytes and the oldest of it", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("x".repeat(1_000))], START_MS);
      await putAll(outbox, [delivery("start", { class: "start", createdAtMs: START_MS + 50 })], START_MS + 50);
      const next = await outbox.next(DESTINATION, START_MS + 50);
      expect(next).toMatchObject({ kind: "ready", class: "start", count: 2, oldestAtMs: START_MS });
      expect(next.kind === "ready" && next.bytes).toBeGreaterThan(1_000);
      expect(await outbox.next("howusedbot", START_MS)).toEqual({ kind: "none" });
    });

    it("has a retried delivery ready at its time, with its attempts counted, and says when that is", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("a")]);
      const first = await leaseOne(outbox);
      expect(first?.attempts).toBe(0);
      await outbox.settle([{ id: first?.id ?? "", as: "retry", atMs: START_MS + 700, answerLost: false }], START_MS);
      expect(await outbox.next(DESTINATION, START_MS + 699)).toEqual({ kind: "later", atMs: START_MS + 700 });
      expect(await leaseOne(outbox, { nowMs: START_MS + 699 })).toBeUndefined();
      const again = await leaseOne(outbox, { nowMs: START_MS + 700 });
      expect(again).toMatchObject({ id: first?.id, attempts: 1 });
      expect(entryOf(outbox)).toMatchObject({ pending: 1, ambiguous: 0 });
    });

    it("says beside what is ready when a delay or a lease ends, after which something else may come first", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("start", { class: "start" }), delivery("a"), delivery("b")]);
      const start = await leaseOne(outbox);
      const retry = { id: start?.id ?? "", as: "retry", atMs: START_MS + 700, answerLost: false } as const;
      await outbox.settle([retry], START_MS);
      expect(await outbox.next(DESTINATION, START_MS)).toMatchObject({ kind: "ready", dueAtMs: START_MS + 700 });
      await leaseOne(outbox, { leaseMs: 500 });
      expect(await outbox.next(DESTINATION, START_MS)).toMatchObject({ kind: "ready", dueAtMs: START_MS + 500 });
    });

    it("has a retried delivery ready in time although the clock is put back meanwhile", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("a")]);
      const first = await leaseOne(outbox);
      await outbox.settle([{ id: first?.id ?? "", as: "retry", atMs: START_MS + 700, answerLost: false }], START_MS);
      expect(await outbox.next(DESTINATION, START_MS)).toEqual({ kind: "later", atMs: START_MS + 700 });
      await outbox.next(DESTINATION, START_MS - DAY_MS);
      expect(await leaseOne(outbox, { nowMs: START_MS - DAY_MS + 700 })).toMatchObject({ attempts: 1 });
    });

    it("takes a returned delivery back as if it had never left", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("first"), delivery("second")]);
      const first = await leaseOne(outbox);
      await outbox.settle([{ id: first?.id ?? "", as: "returned" }], START_MS);
      const leased = await lease(outbox);
      expect(leased.map(nameOf)).toEqual(["first", "second"]);
      expect(leased[0]).toMatchObject({ id: first?.id, attempts: 0 });
    });

    it("gives a lease that ran out to another, as a lost answer", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("a")]);
      const first = await leaseOne(outbox, { leaseMs: 5_000 });
      const next = await outbox.next(DESTINATION, START_MS + 1);
      expect(next).toEqual({ kind: "later", atMs: START_MS + 5_000 });
      expect(await leaseOne(outbox, { nowMs: START_MS + 4_999 })).toBeUndefined();
      const second = await leaseOne(outbox, { nowMs: START_MS + 5_000 });
      expect(second).toMatchObject({ id: first?.id, attempts: 1 });
      expect(entryOf(outbox)).toMatchObject({ pending: 1, ambiguous: 1 });
    });

    it("buries a delivery whose lease ran out when it is never to be sent twice", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("sale", { class: "goal", onLostAnswer: "bury" })]);
      await leaseOne(outbox, { leaseMs: 5_000 });
      expect(await outbox.next(DESTINATION, START_MS + 5_000)).toEqual({ kind: "none" });
      const [letter] = await outbox.deadLetters();
      expect(letter).toMatchObject({ reason: { code: "lost-answer" }, attempts: 1 });
      expect(entryOf(outbox)).toMatchObject({ pending: 0, dead: 1, ambiguous: 0 });
    });

    it("lets a late `delivered` end a delivery whose lease ran out, and ignores any other late word", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("a")]);
      const first = await leaseOne(outbox, { leaseMs: 5_000 });
      const id = first?.id ?? "";
      await outbox.next(DESTINATION, START_MS + 6_000);
      await outbox.settle([{ id, as: "retry", atMs: START_MS + DAY_MS, answerLost: true }], START_MS + 6_000);
      await outbox.settle([{ id, as: "returned" }], START_MS + 6_000);
      expect(entryOf(outbox)).toMatchObject({ pending: 1, ambiguous: 1 });
      expect(await outbox.next(DESTINATION, START_MS + 6_000)).toMatchObject({ kind: "ready", count: 1 });
      await outbox.settle([{ id, as: "delivered" }], START_MS + 6_000);
      await outbox.settle([{ id, as: "delivered" }], START_MS + 6_000);
      expect(entryOf(outbox)).toMatchObject({ pending: 0, delivered: 1 });
      expect(await leaseOne(outbox, { nowMs: START_MS + 7_000 })).toBeUndefined();
    });

    it("ends what is left of a batch of which some was purged before its answer", async () => {
      const outbox = await open();
      await putAll(
        outbox,
        ["1", "2", "3"].map((userId) => delivery(userId, { userId })),
      );
      const batch = await lease(outbox);
      await outbox.purgeUser("2");
      await outbox.settle(
        batch.map(({ id }) => ({ id, as: "delivered" })),
        START_MS,
      );
      expect(entryOf(outbox)).toMatchObject({ accepted: 3, delivered: 2, pending: 0, dropped: { purged: 1 } });
      expect(await outbox.next(DESTINATION, START_MS)).toEqual({ kind: "none" });
    });

    it("ends a batch whose lease ran out, and of which some was leased again, with its late answer", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("goal", { class: "goal" }), delivery("a"), delivery("b")]);
      const batch = await lease(outbox, { leaseMs: 5_000 });
      expect(await leaseOne(outbox, { nowMs: START_MS + 6_000 })).toMatchObject({ attempts: 1 });
      await outbox.settle(
        batch.map(({ id }) => ({ id, as: "delivered" })),
        START_MS + 6_000,
      );
      expect(entryOf(outbox)).toMatchObject({ accepted: 3, delivered: 3, pending: 0, ambiguous: 3 });
      expect(await lease(outbox, { nowMs: START_MS + 6_000 })).toEqual([]);
    });

    it("claims what is chosen of what comes next, after all that was settled before", async () => {
      const outbox = await open();
      if (outbox.claim === undefined) return;
      await putAll(outbox, [
        delivery("start", { class: "start", userId: "1" }),
        delivery("goal", { class: "goal", userId: "1" }),
        delivery("late", { expiresAtMs: START_MS + 10 }),
      ]);
      const start = await leaseOne(outbox);
      const request = { destination: DESTINATION, maxItems: 5, maxBytes: 1e6, nowMs: START_MS + 10, leaseMs: 60_000 };
      // It may be asked more than once, and of what is leased at once only the most cautious guess is known.
      let seen: NextUp | undefined;
      const claim = (isWanted: boolean) =>
        outbox.claim?.(DESTINATION, START_MS + 10, (next) => {
          seen = next;
          return isWanted ? request : undefined;
        });
      const settled = outbox.settle([{ id: start?.id ?? "", as: "delivered" }], START_MS + 10);
      expect(await claim(false)).toEqual([]);
      expect(seen).toMatchObject({ kind: "ready", class: "goal" });
      expect(entryOf(outbox)).toMatchObject({ delivered: 1 });
      expect((await claim(true))?.map(nameOf)).toEqual(["goal"]);
      await settled;
      expect(await claim(true)).toEqual([]);
      expect(seen).toMatchObject({ kind: "later", atMs: START_MS + 60_010 });
      expect(entryOf(outbox)).toMatchObject({ accepted: 3, pending: 1, dropped: { expired: 1 } });
    });

    it("never gives the same id twice", async () => {
      const outbox = await open();
      await putAll(
        outbox,
        Array.from({ length: 100 }, (_, index) => delivery(`${index}`)),
      );
      const ids = (await lease(outbox)).map(({ id }) => id);
      expect(new Set(ids).size).toBe(100);
    });

    it("drops what is out of date instead of leasing it", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("late", { expiresAtMs: START_MS + 1_000 }), delivery("in time")]);
      expect(await drain(outbox, START_MS + 1_000)).toEqual(["in time"]);
      expect(entryOf(outbox)).toMatchObject({ accepted: 2, delivered: 1, pending: 0, dropped: { expired: 1 } });
    });
  });
}
