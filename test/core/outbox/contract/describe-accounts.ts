import { describe, expect, it } from "vitest";
import type { DeliveryClass } from "../../../../packages/core/src/outbox/delivery.ts";
import type { OutboxItem } from "../../../../packages/core/src/outbox/outbox.ts";
import { DESTINATION, delivery, drain, putOne, START_MS } from "../outbox-fixtures.ts";
import type { ContractSuite } from "./contract-suite.ts";

/** What an outbox tells of itself. */
export function describeAccounts({ name, open, entryOf }: ContractSuite): void {
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
}
