/** Writes the fixtures of the present formats: `node test/formats/write-fixtures.ts <folder>`. See README.md. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createTracker, type Destination, type Outbox } from "@bot-tracker/core";
import { redisOutbox } from "@bot-tracker/redis";
import { Redis } from "ioredis";
import { openStore } from "../redis/store/open-store.ts";
import { startRedisServer } from "../support/redis-server.ts";
import { fillOutbox } from "./fill-outbox.ts";
import { BOT_ID, WRITTEN_MS } from "./moments.ts";
import { MOVED_BEFORE, SCOPE } from "./moved-before.ts";
import { openLocalOutbox, recorderInto } from "./open-local-outbox.ts";
import { readBack } from "./read-back.ts";
import { recordLikeABot } from "./record-like-a-bot.ts";
import { readRedis } from "./redis-data.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder that the fixtures are to be written to.");
mkdirSync(folder, { recursive: true });
const FILE = `${BOT_ID}.sqlite`;
const NOBODY_LISTENS = "redis://127.0.0.1:1";

await writeClosedFile("closed", ["tgtrack"]);
await writeClosedFile("two-destinations", ["tgtrack", "howusedbot"]);
await writeFileOfKilledProcess("killed");
await writeFileOfRedisBot("not-in-redis-yet");
await writeRedisData("redis");

async function writeClosedFile(name: string, destinations: readonly string[]): Promise<void> {
  const dir = temporaryDir();
  await fill(openLocalOutbox(dir).outbox, destinations, true);
  save(`${name}.sqlite`, join(dir, FILE));
  await saveExpected(name, openLocalOutbox(dir).outbox);
}

/** The file, and a log beside it whose last transaction was cut off in the middle. */
async function writeFileOfKilledProcess(name: string): Promise<void> {
  const dir = temporaryDir();
  await fill(openLocalOutbox(dir).outbox, ["tgtrack"], true);
  const { outbox } = openLocalOutbox(dir);
  const wal = join(dir, `${FILE}-wal`);
  const drop = { items: [{ kind: "drop", destination: "tgtrack", reason: "invalid" }] } as const;
  await outbox.put(drop, WRITTEN_MS);
  const whole = readFileSync(wal).length;
  await outbox.put(drop, WRITTEN_MS);
  const killed = temporaryDir();
  copyFileSync(join(dir, FILE), join(killed, FILE));
  const log = readFileSync(wal);
  writeFileSync(join(killed, `${FILE}-wal`), log.subarray(0, whole + (log.length - whole) / 2));
  await outbox.close();
  save(`${name}.sqlite`, join(killed, FILE));
  save(`${name}.sqlite-wal`, join(killed, `${FILE}-wal`));
  await saveExpected(name, openLocalOutbox(killed).outbox);
}

/** What a bot with `redisOutbox` recorded while its Redis was away. */
async function writeFileOfRedisBot(name: string): Promise<void> {
  const dir = temporaryDir();
  const destinations = ["service", "other"].map(toDestination);
  const outbox = redisOutbox({ url: NOBODY_LISTENS });
  const logger = { warn: () => {}, error: () => {} };
  const nowMs = (): number => WRITTEN_MS;
  const tracker = createTracker({ botId: BOT_ID, dir, destinations, outbox, logger, ports: { nowMs } }, {});
  for (const userId of [1, 2, 3]) await tracker.trackEvent({ userId, event: "sale", key: `order-${userId}` });
  await tracker.close({ timeoutMs: 20 });
  save(`${name}.sqlite`, join(dir, FILE));
}

async function writeRedisData(name: string): Promise<void> {
  const server = await startRedisServer();
  const client = new Redis(server.url);
  const outbox = openStore(client, SCOPE, { clock: "caller", idPrefix: "written" });
  await outbox.move(MOVED_BEFORE);
  await fill(outbox, ["tgtrack", "howusedbot"], false);
  const data = await readRedis(client);
  writeFileSync(join(folder as string, `${name}.json`), `${JSON.stringify(data, undefined, 1)}\n`);
  const reader = openStore(client, SCOPE, { clock: "caller", idPrefix: "read" });
  await reader.refresh();
  await saveExpected(name, reader);
  client.disconnect();
  await server.close();
}

async function fill(outbox: Outbox, destinations: readonly string[], closes: boolean): Promise<void> {
  await fillOutbox(outbox, destinations);
  const tracker = recorderInto(outbox, destinations);
  await recordLikeABot(tracker);
  await tracker.close({ timeoutMs: 0 });
  if (closes) await outbox.close();
}

async function saveExpected(name: string, outbox: Outbox): Promise<void> {
  const expected = JSON.stringify(await readBack(outbox), undefined, 1);
  writeFileSync(join(folder as string, `${name}.expected.json`), `${expected}\n`);
  await outbox.close();
}

function save(name: string, path: string): void {
  writeFileSync(join(folder as string, `${name}.gz`), gzipSync(readFileSync(path), { level: 9 }));
}

function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "bot-tracker-formats-"));
  process.once("exit", () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function toDestination(name: string): Destination {
  return {
    name,
    accepts: new Set(["event"]),
    plan: (occurrence) => {
      const event = occurrence.kind === "event" ? occurrence.event : "";
      const userId = occurrence.kind === "event" ? occurrence.userId : "";
      // Redis goes by its own clock, so that what waits must be in date whenever the fixture is read.
      const expiresAfterMs = 100 * 365 * 86_400_000;
      return [{ kind: "deliver", method: "event", body: { event, userId }, class: "event", expiresAfterMs }];
    },
    send: async () => ({ kind: "delivered" }),
  };
}
