import { describe, expect, it } from "vitest";
import { DESTINATION, delivery, drain, leaseOne, putAll, putOne, START_MS } from "../outbox-fixtures.ts";
import type { ContractSuite } from "./contract-suite.ts";

/** What leaves when there is too much. */
export function describeBounds({ name, open, entryOf }: ContractSuite): void {
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
}
