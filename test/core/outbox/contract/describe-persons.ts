import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Outbox, OutboxItem, PutResult } from "../../../../packages/core/src/outbox/outbox.ts";
import { nextPerson, type Person, type PersonChange } from "../../../../packages/core/src/outbox/rules/person.ts";
import { delivery, START_MS } from "../outbox-fixtures.ts";
import type { ContractSuite } from "./contract-suite.ts";

/** What is known of people. */
export function describePersons({ name, open, entryOf, reopen }: ContractSuite): void {
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
}
