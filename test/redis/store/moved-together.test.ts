import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeliveryClass } from "../../../packages/core/src/outbox/delivery.ts";
import type { OutboxEntry, OutboxItem } from "../../../packages/core/src/outbox/outbox.ts";
import type { MovedEntry } from "../../../packages/redis/src/store/shared-store.ts";
import { DESTINATION, delivery, drain, START_MS } from "../../core/outbox/outbox-fixtures.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { expectBalanced } from "../relay/fakes/entries.ts";
import { BOUNDS, newScope, openStore } from "./open-store.ts";

const OTHER = "howusedbot";
const REASON = { code: 400, description: "no" };
const USERS = ["1", "2"];

const items: fc.Arbitrary<OutboxItem> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<OutboxItem>({ kind: "drop", destination: OTHER, reason: "overflow" }) },
  {
    weight: 8,
    arbitrary: fc
      .record({
        isBuried: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
        name: fc.string({ maxLength: 12 }),
        class: fc.constantFrom<DeliveryClass>("start", "goal", "stop", "event", "activity"),
        userId: fc.option(fc.constantFrom(...USERS), { nil: undefined }),
        destination: fc.constantFrom(DESTINATION, OTHER),
        dedupeKeys: fc.subarray(["update 1", "update 2"]),
      })
      .map(({ isBuried, name, ...more }): OutboxItem => {
        const made = delivery(name, more);
        return isBuried ? { kind: "bury", delivery: made, reason: REASON } : { kind: "deliver", delivery: made };
      }),
  },
);
const entries: fc.Arbitrary<OutboxEntry> = fc.record(
  {
    items: fc.array(items, { maxLength: 3 }),
    person: fc.record({
      botId: fc.constant("1"),
      userId: fc.constantFrom(...USERS),
      change: fc.record({ kind: fc.constantFrom("start", "stop", "unblock"), date: fc.integer({ min: 1, max: 9 }) }),
    }),
  },
  { requiredKeys: ["items"] },
);
/** Some of them come twice. */
const moves: fc.Arbitrary<MovedEntry[]> = fc
  .array(fc.record({ entry: entries, isRepeated: fc.boolean() }), { maxLength: 60 })
  .map((made) =>
    made.flatMap(({ entry, isRepeated }, index) => {
      const moved: MovedEntry = { id: `m-${index}`, entry, recordedAtMs: START_MS };
      return isRepeated ? [moved, moved] : [moved];
    }),
  );

describe.skipIf(!hasRedisServer())("entries that are moved together", () => {
  let server: RedisServer;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.close();
  });

  /** What is in Redis afterwards, by what can be asked of it. */
  const stateOf = async (scope: string): Promise<unknown> => {
    const store = openStore(client, scope, { clock: "caller" });
    await store.refresh();
    const ledger = store.ledger();
    expectBalanced(ledger);
    const [stock, readyBytes, dead] = await Promise.all([
      client.hgetall(`${scope}stock`),
      Promise.all([DESTINATION, OTHER].map((name) => client.get(`${scope}${name}:ready-bytes`))),
      store.deadLetters(),
    ]);
    return {
      ledger,
      stock,
      readyBytes: readyBytes.map(Number),
      dead: dead.map(({ body }) => body),
      persons: await Promise.all(USERS.map((userId) => store.person("1", userId))),
      sent: [await drain(store), await drain(store, START_MS, OTHER)],
    };
  };

  it("leave what they leave when they are moved one by one, and are answered alike", async () => {
    await fc.assert(
      fc.asyncProperty(moves, fc.integer({ min: 3, max: 200 }), async (moved, maxItems) => {
        const [together, oneByOne] = [newScope(), newScope()];
        const bounds = { ...BOUNDS, maxItems };
        const stores = [together, oneByOne].map((scope) => openStore(client, scope, { clock: "caller", bounds }));
        const answers = await stores[0]?.move(moved);
        const single = [];
        for (const each of moved) single.push(...((await stores[1]?.move([each])) ?? []));
        // What had to leave is told at other moments; that it left is in the ledger.
        const isFull = [answers, single].flat().some((each) => (each?.overflowed.length ?? 0) > 0);
        if (!isFull) expect(answers).toEqual(single);
        expect(await stateOf(together)).toEqual(await stateOf(oneByOne));
      }),
      { numRuns: 60 },
    );
  });

  /** Starts, each of which changes its person and counts once. */
  const starts = (names: readonly string[]): MovedEntry[] =>
    names.map((name) => {
      const made = delivery(name, { class: "start", userId: name, dedupeKeys: [`update ${name}`] });
      const person = { botId: "1", userId: name, change: { kind: "start", date: 5 } } as const;
      return {
        id: `m-${name}`,
        entry: { items: [{ kind: "deliver", delivery: made }], person },
        recordedAtMs: START_MS,
      };
    });

  it("are kept but for the one that Redis cannot take, which is new when it comes again", async () => {
    const scope = newScope();
    const store = openStore(client, scope, { clock: "caller" });
    await client.set(`${scope}${DESTINATION}:barriers:b`, "another program's");
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(store.move(starts(["a", "b", "c"]))).rejects.toThrow("WRONGTYPE");
      await store.refresh();
      expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 2, pending: 2 });
      expect(await store.person("1", "b")).toBeUndefined();
    }
    await client.del(`${scope}${DESTINATION}:barriers:b`);
    const answers = await store.move(starts(["a", "b", "c"]));
    expect(answers.map(({ statuses }) => statuses)).toEqual([["stored"], ["stored"], ["stored"]]);
    expect(answers[1]?.verdict).toBe("started");
    expect(await drain(store)).toEqual(["a", "c", "b"]);
    expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 3, delivered: 3 });
    expectBalanced(store.ledger());
  });

  it("are new when they come again, if none of them found its place", async () => {
    const scope = newScope();
    const store = openStore(client, scope, { clock: "caller" });
    await client.set(`${scope}${DESTINATION}:prioritized`, "another program's");
    await expect(store.move(starts(["a", "b"]))).rejects.toThrow("WRONGTYPE");
    await client.del(`${scope}${DESTINATION}:prioritized`);
    expect((await store.move(starts(["a", "b"]))).map(({ statuses }) => statuses)).toEqual([["stored"], ["stored"]]);
    await store.refresh();
    expect(await drain(store)).toEqual(["a", "b"]);
    expectBalanced(store.ledger());
  });

  it("are stored where what is counted of them is no number", async () => {
    const scope = newScope();
    const store = openStore(client, scope, { clock: "caller" });
    await client.set(`${scope}${DESTINATION}:ready-bytes`, "another program's");
    await store.move(starts(["a", "b"]));
    expect(await drain(store)).toEqual(["a", "b"]);
    await store.refresh();
    expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 2, delivered: 2 });
  });
});
