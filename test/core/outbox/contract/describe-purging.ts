import { describe, expect, it } from "vitest";
import { delivery, drain, lease, putAll, START_MS } from "../outbox-fixtures.ts";
import type { ContractSuite } from "./contract-suite.ts";

/** What is forgotten with a user. */
export function describePurging({ name, open, entryOf, bury }: ContractSuite): void {
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
}
