import { describe, expect, it } from "vitest";
import {
  DAY_MS,
  DESTINATION,
  delivery,
  HOUR_MS,
  lease,
  leaseOne,
  nameOf,
  putAll,
  putOne,
  START_MS,
} from "../outbox-fixtures.ts";
import type { ContractSuite } from "./contract-suite.ts";
import { REFUSED } from "./contract-suite.ts";

/** What was given up, and what becomes of it. */
export function describeDeadLetters({ name, open, entryOf, bury }: ContractSuite): void {
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
}
