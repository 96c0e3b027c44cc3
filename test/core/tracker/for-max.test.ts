import { readdirSync } from "node:fs";
import {
  createTracker,
  MemoryOutbox,
  type Tracker,
  TrackerConfigError,
  type TrackerOptions,
  webhook,
} from "@bot-tracker/core";
import { telegram } from "@bot-tracker/core/adapter-kit";
import { createTracker as createMaxTracker, startLink } from "@bot-tracker/max";
import { startSandbox } from "@bot-tracker/sandbox";
import { describe, expect, test } from "vitest";
import { buildTracker } from "../../../packages/core/src/tracker/build-tracker.ts";
import { nodeRuntime } from "../../../packages/core/src/tracker/runtime/node-runtime.ts";
import { RecordingServer } from "../../support/recording-server.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { expectBalanced } from "../../support/tracker-harness.ts";
import { BOT, DATE, myChatMember, privateMessage, privateStart, USER_ID } from "../../support/updates.ts";

type Env = Record<string, string | undefined>;

const MAX_KEY = "max-key-A1b2C3d4E5";
const TELEGRAM_KEY = "telegram-key-Z9y8X7";

test("@bot-tracker/max has its own createTracker and startLink, by the names that Telegram's have", async () => {
  await using server = await RecordingServer.start();
  const tracker = createMaxTracker({ botId: BOT.id, outbox: "memory" }, envFor(server));
  await tracker.userStarted({ user: { id: USER_ID, first_name: "Анна" }, startValue: "adA" });
  await tracker.flush();
  expect(pathsAt(server)).toEqual([`/max/${MAX_KEY}/user_id_start_bot`]);
  await tracker.close();
  expect(startLink("my_shop_bot", "adA")).toBe("https://max.ru/my_shop_bot?start=adA");
});

/** Reads updates as Telegram does: what a tracker makes of another messenger depends on its id alone. */
const max = { ...telegram, id: "max", name: "MAX" } as const;

