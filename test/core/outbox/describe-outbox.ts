import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import type { DeadReason, Delivery, DeliveryClass } from "../../../packages/core/src/outbox/delivery.ts";
import type { NextUp, Outbox, OutboxItem, PutResult } from "../../../packages/core/src/outbox/outbox.ts";
import { nextPerson, type Person, type PersonChange } from "../../../packages/core/src/outbox/rules/person.ts";
import { describeOutboxModel } from "./describe-outbox-model.ts";
import { describeOutboxQuota } from "./describe-outbox-quota.ts";
import {
  CLASSES,
  DAY_MS,
  DESTINATION,
  delivery,
  drain,
  HOUR_MS,
  lease,
  leaseOne,
  type MakeOutbox,
  nameOf,
  type OutboxBounds,
  putAll,
  putOne,
  type ReopenOutbox,
  START_MS,
  type SuiteOptions,
} from "./outbox-fixtures.ts";

const REFUSED: DeadReason = { code: 422, description: "validation failed" };

/** The contract of an outbox, as tests that any implementation has to pass. */
export function describeOutbox(
  name: string,
  makeOutbox: MakeOutbox,
  reopen?: ReopenOutbox,
  options: SuiteOptions = {},
): void {
  const open = async (bounds?: OutboxBounds): Promise<Outbox> => {
    const outbox = await makeOutbox(bounds);
    onTestFinished(() => outbox.close());
    return outbox;
  };
  const entryOf = (outbox: Outbox, destination = DESTINATION) => outbox.ledger()[destination];
  const bury = async (outbox: Outbox, id: string, nowMs = START_MS): Promise<void> => {
    await outbox.settle([{ id, as: "dead", reason: REFUSED }], nowMs);
  };

  describe(`${name}: order`, () => {
    it("gives starts and goals first, then the other classes in turns, and the oldest within each", async () => {
      const outbox = await open();
      const mixed = [...CLASSES.toReversed(), ...CLASSES];
      await putAll(
        outbox,
        mixed.map((each, index) => delivery(`${each} ${index}`, { class: each, userId: `${index}` })),
      );
      expect(await drain(outbox)).toEqual([
        "start 4",
        "start 5",
        "goal 3",
        "goal 6",
        "stop 2",
        "event 1",
        "activity 0",
        "stop 7",
        "event 8",
        "activity 9",
      ]);
    });

    it("shares what goals leave 4 : 2 : 1 between stops, events and activity, one by one or many at once", async () => {
      for (const maxItems of [1, 70]) {
        const outbox = await open();
        await putAll(
          outbox,
          (["stop", "event", "activity", "goal"] as const).flatMap((each) =>
            Array.from({ length: each === "goal" ? 3 : 50 }, (_none, index) => delivery(`${index}`, { class: each })),
          ),
        );
        const leased: Delivery[] = [];
        while (leased.length < 73)
          leased.push(...(await lease(outbox, { maxItems: Math.min(maxItems, 73 - leased.length) })));
        expect(leased.slice(0, 3).map((each) => each.class)).toEqual(["goal", "goal", "goal"]);
        for (const [name, count] of [
          ["stop", 40],
          ["event", 20],
          ["activity", 10],
        ] as const) {
          const names = leased.filter((each) => each.class === name).map(nameOf);
          expect(names).toEqual(Array.from({ length: names.length }, (_none, index) => `${index}`));
          expect(Math.abs(names.length - count)).toBeLessThanOrEqual(1);
        }
      }
    });

    it("lets an event go next that comes to a backlog of stops, and the stops have all while there is nothing else", async () => {
      const outbox = await open();
      await putAll(
        outbox,
        Array.from({ length: 20 }, (_none, index) => delivery(`stop ${index}`, { class: "stop" })),
      );
      for (let index = 0; index < 10; index++) expect((await leaseOne(outbox))?.class).toBe("stop");
      await putAll(outbox, [delivery("event")]);
      expect(await outbox.next(DESTINATION, START_MS)).toMatchObject({ kind: "ready", class: "event", count: 11 });
      expect(await drain(outbox)).toEqual([
        "event",
        ...Array.from({ length: 10 }, (_none, index) => `stop ${index + 10}`),
      ]);
    });

    it("gives what is to be relayed strictly by value, as no limit slows that", async () => {
      const outbox = await open();
      const relayed = { destination: '["service"]' };
      await putAll(
        outbox,
        CLASSES.toReversed().flatMap((each) => [
          delivery(`${each} 1`, { class: each, ...relayed }),
          delivery(`${each} 2`, { class: each, ...relayed }),
        ]),
      );
      expect((await lease(outbox, relayed)).map((each) => each.class)).toEqual(CLASSES.flatMap((each) => [each, each]));
    });

    it("holds back what a user does after a start until the start is delivered, but not other users", async () => {
      const outbox = await open();
      await putAll(outbox, [
        delivery("start", { class: "start", userId: "1" }),
        delivery("goal", { class: "goal", userId: "1" }),
        delivery("event", { userId: "1" }),
        delivery("someone else's goal", { class: "goal", userId: "2" }),
        delivery("nobody's event"),
      ]);
      const first = await leaseOne(outbox);
      expect(first && nameOf(first)).toBe("start");
      expect((await lease(outbox)).map(nameOf)).toEqual(["someone else's goal", "nobody's event"]);
      expect(await lease(outbox)).toEqual([]);
      await outbox.settle([{ id: first?.id ?? "", as: "delivered" }], START_MS);
      expect(await drain(outbox)).toEqual(["goal", "event"]);
    });

    it("lets what a user does later pass what a relay handed on, also if that comes back", async () => {
      const outbox = await open();
      // What a relay hands on to relays to nobody.
      if (outbox.letPass === undefined) return;
      await putAll(outbox, [
        delivery("stop", { class: "stop", userId: "1" }),
        delivery("start", { class: "start", userId: "1" }),
        delivery("goal", { class: "goal", userId: "1" }),
      ]);
      const ids: string[] = [];
      for (const name of ["stop", "start"]) {
        const leased = await lease(outbox);
        expect(leased.map(nameOf)).toEqual([name]);
        ids.push(leased[0]?.id ?? "");
        await outbox.letPass?.([leased[0]?.id ?? "", "unknown"]);
      }
      expect((await lease(outbox)).map(nameOf)).toEqual(["goal"]);
      await outbox.settle([{ id: ids[0] ?? "", as: "returned" }], START_MS);
      await outbox.settle([{ id: ids[1] ?? "", as: "delivered" }], START_MS);
      await outbox.letPass?.([ids[0] ?? ""]);
      await putAll(outbox, [delivery("sale", { class: "goal", userId: "1" })]);
      expect((await drain(outbox)).toSorted()).toEqual(["sale", "stop"]);
      expect(entryOf(outbox)).toMatchObject({ accepted: 4, delivered: 3, pending: 1 });
    });

    it.each(["dead", "expired", "purged"])("lets a user's goal go once the start before it is %s", async (end) => {
      const outbox = await open();
      await putAll(outbox, [
        delivery("start", { class: "start", userId: "1", expiresAtMs: START_MS + 1_000 }),
        delivery("goal", { class: "goal", userId: "1" }),
      ]);
      const start = await leaseOne(outbox);
      if (end === "dead") await bury(outbox, start?.id ?? "");
      else
        await outbox.settle([{ id: start?.id ?? "", as: "retry", atMs: START_MS + 500, answerLost: false }], START_MS);
      if (end === "purged") {
        await outbox.purgeUser("1");
        expect(await drain(outbox, START_MS + 2_000)).toEqual([]);
      } else expect(await drain(outbox, START_MS + 2_000)).toEqual(["goal"]);
    });

    it("does not hold back what a user did before a start", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("event", { userId: "1" }), delivery("start", { class: "start", userId: "1" })]);
      expect((await lease(outbox)).map(nameOf)).toEqual(["start", "event"]);
    });

    it("keeps start, stop and start of one user in their order, and lifts the stop to a start's class", async () => {
      const outbox = await open();
      await putAll(outbox, [
        delivery("stop", { class: "stop", userId: "1" }),
        delivery("goal of another", { class: "goal", userId: "2" }),
        delivery("start", { class: "start", userId: "1" }),
      ]);
      expect(await outbox.next(DESTINATION, START_MS)).toMatchObject({ kind: "ready", class: "start", count: 2 });
      expect((await lease(outbox)).map(nameOf)).toEqual(["stop", "goal of another"]);
    });

    it("lifts every stop of a user that waits before their start, behind another start too", async () => {
      const outbox = await open();
      const classes: DeliveryClass[] = ["start", "stop", "stop", "start", "stop"];
      await putAll(outbox, [
        delivery("goal of another", { class: "goal", userId: "2" }),
        ...classes.map((each, index) => delivery(`${each} ${index}`, { class: each, userId: "1" })),
      ]);
      const lifted = ["start 0", "stop 1", "stop 2", "start 3"];
      expect(await drain(outbox)).toEqual([...lifted, "goal of another", "stop 4"]);
    });

    it("sends one user's starts and stops one at a time", async () => {
      const outbox = await open();
      const classes: DeliveryClass[] = ["start", "stop", "stop", "start", "stop"];
      await putAll(
        outbox,
        classes.map((each, index) => delivery(`${each} ${index}`, { class: each, userId: "1" })),
      );
      expect(await lease(outbox)).toHaveLength(1);
      expect(await lease(outbox)).toHaveLength(0);
      const again = await open();
      await putAll(
        again,
        classes.map((each, index) => delivery(`${each} ${index}`, { class: each, userId: "1" })),
      );
      expect(await drain(again)).toEqual(["start 0", "stop 1", "stop 2", "start 3", "stop 4"]);
    });

    it("keeps destinations apart", async () => {
      const outbox = await open();
      await putAll(outbox, [
        delivery("here", { class: "start", userId: "1" }),
        delivery("there", { destination: "howusedbot", userId: "1" }),
      ]);
      expect((await lease(outbox, { destination: "howusedbot" })).map(nameOf)).toEqual(["there"]);
      expect((await lease(outbox)).map(nameOf)).toEqual(["here"]);
    });
  });

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
      const seen: NextUp[] = [];
      const claim = (isWanted: boolean) =>
        outbox.claim?.(DESTINATION, START_MS + 10, (next) => {
          seen.push(next);
          return isWanted ? request : undefined;
        });
      const settled = outbox.settle([{ id: start?.id ?? "", as: "delivered" }], START_MS + 10);
      expect(await claim(false)).toEqual([]);
      expect(entryOf(outbox)).toMatchObject({ delivered: 1 });
      expect((await claim(true))?.map(nameOf)).toEqual(["goal"]);
      await settled;
      expect(await claim(true)).toEqual([]);
      expect(seen).toMatchObject([{ class: "goal" }, { class: "goal" }, { kind: "later", atMs: START_MS + 60_010 }]);
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

  describe(`${name}: dedupe`, () => {
    const once = delivery("a", { dedupeKeys: ["update 1", "message 1"] });

    it("meets any known key with `duplicate`, and accepts nothing", async () => {
      const outbox = await open();
      await putOne(outbox, once);
      const again = await putOne(outbox, delivery("b", { dedupeKeys: ["update 2", "message 1"] }));
      expect(again).toEqual({ statuses: ["duplicate"], overflowed: [] });
      expect(entryOf(outbox)).toMatchObject({ accepted: 1, pending: 1 });
    });

    it("knows a key after its delivery has gone", async () => {
      const outbox = await open();
      await putOne(outbox, once);
      await drain(outbox);
      expect((await putOne(outbox, once)).statuses).toEqual(["duplicate"]);
    });

    it("forgets with a person the keys that name them, and no others", async () => {
      const outbox = await open();
      const keysOf = (userId: string, rest: string) => delivery(rest, { userId, dedupeKeys: [`p:${userId}:${rest}`] });
      const update = delivery("update", { userId: "7", dedupeKeys: ["update 1"] });
      const all = [keysOf("7", "sale"), keysOf("7", "message"), keysOf("77", "sale"), keysOf("6", "sale"), update];
      await putAll(outbox, all);
      await drain(outbox);
      await outbox.purgeUser("7");
      const again = await Promise.all(all.map((each) => putOne(outbox, each)));
      expect(again.map(({ statuses }) => statuses[0])).toEqual([
        "stored",
        "stored",
        "duplicate",
        "duplicate",
        "duplicate",
      ]);
    });

    it("knows each destination's keys apart", async () => {
      const outbox = await open();
      await putOne(outbox, once);
      expect((await putOne(outbox, { ...once, destination: "howusedbot" })).statuses).toEqual(["stored"]);
    });

    it("knows a key for 48 hours", async () => {
      const outbox = await open();
      await putOne(outbox, once);
      for (let passedMs = 6 * HOUR_MS; passedMs < 2 * DAY_MS; passedMs += 6 * HOUR_MS) {
        await putOne(outbox, delivery("other", { dedupeKeys: [`${passedMs}`] }), START_MS + passedMs);
      }
      expect((await putOne(outbox, once, START_MS + 2 * DAY_MS - 1)).statuses).toEqual(["duplicate"]);
    });

    it("forgets a key after 72 hours, even if nothing else was put meanwhile", async () => {
      const outbox = await open();
      await putOne(outbox, once);
      expect((await putOne(outbox, once, START_MS + 3 * DAY_MS)).statuses).toEqual(["stored"]);
    });

    it("forgets a key that is asked for again and again all the same", async () => {
      const outbox = await open();
      await putOne(outbox, once);
      for (let passedMs = HOUR_MS; passedMs < 2 * DAY_MS; passedMs += HOUR_MS) {
        expect((await putOne(outbox, once, START_MS + passedMs)).statuses).toEqual(["duplicate"]);
      }
      expect((await putOne(outbox, once, START_MS + 3 * DAY_MS)).statuses).toEqual(["stored"]);
    });

    it("meets what was buried before it was ever sent with `duplicate` too", async () => {
      const outbox = await open();
      const item: OutboxItem = { kind: "bury", delivery: once, reason: { code: "before-send", description: "failed" } };
      expect((await outbox.put({ items: [item] }, START_MS)).statuses).toEqual(["dead"]);
      expect((await outbox.put({ items: [item] }, START_MS)).statuses).toEqual(["duplicate"]);
      expect(entryOf(outbox)).toMatchObject({ accepted: 1, dead: 1 });
    });

    it("counts what one destination drops of a repeated update once", async () => {
      const outbox = await open();
      const items: OutboxItem[] = [
        { kind: "deliver", delivery: once },
        { kind: "drop", destination: "howusedbot", reason: "unsupported" },
      ];
      expect((await outbox.put({ items }, START_MS)).statuses).toEqual(["stored", "dropped"]);
      expect((await outbox.put({ items }, START_MS)).statuses).toEqual(["duplicate", "duplicate"]);
      expect(entryOf(outbox, "howusedbot")).toMatchObject({ accepted: 1, dropped: { unsupported: 1 } });
    });
  });

  describe(`${name}: persons`, () => {
    const putChange = async (outbox: Outbox, kind: PersonChange["kind"], date: number, keys: string[] = []) => {
      const worth = kind === "stop" ? "stop" : "start";
      const items: OutboxItem[] =
        kind === "unblock"
          ? []
          : [{ kind: "deliver", delivery: delivery(kind, { class: worth, userId: "7", dedupeKeys: keys }) }];
      return outbox.put({ items, person: { botId: "1", userId: "7", change: { kind, date } } }, START_MS);
    };

    it("tells a first start from a return, and stores a stop once", async () => {
      const outbox = await open();
      expect((await putChange(outbox, "start", 100)).verdict).toBe("started");
      expect(await putChange(outbox, "stop", 200)).toMatchObject({ verdict: "stopped", statuses: ["stored"] });
      expect(await putChange(outbox, "stop", 201)).toMatchObject({ verdict: "unchanged", statuses: ["unchanged"] });
      expect(await putChange(outbox, "unblock", 300)).toMatchObject({ verdict: "unblocked", statuses: [] });
      expect((await putChange(outbox, "start", 300)).verdict).toBe("returned");
      expect(entryOf(outbox)).toMatchObject({ accepted: 3, pending: 3 });
    });

    it("takes a start that is typed within a minute of another for the same one", async () => {
      const outbox = await open();
      expect((await putChange(outbox, "typed-start", 100)).verdict).toBe("started");
      expect((await putChange(outbox, "start", 110)).statuses).toEqual(["stored"]);
      for (const date of [50, 110, 170]) {
        expect(await putChange(outbox, "typed-start", date)).toMatchObject({
          verdict: "unchanged",
          statuses: ["unchanged"],
        });
      }
      expect(await putChange(outbox, "typed-start", 231)).toMatchObject({ verdict: "returned", statuses: ["stored"] });
      expect((await putChange(outbox, "start", 232)).verdict).toBe("returned");
      expect((await putChange(outbox, "stop", 240)).verdict).toBe("stopped");
      expect((await putChange(outbox, "typed-start", 241)).verdict).toBe("returned");
      expect(entryOf(outbox)).toMatchObject({ accepted: 6, pending: 6 });
    });

    it("does not move a person for an update that came before", async () => {
      const outbox = await open();
      await putChange(outbox, "start", 100, ["u1"]);
      await putChange(outbox, "stop", 200, ["u2"]);
      const redelivered = await putChange(outbox, "start", 100, ["u1"]);
      expect(redelivered.statuses).toEqual(["duplicate"]);
      expect(redelivered.verdict).toBeUndefined();
      expect((await putChange(outbox, "stop", 300, ["u3"])).verdict).toBe("unchanged");
    });

    it("takes nothing that comes late for the newest", async () => {
      const outbox = await open();
      await putChange(outbox, "start", 100);
      await putChange(outbox, "stop", 300);
      expect(await putChange(outbox, "start", 200)).toMatchObject({ verdict: "returned", statuses: ["stored"] });
      expect((await putChange(outbox, "unblock", 250)).verdict).toBe("unchanged");
      expect(await putChange(outbox, "stop", 301)).toMatchObject({ verdict: "unchanged", statuses: ["unchanged"] });
      expect((await putChange(outbox, "unblock", 300)).verdict).toBe("unchanged");
      expect((await putChange(outbox, "unblock", 301)).verdict).toBe("unblocked");
    });

    it("takes what happens at this moment for the newest, whatever its date", async () => {
      const outbox = await open();
      const putNow = async (kind: "start" | "stop", date: number) => {
        const change: PersonChange = { kind, date, isNow: true };
        return (await outbox.put({ items: [], person: { botId: "1", userId: "7", change } }, START_MS)).verdict;
      };
      await putChange(outbox, "start", 100);
      expect(await putNow("stop", 70)).toBe("stopped");
      expect((await putChange(outbox, "unblock", 90)).verdict).toBe("unchanged");
      expect(await putNow("start", 60)).toBe("returned");
      expect(await putNow("stop", 50)).toBe("stopped");
    });

    it("tells what is known of a person, as the rule says, in whatever order things come", async () => {
      const outbox = await open();
      const person = fc.record({
        botId: fc.constantFrom("1", "2"),
        userId: fc.constantFrom("7", "77"),
        change: fc.record({
          kind: fc.constantFrom("start", "stop", "unblock"),
          date: fc.integer({ min: 1, max: 2_000_000_000 }),
          isNow: fc.boolean(),
        }),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(person, { maxLength: 12 }), async (changes) => {
          const known = new Map<string, Person>();
          const bot = `${++run}0`;
          for (const { botId, userId, change } of changes) {
            void outbox.put({ items: [], person: { botId: bot + botId, userId, change } }, START_MS);
            known.set(botId + userId, nextPerson(known.get(botId + userId), change).person);
          }
          for (const botId of ["1", "2"]) {
            for (const userId of ["7", "77"]) {
              expect(await outbox.person(bot + botId, userId)).toEqual(known.get(botId + userId));
            }
          }
        }),
        { numRuns: 50 },
      );
    });

    it("knows nothing of somebody of whom nothing came, or who was purged", async () => {
      const outbox = await open();
      expect(await outbox.person("1", "7")).toBeUndefined();
      await putChange(outbox, "start", 100);
      expect(await outbox.person("1", "7")).toEqual({ started: true, blocked: false, since: 100, seenAt: 100 });
      expect(await outbox.person("1", "8")).toBeUndefined();
      expect(await outbox.person("2", "7")).toBeUndefined();
      await outbox.purgeUser("7");
      expect(await outbox.person("1", "7")).toBeUndefined();
    });

    it("makes nobody known again who was purged, by what happened before it and comes again", async () => {
      const outbox = await open();
      await putChange(outbox, "start", 100);
      await putChange(outbox, "stop", 200);
      await putChange(outbox, "unblock", 300);
      await outbox.purgeUser("7");
      const again: [PersonChange["kind"], number][] = [
        ["unblock", 300],
        ["stop", 200],
        ["start", 100],
      ];
      for (const [kind, date] of again) {
        const { statuses } = await putChange(outbox, kind, date);
        expect(statuses).toEqual(kind === "unblock" ? [] : ["stored"]);
        expect(await outbox.person("1", "7")).toBeUndefined();
      }
      // Purged twice, still the same.
      await outbox.purgeUser("7");
      await putChange(outbox, "unblock", 300);
      expect(await outbox.person("1", "7")).toBeUndefined();
    });

    it("knows a purged person again from what they do after it, and from a send that fails", async () => {
      const outbox = await open();
      const laterS = 4_000_000_000;
      await putChange(outbox, "start", 100);
      await outbox.purgeUser("7");
      await putChange(outbox, "start", laterS);
      expect(await outbox.person("1", "7")).toMatchObject({ started: true, since: laterS });
      await outbox.purgeUser("7");
      const change: PersonChange = { kind: "stop", date: 50, isNow: true };
      await outbox.put({ items: [], person: { botId: "1", userId: "7", change } }, START_MS);
      expect(await outbox.person("1", "7")).toMatchObject({ blocked: true });
    });

    if (reopen !== undefined) {
      it("remembers over a restart until when a purged person was known", async () => {
        const outbox = await open();
        await putChange(outbox, "unblock", 300);
        await outbox.purgeUser("7");
        const again = await reopen(outbox);
        onTestFinished(() => again.close());
        await putChange(again, "unblock", 300);
        expect(await again.person("1", "7")).toBeUndefined();
      });

      it("remembers over a restart since when a person is as they are", async () => {
        const outbox = await open();
        await putChange(outbox, "stop", 100);
        await putChange(outbox, "unblock", 200);
        await putChange(outbox, "unblock", 300);
        const again = await reopen(outbox);
        onTestFinished(() => again.close());
        expect(await again.person("1", "7")).toEqual({ started: false, blocked: false, since: 200, seenAt: 300 });
      });
    }

    it("knows the same person apart for each bot", async () => {
      const outbox = await open();
      const stop: PersonChange = { kind: "stop", date: 200 };
      const results: PutResult[] = [];
      for (const botId of ["1", "2", "1"]) {
        results.push(await outbox.put({ items: [], person: { botId, userId: "7", change: stop } }, START_MS));
      }
      expect(results.map(({ verdict }) => verdict)).toEqual(["stopped", "stopped", "unchanged"]);
    });
  });

  describe(`${name}: bounds`, () => {
    it("throws out the least valuable, oldest delivery when there are too many", async () => {
      const outbox = await open({ maxItems: 3 });
      await putAll(outbox, [
        delivery("old event"),
        delivery("activity", { class: "activity" }),
        delivery("start", { class: "start", userId: "1" }),
      ]);
      const first = await putOne(outbox, delivery("new event"));
      expect(first).toMatchObject({
        statuses: ["stored"],
        overflowed: [{ destination: DESTINATION, class: "activity" }],
      });
      const second = await putOne(outbox, delivery("goal", { class: "goal" }));
      expect(second.overflowed).toEqual([{ destination: DESTINATION, class: "event" }]);
      expect(entryOf(outbox)).toMatchObject({ accepted: 5, pending: 3, dropped: { overflow: 2 } });
      expect(await drain(outbox)).toEqual(["start", "goal", "new event"]);
    });

    it("says `dropped` of what is itself the least valuable", async () => {
      const outbox = await open({ maxItems: 1 });
      await putOne(outbox, delivery("start", { class: "start" }));
      const result = await putOne(outbox, delivery("activity", { class: "activity" }));
      expect(result).toEqual({ statuses: ["dropped"], overflowed: [{ destination: DESTINATION, class: "activity" }] });
      expect(await drain(outbox)).toEqual(["start"]);
    });

    it("keeps within its bytes", async () => {
      const outbox = await open({ maxBytes: 50_000 });
      for (let index = 0; index < 20; index++) await putOne(outbox, delivery("x".repeat(10_000)));
      const entry = entryOf(outbox);
      expect(entry?.pending).toBeGreaterThan(2);
      expect(entry?.pending).toBeLessThan(6);
      expect(entry?.dropped.overflow).toBe(20 - (entry?.pending ?? 0));
    });

    it("does not empty itself for one delivery that is larger than the whole outbox", async () => {
      const outbox = await open({ maxBytes: 50_000 });
      await putAll(outbox, [delivery("a"), delivery("b")]);
      const result = await putOne(outbox, delivery("x".repeat(60_000)));
      expect(result).toEqual({ statuses: ["dropped"], overflowed: [{ destination: DESTINATION, class: "event" }] });
      expect(entryOf(outbox)).toMatchObject({ accepted: 3, pending: 2, dropped: { overflow: 1 } });
    });

    it("never throws out what is being sent", async () => {
      const outbox = await open({ maxItems: 1 });
      await putOne(outbox, delivery("activity", { class: "activity" }));
      const leased = await leaseOne(outbox);
      expect((await putOne(outbox, delivery("event"))).statuses).toEqual(["dropped"]);
      await outbox.settle([{ id: leased?.id ?? "", as: "delivered" }], START_MS);
      expect(entryOf(outbox)).toMatchObject({ accepted: 2, delivered: 1, pending: 0, dropped: { overflow: 1 } });
    });

    it("throws out a lifted stop as a stop", async () => {
      const outbox = await open({ maxItems: 2 });
      await putAll(outbox, [
        delivery("stop", { class: "stop", userId: "1" }),
        delivery("start", { class: "start", userId: "1" }),
        delivery("goal", { class: "goal", userId: "2" }),
      ]);
      expect(await drain(outbox)).toEqual(["start", "goal"]);
    });

    it("lets go what waited for a start that was thrown out", async () => {
      const outbox = await open({ maxItems: 2 });
      await putAll(outbox, [
        delivery("start 1", { class: "start", userId: "1" }),
        delivery("start 2", { class: "start", userId: "1" }),
        delivery("start 3", { class: "start", userId: "1" }),
      ]);
      expect(await drain(outbox)).toEqual(["start 2", "start 3"]);
    });

    it("keeps a start waiting for one under way when the one between them is thrown out", async () => {
      const outbox = await open({ maxItems: 2 });
      await putOne(outbox, delivery("start 1", { class: "start", userId: "1" }));
      const first = await leaseOne(outbox);
      await putOne(outbox, delivery("start 2", { class: "start", userId: "1" }));
      await putOne(outbox, delivery("start 3", { class: "start", userId: "1" }));
      expect(await leaseOne(outbox)).toBeUndefined();
      await outbox.settle([{ id: first?.id ?? "", as: "delivered" }], START_MS);
      expect(await drain(outbox)).toEqual(["start 3"]);
    });
  });

  describe(`${name}: dead letters`, () => {
    it("keeps them with their reason, oldest first, and finds them by destination", async () => {
      const outbox = await open();
      await putAll(outbox, [
        delivery("a"),
        delivery("elsewhere", { destination: "howusedbot" }),
        delivery("b"),
        delivery("c"),
      ]);
      for (const destination of [DESTINATION, "howusedbot", DESTINATION, DESTINATION]) {
        const leased = await leaseOne(outbox, { destination });
        await bury(outbox, leased?.id ?? "", START_MS + 1);
      }
      expect((await outbox.deadLetters()).map(nameOf)).toEqual(["a", "elsewhere", "b", "c"]);
      expect((await outbox.deadLetters({ destination: DESTINATION, limit: 2 })).map(nameOf)).toEqual(["a", "b"]);
      expect((await outbox.deadLetters())[0]).toMatchObject({ diedAtMs: START_MS + 1, reason: REFUSED, attempts: 1 });
      expect(entryOf(outbox)).toMatchObject({ accepted: 3, pending: 0, dead: 3 });
    });

    it("sends one again under its own id, with a mended body and all its time", async () => {
      const outbox = await open();
      await putOne(outbox, delivery("wrong", { expiresAtMs: START_MS + HOUR_MS, dedupeKeys: ["k"] }));
      const leased = await leaseOne(outbox);
      const id = leased?.id ?? "";
      await bury(outbox, id);
      const laterMs = START_MS + 10 * HOUR_MS;
      expect(await outbox.retryDead(id, laterMs, JSON.stringify("mended"))).toBe(true);
      expect(await outbox.retryDead(id, laterMs)).toBe(false);
      expect(entryOf(outbox)).toMatchObject({ accepted: 1, pending: 1, dead: 0 });
      const again = await leaseOne(outbox, { nowMs: laterMs + HOUR_MS - 1 });
      expect(again).toMatchObject({ id, body: '"mended"', attempts: 0, expiresAtMs: laterMs + HOUR_MS });
    });

    it("drops one on request, as `purged`", async () => {
      const outbox = await open();
      await putOne(outbox, delivery("a"));
      const leased = await leaseOne(outbox);
      await bury(outbox, leased?.id ?? "");
      expect(await outbox.dropDead(leased?.id ?? "")).toBe(true);
      expect(await outbox.dropDead(leased?.id ?? "")).toBe(false);
      expect(entryOf(outbox)).toMatchObject({ accepted: 1, dead: 0, dropped: { purged: 1 } });
    });

    it("keeps so many and no more: the oldest leaves as `overflow`", async () => {
      const outbox = await open({ maxDeadLetters: 2 });
      await putAll(outbox, [delivery("a"), delivery("b"), delivery("c")]);
      for (const { id } of await lease(outbox)) await bury(outbox, id);
      expect((await outbox.deadLetters()).map(nameOf)).toEqual(["b", "c"]);
      expect(entryOf(outbox)).toMatchObject({ accepted: 3, dead: 2, dropped: { overflow: 1 } });
    });

    it("keeps them for 30 days", async () => {
      const outbox = await open();
      await putAll(outbox, [delivery("a"), delivery("b")]);
      const [a, b] = await lease(outbox);
      await bury(outbox, a?.id ?? "");
      await bury(outbox, b?.id ?? "", START_MS + DAY_MS);
      await outbox.next(DESTINATION, START_MS + 30 * DAY_MS - 1);
      expect(entryOf(outbox)).toMatchObject({ dead: 2 });
      await outbox.next(DESTINATION, START_MS + 30 * DAY_MS);
      expect((await outbox.deadLetters()).map(nameOf)).toEqual(["b"]);
      expect(entryOf(outbox)).toMatchObject({ accepted: 2, dead: 1, dropped: { expired: 1 } });
    });
  });

  describe(`${name}: purging a user`, () => {
    it("forgets what waits, what is being sent, what is dead and who they are", async () => {
      const outbox = await open();
      const person = { botId: "1", userId: "7", change: { kind: "stop", date: 100 } } as const;
      await outbox.put({ items: [], person }, START_MS);
      await putAll(outbox, [
        delivery("dead", { userId: "7" }),
        delivery("leased", { userId: "7" }),
        delivery("waiting", { class: "activity", userId: "7" }),
        delivery("another's", { class: "activity", userId: "77" }),
      ]);
      const [dead, leased] = await lease(outbox, { maxItems: 2 });
      await bury(outbox, dead?.id ?? "");
      expect(await outbox.purgeUser("7")).toBe(3);
      await outbox.settle([{ id: leased?.id ?? "", as: "delivered" }], START_MS);
      expect(await outbox.deadLetters()).toEqual([]);
      expect(await drain(outbox)).toEqual(["another's"]);
      expect(entryOf(outbox)).toMatchObject({ accepted: 4, delivered: 1, pending: 0, dead: 0, dropped: { purged: 3 } });
      expect((await outbox.put({ items: [], person }, START_MS)).verdict).toBe("stopped");
    });
  });

  describe(`${name}: accounts and calls`, () => {
    it("counts what is dropped at once", async () => {
      const outbox = await open();
      const items: OutboxItem[] = [{ kind: "drop", destination: DESTINATION, reason: "invalid" }];
      expect((await outbox.put({ items }, START_MS)).statuses).toEqual(["dropped"]);
      expect(entryOf(outbox)).toMatchObject({ accepted: 1, pending: 0, dropped: { invalid: 1 } });
    });

    it("gives a ledger that later changes do not touch", async () => {
      const outbox = await open();
      await putOne(outbox, delivery("a"));
      const before = outbox.ledger();
      await putOne(outbox, delivery("b"));
      expect(before[DESTINATION]?.accepted).toBe(1);
    });

    it("says how old the oldest waiting delivery is", async () => {
      const outbox = await open();
      expect(outbox.oldestPendingAt(DESTINATION)).toBeUndefined();
      await putOne(outbox, delivery("a", { class: "activity" }));
      await putOne(outbox, delivery("b", { class: "start", createdAtMs: START_MS + 5 }), START_MS + 5);
      expect(outbox.oldestPendingAt(DESTINATION)).toBe(START_MS);
      await drain(outbox);
      expect(outbox.oldestPendingAt(DESTINATION)).toBeUndefined();
    });

    it("tells every listener of what may be ready", async () => {
      const outbox = await open();
      const heard: string[] = [];
      outbox.onReady((destination) => heard.push(`first ${destination}`));
      outbox.onReady((destination) => heard.push(`second ${destination}`));
      await putOne(outbox, delivery("a"));
      expect(heard.sort()).toEqual([`first ${DESTINATION}`, `second ${DESTINATION}`]);
    });

    it("names no class below the most valuable of what was added, so that a start is never taken for less", async () => {
      const outbox = await open();
      const heard: (DeliveryClass | undefined)[] = [];
      outbox.onReady((_destination, mostValuable) => heard.push(mostValuable));
      const classes: DeliveryClass[] = ["activity", "event", "start", "stop"];
      const items = classes.map((each) => ({ kind: "deliver", delivery: delivery(each, { class: each }) }) as const);
      await outbox.put({ items }, START_MS);
      const isEnough = (each: DeliveryClass | undefined): boolean => each === undefined || each === "start";
      expect(heard.some(isEnough)).toBe(true);
    });
  });

  describeOutboxQuota(name, open);
  describeOutboxModel(name, makeOutbox, reopen, options);
}
