import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RedisStore } from "../../../packages/redis/src/store/redis-store.ts";
import type { MovedEntry } from "../../../packages/redis/src/store/shared-store.ts";
import { DESTINATION, delivery, leaseOne, nameOf } from "../../core/outbox/outbox-fixtures.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { newScope, openStore } from "./open-store.ts";

describe.skipIf(!hasRedisServer())("a Redis that has lost its data", () => {
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

  const entryOf = (name: string, destination = DESTINATION): MovedEntry => ({
    id: `relayed-${name}`,
    entry: {
      items: [{ kind: "deliver", delivery: delivery(name, { destination, expiresAtMs: Date.now() + 60_000 }) }],
    },
    recordedAtMs: Date.now(),
  });
  const again = (entry: MovedEntry): MovedEntry => ({ ...entry, wasAccepted: true });
  const leaseNow = (store: RedisStore) => leaseOne(store, { nowMs: Date.now() });
  const settle = (store: RedisStore, id = "") => store.settle([{ id, as: "delivered" }], Date.now());

  /** One that relays and one that sends, until the first of two deliveries is sent and the other is under way. */
  const begin = async () => {
    const scope = newScope();
    const relaying = openStore(client, scope);
    const sending = openStore(client, scope);
    for (const store of [relaying, sending]) await store.resume();
    await relaying.put({ items: [{ kind: "drop", destination: "another", reason: "invalid" }] }, Date.now());
    await relaying.move([entryOf("sent"), entryOf("under way")]);
    const [first, second] = [await leaseNow(sending), await leaseNow(sending)];
    await settle(sending, first?.id);
    return {
      scope,
      relaying,
      sending,
      underWay: second?.id ?? "",
      empty: async () => void (await client.del(...(await client.keys(`${scope}*`)))),
      restOver: async () => void (await client.del(`${scope}rest`)),
    };
  };

  it.each(["before", "after"])(
    "sends nothing twice while who sent it lives and says so %s it is relayed again",
    async (when) => {
      const { relaying, sending, underWay, empty, restOver } = await begin();
      await empty();
      await relaying.resume();
      if (when === "before") await sending.resume();
      await relaying.move([again(entryOf("sent")), again(entryOf("under way"))]);
      expect(await leaseNow(relaying)).toBeUndefined();
      expect(await relaying.next(DESTINATION, Date.now())).toMatchObject({ kind: "later" });
      if (when === "after") await sending.resume();
      await restOver();
      expect(await leaseNow(relaying)).toBeUndefined();
      await settle(sending, underWay);
      expect(await leaseNow(relaying)).toBeUndefined();
      expect(sending.ledger()[DESTINATION]).toMatchObject({ accepted: 2, delivered: 2, pending: 0 });
    },
  );

  it("counts what is sent twice as ambiguous at most if who sent it died with the data", async () => {
    const { relaying, empty, restOver } = await begin();
    await empty();
    await relaying.resume();
    await relaying.move([again(entryOf("sent")), again(entryOf("under way")), entryOf("new")]);
    await restOver();
    const names: string[] = [];
    for (let leased = await leaseNow(relaying); leased !== undefined; leased = await leaseNow(relaying)) {
      names.push(nameOf(leased));
      await settle(relaying, leased.id);
    }
    expect(names).toEqual(["sent", "under way", "new"]);
    expect(relaying.ledger()[DESTINATION]).toMatchObject({ accepted: 3, delivered: 3, ambiguous: 2 });
  });

  it("is not waited for by a process that has not known its data", async () => {
    const { scope } = await begin();
    await client.del(...(await client.keys(`${scope}*`)));
    const newcomer = openStore(client, scope);
    await newcomer.resume();
    await newcomer.move([entryOf("first")]);
    expect(await leaseNow(newcomer)).toMatchObject({ destination: DESTINATION });
  });
});
