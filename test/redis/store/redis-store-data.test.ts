import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OutboxEntry } from "../../../packages/core/src/outbox/outbox.ts";
import type { RedisStore } from "../../../packages/redis/src/store/redis-store.ts";
import type { RedisStoreParts } from "../../../packages/redis/src/store/redis-store-parts.ts";
import { DESTINATION, delivery, drain, leaseOne, nameOf, putAll, START_MS } from "../../core/outbox/outbox-fixtures.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { newScope, openStore } from "./open-store.ts";

describe.skipIf(!hasRedisServer())("what the outbox keeps in Redis", () => {
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

  const open = ({ scope = newScope(), ...parts }: Partial<RedisStoreParts> = {}): RedisStore =>
    openStore(client, scope, { clock: "caller", ...parts });
  const entryOf = (name: string, more: Parameters<typeof delivery>[1] = {}): OutboxEntry => ({
    items: [{ kind: "deliver", delivery: delivery(name, more) }],
  });

  it("reports the name of its data, and a new one when Redis came back without it", async () => {
    const scope = newScope();
    const epochs: string[] = [];
    const store = open({
      scope,
      news: { epoch: (epoch) => epochs.push(epoch), corrupt: () => {}, stricterLimits: () => {} },
    });
    await putAll(store, [delivery("a"), delivery("b")]);
    expect(epochs).toHaveLength(1);
    await client.eval(
      "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end",
      0,
      `${scope}*`,
    );
    await store.next(DESTINATION, START_MS);
    expect(new Set(epochs).size).toBe(2);
    expect(store.ledger()).toEqual({});
  });

  it("keeps a body to the byte, whatever is in it", async () => {
    const store = open();
    const body = '{"10":1,"a":"\\ud800 \u{1f680} \\u0000","b":1e400,"c":12345678901234567890,"c":" x"}';
    await store.put({ items: [{ kind: "deliver", delivery: { ...delivery("a"), body } }] }, START_MS);
    expect((await leaseOne(store))?.body).toBe(body);
  });

  it("accepts a reason with half a surrogate pair in it", async () => {
    const store = open();
    await putAll(store, [delivery("a")]);
    const leased = await leaseOne(store);
    const reason = { code: 400, description: "bad \ud800" };
    await store.settle([{ id: leased?.id ?? "", as: "dead", reason }], START_MS);
    const [letter] = await store.deadLetters();
    expect(letter?.reason).toEqual(reason);
    expect(store.ledger()[DESTINATION]).toMatchObject({ pending: 0, dead: 1 });
  });

  it("purges a person from among thousands", async () => {
    const store = open();
    const many = Array.from({ length: 3_000 }, (_, index) => ({
      id: `m-${index}`,
      entry: entryOf(`${index}`, { userId: `${index % 3}` }),
      recordedAtMs: START_MS,
    }));
    await store.move(many);
    expect(await store.purgeUser("1")).toBe(1_000);
    expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 3_000, pending: 2_000, dropped: { purged: 1_000 } });
  });

  it("purges nothing for an empty id: deliveries of nobody stay", async () => {
    const store = open();
    await putAll(store, [delivery("nobody's")]);
    expect(await store.purgeUser("")).toBe(0);
    expect(await drain(store)).toEqual(["nobody's"]);
  });

  it("refuses new entries while Redis is out of memory, and still settles what is under way", async () => {
    const full = await startRedisServer();
    const fullClient = new Redis(full.url);
    try {
      const store = open({ client: fullClient });
      await putAll(store, [delivery("a"), delivery("b", { class: "start", userId: "1" })]);
      await fullClient.config("SET", "maxmemory", "1");
      await expect(store.put(entryOf("c"), START_MS)).rejects.toThrow("OOM");
      const leased = await leaseOne(store);
      expect(leased && nameOf(leased)).toBe("b");
      await store.settle([{ id: leased?.id ?? "", as: "delivered" }], START_MS);
      await fullClient.config("SET", "maxmemory", "0");
      await store.refresh();
      expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 2, delivered: 1, pending: 1 });
    } finally {
      fullClient.disconnect();
      await full.close();
    }
  });

  it("leaves nothing behind but its ledger when everything is delivered", async () => {
    const scope = newScope();
    const store = open({ scope });
    const classes = ["stop", "start", "goal", "event", "stop"] as const;
    await putAll(
      store,
      classes.map((each) => delivery(each, { class: each, userId: "1" })),
    );
    await drain(store);
    const keys = (await client.keys(`${scope}*`)).map((key) => key.slice(scope.length)).sort();
    expect(keys).toEqual(
      [
        "destination-names",
        "destinations",
        "epoch",
        "seq",
        "stock",
        "tgtrack:asked",
        "tgtrack:ledger",
        "tgtrack:ready-bytes",
        "tgtrack:turns",
      ].sort(),
    );
  });
});
