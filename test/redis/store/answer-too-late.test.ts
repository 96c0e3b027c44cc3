import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MovedEntry } from "../../../packages/redis/src/store/shared-store.ts";
import { DESTINATION, delivery, lease, nameOf, START_MS } from "../../core/outbox/outbox-fixtures.ts";
import { GENEROUS } from "../../support/generous.ts";
import { hasRedisServer, type RedisServer, startRedisServer } from "../../support/redis-server.ts";
import { newScope, openStore } from "./open-store.ts";

const ANSWER_MS = 200;
const PAUSE_MS = 600;

/** A process that leases what it puts in the same step. */
function putsAndLeases(client: Redis, scope: string) {
  const store = openStore(client, scope, { clock: "caller" });
  const request = { destination: DESTINATION, maxItems: 9, maxBytes: 1e9, nowMs: START_MS, leaseMs: 60_000 };
  const claims: Promise<unknown>[] = [];
  store.onReady((_destination, _mostValuable, isNow = false) => {
    if (isNow) claims.push(store.claim(DESTINATION, START_MS, () => request).catch((error: unknown) => error));
  });
  const entries: MovedEntry[] = [
    { id: "m", entry: { items: [{ kind: "deliver", delivery: delivery("start") }] }, recordedAtMs: START_MS },
  ];
  return { store, claims, put: () => store.move(entries) };
}

describe.skipIf(!hasRedisServer())("a Redis that answers too late, on a connection that holds", () => {
  let server: RedisServer;
  let client: Redis;
  let hurried: Redis;

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
    hurried = new Redis(server.url);
    // So that Redis knows the script.
    await putsAndLeases(hurried, newScope()).put();
    hurried.options.commandTimeout = ANSWER_MS;
  });
  afterAll(async () => {
    client.disconnect();
    hurried.disconnect();
    await server.close();
  });

  it("keeps nothing leased of what was put and leased in the step whose answer came too late", async () => {
    const scope = newScope();
    const { claims, put } = putsAndLeases(hurried, scope);
    await client.call("CLIENT", "PAUSE", PAUSE_MS, "ALL");
    await expect(put()).rejects.toThrow(/timed out/);
    expect(await Promise.all(claims)).toMatchObject([{ message: expect.stringContaining("timed out") }]);
    const other = openStore(client, scope, { clock: "caller" });
    const leased = async (): Promise<string[]> => (await lease(other)).map(nameOf);
    await expect.poll(leased, { timeout: GENEROUS.timeoutMs }).toEqual(["start"]);
    await other.refresh();
    expect(other.ledger()).toMatchObject({ [DESTINATION]: { accepted: 1, pending: 1, ambiguous: 0 } });
  });
});