function maxTracker(options: TrackerOptions, env: Env, said: string[] = []): Tracker {
  const logger = { warn: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
  return buildTracker({ botId: BOT.id, outbox: "memory", logger, ...options }, env, max, nodeRuntime);
}

const envFor = (server: RecordingServer): Env => ({
  TGTRACK_API_KEY: TELEGRAM_KEY,
  TGTRACK_URL: `${server.url}/telegram`,
  TGTRACK_MAX_API_KEY: MAX_KEY,
  TGTRACK_MAX_URL: `${server.url}/max`,
  HOWUSEDBOT_API_TOKEN: "howusedbot-token-1",
  HOWUSEDBOT_URL: `${server.url}/howusedbot`,
});

const pathsAt = (server: RecordingServer): string[] => server.requests.splice(0).map(({ path }) => path);

describe("one process with a Telegram bot and a MAX bot of the same id", () => {
  test("each reports with the key, to the address and by the method of its own messenger", async () => {
    await using server = await RecordingServer.start();
    const dir = temporaryFolder();
    const env = envFor(server);
    const ofTelegram = createTracker({ botId: BOT.id, howUsedBot: false, dir }, env);
    const ofMax = buildTracker({ botId: BOT.id, dir }, env, max, nodeRuntime);
    ofTelegram.handleUpdate(privateStart({ payload: "adA" }));
    await ofTelegram.flush();
    expect(pathsAt(server)).toEqual([`/telegram/${TELEGRAM_KEY}/on_telegram_webhook`]);
    ofMax.handleUpdate(privateStart({ payload: "adB" }));
    await ofMax.flush();
    const { body } = server.requests[0] ?? { body: "{}" };
    expect(pathsAt(server)).toEqual([`/max/${MAX_KEY}/user_id_start_bot`]);
    expect(JSON.parse(body)).toEqual({
      user_id: String(USER_ID),
      first_name: "Анна",
      last_name: "Петрова",
      username: "anna_petrova",
      start_value: "adB",
    });
    await Promise.all([ofTelegram.close(), ofMax.close()]);
  });

  test("each has an outbox, a ledger and what is known of people to itself", async () => {
    await using server = await RecordingServer.start();
    const dir = temporaryFolder();
    const env = envFor(server);
    const ofTelegram = createTracker({ botId: BOT.id, howUsedBot: false, dir }, env);
    const ofMax = buildTracker({ botId: BOT.id, dir }, env, max, nodeRuntime);
    ofMax.handleUpdate(privateStart());
    await ofMax.flush();
    expect(readdirSync(dir).filter((name) => name.endsWith(".sqlite"))).toEqual([
      `${BOT.id}.sqlite`,
      `max-${BOT.id}.sqlite`,
    ]);
    expect(ofMax.ledger()["tgtrack"]?.delivered).toBe(1);
    expect(ofTelegram.ledger()["tgtrack"]?.accepted).toBe(0);
    expect(await ofMax.getPerson(USER_ID)).toMatchObject({ started: true });
    expect(await ofTelegram.getPerson(USER_ID)).toBeUndefined();
    await Promise.all([ofTelegram.close(), ofMax.close()]);
  });

  test("each has the quota of its key to itself", async () => {
    await using server = await RecordingServer.start();
    const dir = temporaryFolder();
    const limits = [{ limit: 1, perMs: 3_600_000 }];
    const env = envFor(server);
    const ofTelegram = createTracker({ botId: BOT.id, howUsedBot: false, tgtrack: { limits }, dir }, env);
    const ofMax = buildTracker({ botId: BOT.id, tgtrack: { limits }, dir }, env, max, nodeRuntime);
    for (const tracker of [ofTelegram, ofMax]) tracker.handleUpdate(privateStart());
    await Promise.all([ofTelegram.flush(), ofMax.flush()]);
    expect(pathsAt(server)).toHaveLength(2);
    await Promise.all([ofTelegram.close(), ofMax.close()]);
  });

  test("given one outbox, they still do not take each other's people and updates for their own", async () => {
    await using server = await RecordingServer.start();
    const env = envFor(server);
    const outbox = new MemoryOutbox("shared");
    const logger = { warn() {}, error() {} };
    const ofTelegram = createTracker({ botId: BOT.id, howUsedBot: false, outbox, logger }, env);
    const ofMax = buildTracker({ botId: BOT.id, outbox, logger }, env, max, nodeRuntime);
    ofTelegram.handleUpdate(privateStart());
    ofMax.handleUpdate(privateStart());
    expect(outbox.ledger()["tgtrack"]?.accepted).toBe(2);
    expect(await outbox.person(String(BOT.id), String(USER_ID))).toMatchObject({ started: true });
    expect(await outbox.person(`max-${BOT.id}`, String(USER_ID))).toMatchObject({ started: true });
    await Promise.all([ofTelegram.close(), ofMax.close()]);
  });

  test("bots that are not known have different files too", async () => {
    await using server = await RecordingServer.start();
    const dir = temporaryFolder();
    const env = envFor(server);
    const trackers = [createTracker({ howUsedBot: false, dir }, env), buildTracker({ dir }, env, max, nodeRuntime)];
    expect(readdirSync(dir).filter((name) => name.endsWith(".sqlite"))).toEqual([
      "default.sqlite",
      "max-default.sqlite",
    ]);
    await Promise.all(trackers.map((tracker) => tracker.close()));
  });
});

describe("the variables of a MAX bot", () => {
  test("a Telegram bot's key is not used, and the message says whose it is", async () => {
    const env = { TGTRACK_API_KEY: TELEGRAM_KEY, HOWUSEDBOT_API_TOKEN: "howusedbot-token-1" };
    expect(() => maxTracker({}, env)).toThrow(TrackerConfigError);
    expect(() => maxTracker({}, env)).toThrow(
      /Set TGTRACK_MAX_API_KEY .*This is a MAX bot, so that it does not use TGTRACK_API_KEY or HOWUSEDBOT_API_TOKEN\./,
    );
    expect(() => createTracker({}, { TGTRACK_MAX_API_KEY: MAX_KEY })).toThrow(
      /This is a Telegram bot, so that it does not use TGTRACK_MAX_API_KEY\./,
    );
  });

  test("HowUsedBot is never switched on by them, and by its option only with the id of its own bot", async () => {
    await using server = await RecordingServer.start();
    const env = envFor(server);
    const tracker = maxTracker({}, env);
    expect(Object.keys(tracker.ledger())).toEqual(["tgtrack"]);
    await expect(tracker.getOnline()).rejects.toThrow(
      "getOnline needs HowUsedBot, which has no token: set `apiToken`.",
    );
    await tracker.close();
    expect(() => maxTracker({ howUsedBot: {} }, env)).toThrow("was given without a token: set `apiToken`.");
    const howUsedBot = { apiToken: "howusedbot-token-2", url: `${server.url}/by-hand` };
    expect(() => maxTracker({ howUsedBot }, env)).toThrow(/needs `botId`/);
    server.answer = { body: { ok: true } };
    const byHand = maxTracker({ howUsedBot: { ...howUsedBot, botId: 123456 }, tgtrack: false }, env);
    byHand.handleUpdate(privateStart());
    await byHand.flush();
    expect(server.lastBody).toMatchObject({ botId: 123456, apiToken: "howusedbot-token-2", event: "start" });
    expect(pathsAt(server)).toEqual(["/by-hand"]);
    await byHand.close();
  });

  test("with a sandbox, everything of a MAX bot goes to the sandbox's side for MAX", async () => {
    const sandbox = await startSandbox();
    const env = { BOT_TRACKER_SANDBOX: sandbox.url };
    const howUsedBot = { apiToken: "sandbox", botId: 123456 };
    const dir = temporaryFolder();
    const tracker = buildTracker({ botId: BOT.id, howUsedBot, dir }, env, max, nodeRuntime);
    tracker.handleUpdate(privateStart());
    await tracker.flush();
    const told = sandbox.requests().map(({ service, method, status }) => `${service} ${method} ${status}`);
    expect(told.sort()).toEqual(["howusedbot event 200", "tgtrack-max user_id_start_bot 200"]);
    expect(readdirSync(dir)).toContain(`max-${BOT.id}.sandbox.sqlite`);
    await tracker.close();
    await sandbox.close();
  });
});

describe("TGTrack for MAX", () => {
  test("a stop has no method: that is said once, and each is counted as unsupported", async () => {
    await using server = await RecordingServer.start();
    const said: string[] = [];
    let nowMs = DATE * 1_000;
    const tracker = maxTracker({ ports: { nowMs: () => nowMs } }, envFor(server), said);
    for (let index = 0; index < 3; index++) {
      tracker.handleUpdate(myChatMember({ updateId: index, userId: USER_ID + index }));
      nowMs += 2 * 3_600_000;
    }
    await tracker.flush();
    expect(pathsAt(server)).toEqual([]);
    expect(tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 3, dropped: { unsupported: 3 } });
    expect(said.filter((text) => text.includes("no method for stops"))).toHaveLength(1);
    expectBalanced(tracker);
    await tracker.close();
  });

  test("no update is ever forwarded raw: what `forward` chooses is counted as unsupported", async () => {
    await using server = await RecordingServer.start();
    const said: string[] = [];
    const tgtrack = { integration: "full", forward: () => true } as const;
    const tracker = maxTracker({ tgtrack }, envFor(server), said);
    tracker.handleUpdate(privateStart());
    tracker.handleUpdate(privateMessage({ updateId: 2 }));
    await tracker.flush();
    expect(pathsAt(server)).toEqual([`/max/${MAX_KEY}/user_id_start_bot`]);
    expect(tracker.ledger()["tgtrack"]).toMatchObject({ delivered: 1, dropped: { unsupported: 1 } });
    expect(said.join()).toContain("takes no raw updates of MAX bots");
    await tracker.close();
  });

  test('`integration: "minimal"` is refused, since a start there always names the person', async () => {
    await using server = await RecordingServer.start();
    const tgtrack = { integration: "minimal" } as const;
    expect(() => maxTracker({ tgtrack }, envFor(server))).toThrow(/"minimal" cannot be kept for a MAX bot/);
  });

  test("events and goals are sent", async () => {
    await using server = await RecordingServer.start();
    const tracker = maxTracker({}, envFor(server));
    void tracker.trackEvent({ userId: USER_ID, event: "sale", amount: 1500 });
    void tracker.reachGoal({ userId: USER_ID, target: "lead" });
    await tracker.flush();
    expect(pathsAt(server)).toEqual([`/max/${MAX_KEY}/add_event`, `/max/${MAX_KEY}/send_reach_goal`]);
    await tracker.close();
  });

  test("it is asked what it knows of a person, within the key's quota", async () => {
    await using server = await RecordingServer.start();
    server.answer = { body: { status: "OK", data: { source: "Яндекс.Директ", subscribed_by_transition: "yes" } } };
    const tracker = maxTracker({ tgtrack: { limits: [{ limit: 10, perMs: 3_600_000 }] } }, envFor(server));
    expect(await tracker.getUserInfo(USER_ID)).toMatchObject({ source: "Яндекс.Директ" });
    expect(await tracker.forUser(USER_ID).getUserLastTransition()).toEqual({
      source: "Яндекс.Директ",
      subscribedByTransition: "yes",
    });
    expect(pathsAt(server)).toEqual([`/max/${MAX_KEY}/get_user_info`, `/max/${MAX_KEY}/get_user_last_transition`]);
    expect(server.requests).toEqual([]);
    expect(tracker.health()["tgtrack"]?.quota).toMatchObject([{ limit: 10, used: 2 }]);
    await tracker.close();
    const ofTelegram = createTracker({ outbox: "memory", howUsedBot: false }, envFor(server));
    await expect(ofTelegram.getUserLastTransition(USER_ID)).rejects.toThrow(
      "getUserLastTransition: no service answers this for bots of this messenger.",
    );
    await ofTelegram.close();
  });

  test("if it does not know the start method's name, the others are tried once each", async () => {
    await using server = await RecordingServer.start();
    server.answer = { status: 404, body: { status: "error", error_code: 404, error_description: "Method not found" } };
    const tracker = maxTracker({}, envFor(server));
    tracker.handleUpdate(privateStart());
    await tracker.flush();
    const names = ["user_id_start_bot", "user_did_start_bot", "user_id_subscribe"];
    expect(pathsAt(server)).toEqual(names.map((name) => `/max/${MAX_KEY}/${name}`));
    expect(tracker.ledger()["tgtrack"]?.dead).toBe(1);
    await tracker.close();
  });
});

