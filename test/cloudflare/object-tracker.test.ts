import { createHash } from "node:crypto";
import { durableOutbox, type ObjectBot, type ObjectTrackerOptions } from "@bot-tracker/cloudflare";
import { createTracker, type OutboxEntry, type Tracker } from "@bot-tracker/core";
import { createObjectTracker, telegram } from "@bot-tracker/core/outbox-kit";
import { createTracker as createMaxTracker } from "@bot-tracker/max";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { MemoryOutbox } from "../../packages/core/src/outbox/memory/memory-outbox.ts";
import { DESTINATION, delivery, START_MS } from "../core/outbox/outbox-fixtures.ts";
import { ManualPorts, turn } from "../support/manual-ports.ts";
import { RecordingServer } from "../support/recording-server.ts";
import { LocalObjects } from "./local-objects.ts";

const KEY = "tgtrack-key-A1b2C3d4E5";
const MAX_KEY = "max-key-Z9y8X7w6V5";
const BOT: ObjectBot = { messenger: "telegram", id: "7000000001" };
const START = { user: { id: 42, first_name: "Anna" }, startValue: "ad_1" };

afterEach(() => vi.unstubAllEnvs());

describe("a bot's object", () => {
  test("sends a MAX bot's reports to TGTrack for MAX, and a Telegram bot's of the same id to TGTrack", async () => {
    await using server = await RecordingServer.start();
    vi.stubEnv("TGTRACK_URL", `${server.url}/telegram`);
    vi.stubEnv("TGTRACK_MAX_URL", `${server.url}/max`);
    const ofTelegram = new LocalObjects({ tgtrack: KEY });
    const ofMax = new LocalObjects({ tgtrack: MAX_KEY });
    const botId = 7_000_000_001;
    await record(createTracker({ botId, tgtrack: KEY, outbox: durableOutbox(ofTelegram) }));
    await record(createMaxTracker({ botId, tgtrack: MAX_KEY, outbox: durableOutbox(ofMax) }));

    await expect
      .poll(() => server.requests.map(({ path }) => path).sort())
      .toEqual([`/max/${MAX_KEY}/user_id_start_bot`, `/telegram/${KEY}/user_did_start_bot`]);
  });

  test("knows after its end whose it is", async () => {
    await using server = await RecordingServer.start();
    vi.stubEnv("TGTRACK_MAX_URL", `${server.url}/max`);
    const objects = new LocalObjects({ logger: loggerTo([]) });
    await record(createMaxTracker({ botId: 8, tgtrack: MAX_KEY, outbox: durableOutbox(objects) }));
    objects.options = { tgtrack: MAX_KEY };
    objects.endInstances();
    await objects.named("max-8").object.alarm();

    expect(server.requests.map(({ path }) => path)).toEqual([`/max/${MAX_KEY}/user_id_start_bot`]);
  });

  test("is told no id of a MAX bot that is known by its token alone, though the digest is of decimal digits", async () => {
    const botToken = tokenWithDecimalDigest();
    const bots: unknown[] = [];
    const tgtrack = { apiKey: MAX_KEY, url: NOBODY };
    const objects = new LocalObjects({ tgtrack, logger: loggerTo([]) });
    const namespace = {
      idFromName: (name: string) => objects.idFromName(name),
      get: (id: string) => ({
        botTrackerRecord: (entries: [], bot: ObjectBot) => {
          bots.push(bot);
          return objects.get(id).botTrackerRecord(entries, bot);
        },
      }),
    };
    await record(createMaxTracker({ botToken, tgtrack, outbox: durableOutbox(namespace) }));

    expect(bots).toEqual([{ messenger: "max" }]);
  });

  test("stores what it cannot send as it is set up, says why, and sends it when it is set up better", async () => {
    await using server = await RecordingServer.start();
    const said: string[] = [];
    const objects = new LocalObjects({ logger: loggerTo(said) });
    const { object, storage } = objects.named("7000000001");
    const { results } = await object.botTrackerRecord([entryOf("start")], BOT);
    expect(results).toMatchObject([{ statuses: ["stored"] }]);
    expect(storage.alarmAtMs).toBeDefined();
    await object.alarm();
    await object.alarm();
    expect(said.filter((message) => message.includes("There is nothing to send to"))).toHaveLength(2);

    objects.options = { tgtrack: { apiKey: KEY, url: server.url } };
    objects.endInstances();
    await objects.named("7000000001").object.alarm();
    expect(server.requests).toHaveLength(1);
  });

  test("stores nothing while it can set no alarm, and sets one as soon as it can", async () => {
    const { object, storage } = new LocalObjects({ tgtrack: { apiKey: KEY, url: NOBODY } }).named("7000000001");
    storage.alarmFailure = new Error("the storage is away");
    await expect(object.botTrackerRecord([entryOf("start")], BOT)).rejects.toThrow("the storage is away");
    expect((await object.botTrackerView()).ledger).toEqual({});
    storage.alarmFailure = undefined;
    await object.botTrackerRecord([entryOf("start")], BOT);

    expect(storage.alarmAtMs).toBeGreaterThan(Date.now());
  });

  test("ends an alarm without a failure, which Cloudflare would give up after some, and sets the next", async () => {
    const said: string[] = [];
    const objects = new LocalObjects({ logger: loggerTo(said) });
    const { object, storage } = objects.named("7000000001");
    await object.botTrackerRecord([entryOf("start")], BOT);
    storage.alarmFailure = new Error("the storage is away");
    await object.alarm();
    expect(said).toContainEqual(expect.stringContaining("could not set an alarm"));
    storage.alarmFailure = undefined;
    storage.alarmAtMs = undefined;
    await object.alarm();

    expect(storage.alarmAtMs).toBeGreaterThan(Date.now());
  });

  test("drops nothing while its storage is full, and stores it all when it comes again and there is room", async () => {
    const said: string[] = [];
    const objects = new LocalObjects({ tgtrack: { apiKey: KEY, url: NOBODY }, logger: loggerTo(said) });
    const { object, storage } = objects.named("7000000001");
    await object.botTrackerRecord([entryOf("before")], BOT);
    const pages = Number(storage.db.prepare("PRAGMA page_count").get()?.["page_count"]);
    storage.db.exec(`PRAGMA max_page_count = ${pages + 3}`);
    const entries = ["one", "two", "three"].map((name) => entryOf(name, "x".repeat(20_000)));
    await expect(object.botTrackerRecord(entries, BOT)).rejects.toThrow("SQLITE_FULL");
    expect((await object.botTrackerView()).ledger[DESTINATION]).toMatchObject({ accepted: 1, dropped: {} });
    storage.db.exec("PRAGMA max_page_count = 100000");
    const { results } = await object.botTrackerRecord(entries, BOT);

    expect(results.map(({ statuses }) => statuses)).toEqual(Array(3).fill(["stored"]));
    expect((await object.botTrackerView()).ledger[DESTINATION]).toMatchObject({ accepted: 4 });
    expect(said.filter((message) => message.includes("invalid"))).toEqual([]);
  });

  test("whose alarm comes before it is known whose it is sends a MAX bot's reports to TGTrack for MAX", async () => {
    await using server = await RecordingServer.start();
    vi.stubEnv("TGTRACK_URL", `${server.url}/telegram`);
    vi.stubEnv("TGTRACK_MAX_URL", `${server.url}/max`);
    const objects = new LocalObjects({ tgtrack: MAX_KEY });
    await objects.named("max-8").object.alarm();
    await record(createMaxTracker({ botId: 8, tgtrack: MAX_KEY, outbox: durableOutbox(objects) }));

    await expect.poll(() => server.requests.map(({ path }) => path)).toEqual([`/max/${MAX_KEY}/user_id_start_bot`]);
  });

  test.each([["7000000001"], [undefined]])("is told %j for a bot by an older version's Worker", async (bot) => {
    const objects = new LocalObjects({ tgtrack: { apiKey: KEY, url: NOBODY } });
    const { results } = await objects.named("7000000001").object.botTrackerRecord([entryOf("start")], bot);
    expect(results).toMatchObject([{ statuses: ["stored"] }]);
  });

  test("says how much of what it stored cannot be read", async () => {
    await using server = await RecordingServer.start();
    const said: string[] = [];
    const options: ObjectTrackerOptions = { logger: loggerTo(said), tgtrack: false };
    const objects = new LocalObjects(options);
    const { object, storage } = objects.named("7000000001");
    await object.botTrackerRecord([entryOf("broken"), entryOf("whole")], BOT);
    storage.db.exec("UPDATE delivery SET body = x'00' WHERE seq = 1");
    objects.options = { logger: loggerTo(said), tgtrack: { apiKey: KEY, url: server.url } };
    objects.endInstances();
    await objects.named("7000000001").object.alarm();

    await expect.poll(() => said.join()).toContain(`the bot's Durable Object cannot be read: 1 for ${DESTINATION}.`);
    expect(server.requests).toHaveLength(1);
  });
});

