import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasRedisServer, NO_REDIS_SERVER, type RedisServer, startRedisServer } from "../support/redis-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { seededRandom } from "../support/virtual-time.ts";
import { unpackOlderPackages } from "./older-packages.ts";
import { SideBySide, type Version } from "./side-by-side.ts";

const older = unpackOlderPackages("b782319");
const SEED = 20_261_130;
const other = (version: Version): Version => (version === "older" ? "newer" : "older");

if (!hasRedisServer()) console.warn(NO_REDIS_SERVER);
afterAll(() => older.remove());

function expectNoTrouble(pair: SideBySide): void {
  expect(pair.tgtrack.refused).toBe(0);
  for (const [name, said] of Object.entries(pair.said)) {
    expect(said.length, `${name}: ${said.join(" | ")}`).toBeLessThanOrEqual(1);
  }
}

function expectAllIsWell(pair: SideBySide): void {
  expect(pair.reported).toEqual(pair.told);
  expectNoTrouble(pair);
}

/** The one that ran first goes on until the other is there, and then ends in good order. */
async function deploy(pair: SideBySide, first: Version): Promise<void> {
  const before = await pair.start(first);
  pair.tell(before);
  await pair.known();
  const after = await pair.start(other(first));
  for (const process of [after, before, after, before]) {
    await pair.known();
    pair.tell(process);
  }
  await pair.known();
  await pair.end(before);
  pair.tell(after);
  expect(await pair.delivered(after)).toMatchObject({ dropped: { corrupt: 0 }, dead: 0 });
  await pair.end(after);
}

describe("the version before and this one, in processes that share one file", () => {
  it.each<Version>(["older", "newer"])("lose and double nothing when the %s one ran first", async (first) => {
    const dir = temporaryFolder();
    const parts = { olderPackages: older.path, dirOf: () => dir, random: seededRandom(SEED) };
    await using pair = await SideBySide.open(parts);
    await deploy(pair, first);
    expectAllIsWell(pair);
  });
});

describe.skipIf(!hasRedisServer())("the version before and this one, in processes that share one Redis", () => {
  let server: RedisServer;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
  });
  beforeEach(async () => {
    await client.flushall();
  });
  afterAll(async () => {
    client.disconnect();
    await server.close();
  });

  const open = (): Promise<SideBySide> => {
    const dirs = new Map<number, string>();
    return SideBySide.open({
      olderPackages: older.path,
      redisUrl: server.url,
      dirOf: (machine) => {
        const dir = dirs.get(machine) ?? temporaryFolder();
        dirs.set(machine, dir);
        return dir;
      },
      random: seededRandom(SEED),
    });
  };

  it.each<Version>(["older", "newer"])("lose and double nothing when the %s one ran first", async (first) => {
    await using pair = await open();
    await deploy(pair, first);
    expectAllIsWell(pair);
  });

  // What the older one had under way when it is killed comes back after a minute, as it always did.
  it("lose nothing when the newer one is killed", async () => {
    await using pair = await open();
    const [killed, survivor, beside] = [
      await pair.start("newer"),
      await pair.start("older"),
      await pair.start("newer"),
    ];
    for (const process of [killed, survivor, killed]) {
      await pair.known();
      pair.tell(process);
    }
    await pair.known();
    await pair.kill(killed);
    const again = await pair.start("newer");
    pair.tell(again);
    await pair.known();
    const { ambiguous } = await pair.delivered(beside);
    const doubled = pair.tgtrack.taken.length - Object.values(pair.told).flat().length;
    expect(doubled).toBeGreaterThanOrEqual(0);
    expect(doubled).toBeLessThanOrEqual(ambiguous);
    for (const [userId, told] of Object.entries(pair.told)) {
      expect([...new Set(pair.reported[userId])].sort()).toEqual([...new Set(told)].sort());
    }
    expectNoTrouble(pair);
    for (const process of [survivor, beside, again]) await pair.end(process);
  });
});
