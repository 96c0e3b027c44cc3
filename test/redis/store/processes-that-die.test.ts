import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { QuotaLimits } from "../../../packages/core/src/outbox/rules/quota.ts";
import type { RedisStore } from "../../../packages/redis/src/store/redis-store.ts";
import { DESTINATION, delivery, leaseOne, nameOf, putAll } from "../../core/outbox/outbox-fixtures.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { newScope, openStore } from "./open-store.ts";

const LIMITS: QuotaLimits = { key: "hash", windows: [{ limit: 2, perMs: 60_000 }] };

/** What time would bring is brought about by hand in Redis. */
describe.skipIf(!hasRedisServer())("processes that share an outbox in Redis", () => {
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

  const soon = (): number => Date.now() + 60_000;
  const leaseNow = (store: RedisStore) => leaseOne(store, { nowMs: Date.now() });

  /** One that is sending a delivery, on a slot, and one beside it. */
  const begin = async (more: Parameters<typeof delivery>[1] = {}) => {
    const scope = newScope();
    const sending = openStore(client, scope, { idPrefix: "aaaaaaaaaaaa" });
    const other = openStore(client, scope, { idPrefix: "bbbbbbbbbbbb" });
    for (const store of [sending, other]) await store.beat();
    await putAll(other, [
      delivery("under way", { expiresAtMs: soon(), ...more }),
      delivery("next", { expiresAtMs: soon() }),
    ]);
    const grant = await sending.takeSlot(LIMITS, true, Date.now());
    const leased = await leaseNow(sending);
    return {
      scope,
      sending,
      other,
      id: leased?.id ?? "",
      slot: grant.granted ? grant.slot : "",
      /** It has said nothing for too long. */
      fallSilent: async () => void (await client.zadd(`${scope}alive`, Date.now() - 1, "aaaaaaaaaaaa")),
    };
  };

  it("take over what one of them was sending when it falls silent, counted as ambiguous", async () => {
    const { other, fallSilent } = await begin();
    await other.beat();
    expect(await leaseNow(other).then((leased) => leased && nameOf(leased))).toBe("next");
    expect(await leaseNow(other)).toBeUndefined();
    await fallSilent();
    await other.beat();
    expect(await leaseNow(other)).toMatchObject({ body: '"under way"', attempts: 1 });
    expect(other.ledger()[DESTINATION]).toMatchObject({ accepted: 2, pending: 2, ambiguous: 1 });
  });

  it("bury what must not be sent again", async () => {
    const { other, fallSilent } = await begin({ onLostAnswer: "bury" });
    await fallSilent();
    await other.beat();
    expect(await other.deadLetters()).toMatchObject([{ reason: { code: "lost-answer" } }]);
  });

  it("no longer take its request for one under way, but for one whose answer was lost", async () => {
    const { scope, other, fallSilent } = await begin();
    await fallSilent();
    await other.beat();
    expect((await other.takeSlot(LIMITS, true, Date.now())).granted).toBe(true);
    expect((await other.takeSlot(LIMITS, true, Date.now())).granted).toBe(false);
    expect(await client.zcard(`${scope}quota-open:hash`)).toBe(1);
    const [, atMs] = await client.zrange(`${scope}quota-ends:hash`, "0", "-1", "WITHSCORES");
    expect(Math.abs(Number(atMs) - Date.now() - 30_000)).toBeLessThan(20_000);
  });

  it("double nothing beyond what is ambiguous if it only stood still, and know it again", async () => {
    const { scope, sending, other, id, slot, fallSilent } = await begin();
    await fallSilent();
    await other.beat();
    // Its answer comes, and nobody has sent it again yet.
    await sending.settle([{ id, as: "delivered" }], Date.now());
    await sending.endSlot(slot, "answered", Date.now());
    expect(await leaseNow(other).then((leased) => leased && nameOf(leased))).toBe("next");
    expect(await leaseNow(other)).toBeUndefined();
    expect(sending.ledger()[DESTINATION]).toMatchObject({ delivered: 1, pending: 1, ambiguous: 1 });
    await sending.takeSlot(LIMITS, true, Date.now());
    expect(await client.zcard(`${scope}gone`)).toBe(0);
    await sending.beat();
    await other.beat();
    expect(await client.zcard(`${scope}alive`)).toBe(2);
    expect(await client.zcard(`${scope}quota-open:hash`)).toBe(1);
  });

  it("do not give back to one that stood still what another has meanwhile", async () => {
    const { sending, other, id, fallSilent } = await begin();
    await fallSilent();
    await other.beat();
    for (let count = 0; count < 2; count++) await leaseNow(other);
    await sending.settle([{ id, as: "returned" }], Date.now());
    expect(await sending.renew([id], 60_000, Date.now())).toEqual([id]);
    expect(await leaseNow(sending)).toBeUndefined();
  });

  it("wait for each other after Redis was away, since then all were silent", async () => {
    const { scope, other, fallSilent } = await begin();
    await fallSilent();
    await client.set(`${scope}beat-at`, Date.now() - 20_000);
    await other.beat();
    await other.beat();
    await leaseNow(other);
    expect(await leaseNow(other)).toBeUndefined();
    expect(other.ledger()[DESTINATION]).toMatchObject({ ambiguous: 0 });
  });
});
