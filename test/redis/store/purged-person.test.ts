import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DESTINATION, delivery, START_MS } from "../../core/outbox/outbox-fixtures.ts";
import { readRedis } from "../../formats/redis-data.ts";
import { hasRedisServer, NO_REDIS_SERVER, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { openStore } from "./open-store.ts";

const SCOPE = "bot-tracker:{purge}:";
const USER = "5123456789";
const BODY = JSON.stringify({ user_id: USER, first_name: "Анна" });

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);

describe.skipIf(!hasRedisServer())("a person purged from Redis", () => {
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

  const traces = async (): Promise<string[]> =>
    (await readRedis(client)).filter((key) => /5123456789|Анна/.test(JSON.stringify(key))).map(({ key }) => key);
  const theirs = (name: string, parts: object = {}) => {
    return { ...delivery(name, { userId: USER, dedupeKeys: [`p:${USER}:${name}`], ...parts }), body: BODY };
  };
  const change = { botId: "1", userId: USER, change: { kind: "start", date: 1_795_176_000 } } as const;

  it("is named by no key and no value, whatever they had there and whatever a machine moves later", async () => {
    const store = openStore(client, SCOPE);
    const put = (parts: ReturnType<typeof theirs>) =>
      store.put({ items: [{ kind: "deliver", delivery: parts }], person: change }, Date.now());
    await put(theirs("start", { class: "start" }));
    await put(theirs("event"));
    await put(theirs("stop", { class: "stop" }));
    await store.put(
      { items: [{ kind: "bury", delivery: theirs("dead"), reason: { code: 1, description: BODY } }] },
      START_MS,
    );
    expect(await traces()).not.toEqual([]);
    const recordedAtMs = Date.now() - 1_000;

    expect(await store.purgeUser(USER)).toBe(4);
    expect(await traces()).toEqual([]);
    const items = [{ kind: "deliver", delivery: theirs("late", { class: "start" }) }] as const;
    await store.move([{ id: "machine-1", recordedAtMs, entry: { items, person: change } }]);
    expect(await traces()).toEqual([]);
    expect(await store.person("1", USER)).toBeUndefined();
  });

  it("whom a process of a version before purged is named for a minute at most, and what was recorded before stays out", async () => {
    const store = openStore(client, SCOPE);
    await client.flushall();
    await store.refresh();
    await client.hset(`${SCOPE}purged`, USER, Date.now());
    const items = [{ kind: "deliver", delivery: theirs("late", { class: "start" }) }] as const;
    const late = { recordedAtMs: Date.now() - 1_000, entry: { items, person: change } };
    await store.move([{ id: "machine-2", ...late }]);
    expect(await traces()).toEqual([`${SCOPE}purged`]);
    await client.set(`${SCOPE}beat-at`, Date.now() - 31_000);
    await store.beat();
    await store.move([{ id: "machine-3", ...late }]);
    expect(await traces()).toEqual([]);
    expect(store.ledger()).toMatchObject({ [DESTINATION]: { accepted: 2, dropped: { purged: 2 } } });
  });
});
