import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OutboxEntry } from "../../../packages/core/src/outbox/outbox.ts";
import type { RedisStore } from "../../../packages/redis/src/store/redis-store.ts";
import type { RedisStoreParts } from "../../../packages/redis/src/store/redis-store-parts.ts";
import {
  DAY_MS,
  DESTINATION,
  delivery,
  drain,
  leaseOne,
  nameOf,
  putAll,
  START_MS,
} from "../../core/outbox/outbox-fixtures.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { BOUNDS, newScope, openStore } from "./open-store.ts";

const PASSWORD = "Tr0ub4dor-and-3";

describe.skipIf(!hasRedisServer())("the outbox that machines share, when Redis has problems", () => {
  let server: RedisServer;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedisServer(["--user", "bot", "on", `>${PASSWORD}`, "~*", "resetchannels", "+@all"]);
    client = new Redis(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.close();
  });

  const open = ({ scope = newScope(), ...parts }: Partial<RedisStoreParts> = {}): RedisStore =>
    openStore(client, scope, { clock: "caller", ...parts });
  /** The connection, with some of its methods another way. */
  const withMethods = (methods: Partial<Record<keyof Redis, unknown>>): Redis =>
    new Proxy(client, {
      get: (target, name) => {
        if (name in methods) return methods[name as keyof Redis];
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  const entryOf = (name: string, more: Parameters<typeof delivery>[1] = {}): OutboxEntry => ({
    items: [{ kind: "deliver", delivery: delivery(name, more) }],
  });

  it("works with a user who may not publish on its channels", async () => {
    const speechless = new Redis(server.url, { username: "bot", password: PASSWORD });
    try {
      const store = open({ client: speechless });
      const [result] = await store.move([{ id: "m-1", entry: entryOf("a"), recordedAtMs: START_MS }]);
      expect(result).toEqual({ statuses: ["stored"], overflowed: [] });
      expect(await drain(store)).toEqual(["a"]);
    } finally {
      speechless.disconnect();
    }
  });

  it("keeps a person's order right after a restart of Redis, while another process loads the same script", async () => {
    let putScript = "";
    const listening = withMethods({
      eval: (lua: string, ...rest: [number, ...string[]]) => {
        putScript = lua;
        return client.eval(lua, ...rest);
      },
    });
    await client.script("FLUSH");
    await open({ client: listening }).put(entryOf("a"), START_MS);

    let isFirst = true;
    const interrupted = withMethods({
      evalsha: (sha: string, ...rest: [number, ...string[]]) => {
        const answer = client.evalsha(sha, ...rest);
        if (isFirst) void client.script("LOAD", putScript);
        isFirst = false;
        return answer;
      },
    });
    const store = open({ client: interrupted });
    await client.script("FLUSH");
    await store.resume();
    isFirst = true;
    await store.move([
      { id: "m-1", entry: entryOf("start", { class: "start", userId: "1" }), recordedAtMs: START_MS },
      { id: "m-2", entry: entryOf("sale", { class: "goal", userId: "1" }), recordedAtMs: START_MS },
    ]);
    const leased = await leaseOne(store);
    expect(leased && nameOf(leased)).toBe("start");
    expect(await leaseOne(store)).toBeUndefined();
  });

  it("drops no more in one step than keeps Redis busy for a moment, if its bounds were lowered", async () => {
    const scope = newScope();
    await open({ scope }).move(
      Array.from({ length: 5_000 }, (_, index) => ({
        id: `m-${index}`,
        entry: entryOf(`${index}`),
        recordedAtMs: START_MS,
      })),
    );
    const store = open({ scope, bounds: { ...BOUNDS, maxItems: 10 } });
    const thrownOut: number[] = [];
    for (const name of ["a", "b", "c", "d"])
      thrownOut.push((await store.put(entryOf(name), START_MS)).overflowed.length);
    expect(thrownOut).toEqual([2_000, 2_000, 993, 1]);
    expect(store.ledger()[DESTINATION]).toMatchObject({ accepted: 5_004, pending: 10, dropped: { overflow: 4_994 } });
  });

  it("loses nothing recorded after another tool deleted jobs, and counts these as corrupt", async () => {
    const scope = newScope();
    const store = open({ scope, bounds: { ...BOUNDS, maxItems: 8 } });
    const ids: string[] = [];
    for (const name of ["dead", "leased", "delayed"]) {
      await putAll(store, [delivery(name)]);
      const leased = await leaseOne(store, { leaseMs: 60_000 });
      ids.push(leased?.id ?? "");
      if (name === "leased") continue;
      const reason = { code: 400, description: "no" };
      const how =
        name === "dead"
          ? ({ as: name, reason } as const)
          : ({ as: "retry", atMs: START_MS + 1_000, answerLost: false } as const);
      await store.settle([{ id: leased?.id ?? "", ...how }], START_MS);
    }
    await store.move([{ id: "m-1", entry: entryOf("ready"), recordedAtMs: START_MS }]);
    await store.move([{ id: "m-2", entry: entryOf("stop", { class: "stop", userId: "1" }), recordedAtMs: START_MS }]);
    await client.del(...[...ids, "m-1-1.1", "m-2-1.1"].map((id) => `${scope}${DESTINATION}:${id}`));

    expect(await store.deadLetters()).toEqual([]);
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for (const name of names) {
      const entry = entryOf(name, { class: "start", userId: name === "a" ? "1" : name });
      const [result] = await store.move([{ id: name, entry, recordedAtMs: START_MS }]);
      expect(result?.statuses).toEqual(["stored"]);
    }
    expect(await drain(store, START_MS + 3_600_000)).toEqual(names);
    expect(store.ledger()[DESTINATION]).toMatchObject({
      accepted: 13,
      delivered: 8,
      pending: 0,
      dead: 0,
      dropped: { corrupt: 5 },
    });
  });

  it("remembers which days have dedupe keys as long as these, also if the bot was idle in between", async () => {
    const scope = newScope();
    const store = open({ scope });
    const today = Math.floor(START_MS / DAY_MS);
    for (const day of [0, 1, 2, 10]) {
      await store.put(entryOf(`${day}`, { dedupeKeys: [`key ${day}`] }), START_MS + day * DAY_MS);
    }
    expect(await client.smembers(`${scope}key-days`)).toEqual([`${today + 10}`]);
  });
});