describe("webhook() of a MAX bot", () => {
  test("it gets starts and stops, with the messenger named in each", async () => {
    await using server = await RecordingServer.start();
    const tracker = maxTracker({ destinations: [webhook({ url: server.url })] }, {});
    tracker.handleUpdate(privateStart());
    tracker.handleUpdate(myChatMember({ updateId: 2 }));
    await tracker.flush();
    const told = server.requests.flatMap(({ body }) => JSON.parse(body));
    expect(told).toMatchObject([
      { messenger: "max", type: "start", userId: String(USER_ID) },
      { messenger: "max", type: "stop", userId: String(USER_ID) },
    ]);
    await tracker.close();
  });

  test('with `form: "telegram"` it is told nothing, since nothing of it is Telegram\'s', async () => {
    await using server = await RecordingServer.start();
    const destination = webhook({ url: server.url, updates: true, form: "telegram" });
    const said: string[] = [];
    const tracker = maxTracker({ destinations: [destination] }, {}, said);
    tracker.handleUpdate(privateStart());
    tracker.handleUpdate(privateMessage({ updateId: 2 }));
    await tracker.flush();
    expect(server.requests).toEqual([]);
    expect(tracker.ledger()["webhook"]).toMatchObject({ accepted: 2, dropped: { unsupported: 2 } });
    expect(said).toHaveLength(1);
    await tracker.close();
  });
});
