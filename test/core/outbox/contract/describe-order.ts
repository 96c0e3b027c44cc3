import { describe, expect, it } from "vitest";
import type { Delivery, DeliveryClass } from "../../../../packages/core/src/outbox/delivery.ts";
import {
  CLASSES,
  DESTINATION,
  delivery,
  drain,
  lease,
  leaseOne,
  nameOf,
  putAll,
  START_MS,
} from "../outbox-fixtures.ts";
import type { ContractSuite } from "./contract-suite.ts";

/** What comes first, what waits for what, and what is shared. */
export function describeOrder({ name, open, entryOf, bury }: ContractSuite): void {
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
}
