import { describe, expect, it } from "vitest";
import type { OutboxItem } from "../../../../packages/core/src/outbox/outbox.ts";
import { DAY_MS, delivery, drain, HOUR_MS, putAll, putOne, START_MS } from "../outbox-fixtures.ts";
import type { ContractSuite } from "./contract-suite.ts";

/** What counts once. */
export function describeDedupe({ name, open, entryOf }: ContractSuite): void {
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
}