test("the engine of an object ends in the time that it is given", async () => {
  await using server = await RecordingServer.start();
  server.answer = () => {};
  const ports = new ManualPorts(START_MS);
  const outbox = new MemoryOutbox("test");
  const options = { botId: 7, tgtrack: { apiKey: KEY, url: server.url }, howUsedBot: false, outbox, ports } as const;
  const tracker = createObjectTracker(options, telegram);
  void tracker.userStarted(START);
  await expect.poll(() => server.requests.length).toBe(1);
  let isClosed = false;
  void tracker.close({ timeoutMs: 1_000 }).then(() => {
    isClosed = true;
  });
  await ports.advance(1_000);
  await turn();

  expect(isClosed).toBe(true);
});

const NOBODY = "http://127.0.0.1:1";

async function record(tracker: Tracker): Promise<void> {
  onTestFinished(() => tracker.close({ timeoutMs: 0 }));
  await expect(tracker.userStarted(START)).resolves.toEqual({ stored: true });
}

function entryOf(name: string, filling?: string): { entry: OutboxEntry; nowMs: number } {
  const nowMs = Date.now();
  const body = filling === undefined ? undefined : { body: JSON.stringify({ name, filling }) };
  return { entry: { items: [{ kind: "deliver", delivery: delivery(name, { createdAtMs: nowMs, ...body }) }] }, nowMs };
}

function loggerTo(said: string[]) {
  return { warn: () => {}, error: (message: string) => void said.push(message) };
}

/** Its outbox is named `max-` and twelve decimal digits, as one whose bot's id is known. */
function tokenWithDecimalDigest(): string {
  for (let number = 0; ; number++) {
    const token = `max-token-${number}`;
    if (/^\d{12}/.test(createHash("sha256").update(token).digest("hex"))) return token;
  }
}
