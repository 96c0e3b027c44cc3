import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outbox, OutboxEntry } from "../../../packages/core/src/outbox/outbox.ts";
import type { RedisStore } from "../../../packages/redis/src/store/redis-store.ts";
import type { RedisStoreParts } from "../../../packages/redis/src/store/redis-store-parts.ts";
import { describeOutbox } from "../../core/outbox/describe-outbox.ts";
import {
  DAY_MS,
  DESTINATION,
  delivery,
  drain,
  leaseOne,
  type OutboxBounds,
  putAll,
  START_MS,
  sharesAmong,
} from "../../core/outbox/outbox-fixtures.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { BOUNDS, newScope, openStore } from "./open-store.ts";

describe.skipIf(!hasRedisServer())("the outbox that machines share", () => {
  let server: RedisServer;
  let client: Redis;
  /** What each store has in Redis, so that another process can open it. */
  const places = new WeakMap<Outbox, { scope: string; bounds: OutboxBounds }>();

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.close();
  });

  const open = ({ scope = newScope(), ...parts }: Partial<RedisStoreParts> = {}): RedisStore =>
    openStore(client, scope, { clock: "caller", ...parts });
  const remember = (scope: string, bounds: OutboxBounds): RedisStore => {
    const store = open({ scope, bounds: { ...BOUNDS, ...bounds } });
    places.set(store, { scope, bounds });
    return store;
  };
  const entryOf = (name: string, more: Parameters<typeof delivery>[1] = {}): OutboxEntry => ({
    items: [{ kind: "deliver", delivery: delivery(name, more) }],
  });

  describeOutbox(
    "RedisStore",
    (bounds = {}) => remember(newScope(), bounds),
    async (outbox) => {
      const place = places.get(outbox);
      if (place === undefined) return outbox;
      const again = remember(place.scope, place.bounds);
      await again.refresh();
      return again;
    },
    // Each call is a command of its own.
    { claimsWhatIsPut: false },
  );

  it("machines share what goals leave 4 : 2 : 1 between stops, events and activity, all together", async () => {
    const scope = newScope();
    expect(await sharesAmong([open({ scope }), open({ scope }), open({ scope })])).toEqual({
      stop: 40,
      event: 20,
      activity: 10,
    });
  });

  describe("what is moved from a machine", () => {
    it("counts once, however often it is moved, and again only after the machine has forgotten it", async () => {
      const store = open();
      const moved = { id: "m-1", entry: entryOf("a"), recordedAtMs: START_MS };
      expect(await store.move([moved])).toEqual([{ statuses: ["stored"], overflowed: [] }]);
      expect(await store.move([moved, moved])).toHaveLength(2);
      expect(await drain(store)).toEqual(["a"]);
      await store.move([moved]);
      expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 1, delivered: 1, pending: 0 });
      await store.acknowledge(["m-1"]);
      await store.move([moved]);
      expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 2, pending: 1 });
    });

    it("counts once if two machines received the same update", async () => {
      const store = open();
      const entry = entryOf("start", { class: "start", userId: "1", dedupeKeys: ["update 1"] });
      const results = await store.move(["m-1", "m-2"].map((id) => ({ id, entry, recordedAtMs: START_MS })));
      expect(results.map(({ statuses }) => statuses)).toEqual([["stored"], ["duplicate"]]);
      expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 1, pending: 1 });
    });

    it("keeps the order in which it is moved", async () => {
      const store = open();
      const names = Array.from({ length: 300 }, (_, index) => `${index}`);
      await store.move(names.map((name) => ({ id: `m-${name}`, entry: entryOf(name), recordedAtMs: START_MS })));
      expect(await drain(store)).toEqual(names);
    });

    it("drops what was recorded of a person before they were purged, and accepts what comes after", async () => {
      const store = open({ clock: "server" });
      const beforeMs = Date.now() - 60_000;
      await store.purgeUser("7");
      const entry = entryOf("event", { userId: "7", expiresAtMs: Date.now() + DAY_MS });
      const stop = { botId: "1", userId: "7", change: { kind: "stop", date: 5 } } as const;
      const [before] = await store.move([{ id: "m-1", entry: { ...entry, person: stop }, recordedAtMs: beforeMs }]);
      expect(before).toEqual({ statuses: ["dropped"], overflowed: [] });
      const [after] = await store.move([
        { id: "m-2", entry: { ...entry, person: stop }, recordedAtMs: Date.now() + 60_000 },
      ]);
      expect(after).toMatchObject({ statuses: ["stored"], verdict: "stopped" });
      expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 2, pending: 1, dropped: { purged: 1 } });
    });
  });

  describe("several processes", () => {
    it("see the same ledger once they have refreshed", async () => {
      const scope = newScope();
      const [one, other] = [open({ scope }), open({ scope })];
      await putAll(one, [delivery("a"), delivery("b")]);
      expect(other.ledger()).toEqual({});
      await other.refresh();
      expect(other.ledger()).toEqual(one.ledger());
      expect(other.oldestPendingAt(DESTINATION)).toBe(START_MS);
    });

    it("each get other deliveries, and never the same one", async () => {
      const scope = newScope();
      const stores = Array.from({ length: 8 }, () => open({ scope }));
      const first = stores[0] as RedisStore;
      await putAll(
        first,
        Array.from({ length: 200 }, (_, index) => delivery(`${index}`)),
      );
      const names: string[] = [];
      await Promise.all(stores.map(async (store) => names.push(...(await drain(store)))));
      expect(names).toHaveLength(200);
      expect(new Set(names).size).toBe(200);
      await first.refresh();
      expect(first.ledger()[DESTINATION]).toMatchObject({ accepted: 200, delivered: 200, pending: 0 });
    });

    it("release no lease of another process, however late they report the results of their own", async () => {
      const scope = newScope();
      const [late, other] = [open({ scope }), open({ scope })];
      await putAll(late, [delivery("a")]);
      const first = await leaseOne(late, { leaseMs: 1_000 });
      const id = first?.id ?? "";
      expect(await leaseOne(other, { nowMs: START_MS + 1_000 })).toMatchObject({ id });
      await late.settle([{ id, as: "returned" }], START_MS + 1_001);
      await late.settle([{ id, as: "retry", atMs: START_MS, answerLost: false }], START_MS + 1_001);
      expect(await late.renew([id], 60_000, START_MS + 1_001)).toEqual([id]);
      expect(await leaseOne(late, { nowMs: START_MS + 1_002 })).toBeUndefined();
      await late.settle([{ id, as: "delivered" }], START_MS + 1_003);
      expect(late.ledger()[DESTINATION]).toMatchObject({ delivered: 1, pending: 0, ambiguous: 1 });
    });

    it("tell each other, but not themselves, what may be ready, with the class of what was added", async () => {
      const scope = newScope();
      const [one, other] = [open({ scope }), open({ scope })];
      const heard: string[] = [];
      one.onReady((destination, worth) => heard.push(`one: ${destination} ${worth}`));
      other.onReady((destination, worth) => heard.push(`other: ${destination} ${worth}`));
      const subscriber = new Redis(server.url);
      await subscriber.subscribe(one.channel);
      const arrived = new Promise<void>((resolve) =>
        subscriber.on("message", (_channel, message) => {
          one.hear(message);
          other.hear(message);
          resolve();
        }),
      );
      await putAll(one, [delivery("a", { class: "goal" })]);
      await arrived;
      subscriber.disconnect();
      expect(heard.sort()).toEqual([`one: ${DESTINATION} goal`, `other: ${DESTINATION} goal`]);
    });

    it("use the clock of Redis if their own differ by hours", async () => {
      const scope = newScope();
      const [fast, slow] = [open({ scope, clock: "server" }), open({ scope, clock: "server" })];
      const [fastMs, slowMs] = [Date.now() + 5 * 3_600_000, Date.now() - 5 * 3_600_000];
      await putAll(fast, [delivery("a", { expiresAtMs: Date.now() + DAY_MS })], fastMs);
      const leased = await leaseOne(fast, { nowMs: fastMs });
      await fast.settle([{ id: leased?.id ?? "", as: "retry", atMs: fastMs + 60_000, answerLost: false }], fastMs);
      const next = await slow.next(DESTINATION, slowMs);
      expect(next.kind).toBe("later");
      const waitMs = next.kind === "later" ? next.atMs - slowMs : 0;
      expect(waitMs).toBeGreaterThan(50_000);
      expect(waitMs).toBeLessThanOrEqual(60_001);
      expect(await leaseOne(fast, { nowMs: fastMs + 1 })).toBeUndefined();
    });
  });
});
