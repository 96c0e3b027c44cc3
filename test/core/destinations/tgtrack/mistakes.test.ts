import { inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { TgtrackClient } from "../../../../packages/core/src/destinations/tgtrack/tgtrack-client.ts";
import { createTgtrackDestination } from "../../../../packages/core/src/destinations/tgtrack/tgtrack-destination.ts";
import {
  eventOf,
  goalOf,
  makeContext,
  makeDelivery,
  makeServer,
  onlyDelivery,
  startOf,
  stopOf,
} from "../../../support/service-calls.ts";
import { callbackQuery, DATE, myChatMember, privateMessage, privateStart } from "../../../support/updates.ts";

// The mistakes that hand-written trackers make, as far as TGTrack's client and destination can prevent them.

const KEY = "8f14e45fceea167a5a36dedd4bea2543";
const MODES = ["full", "limited", "minimal"] as const;
/** MAX has no method for a start without the person. */
const modesOf = (platform: "telegram" | "max") => MODES.filter((mode) => platform === "telegram" || mode !== "minimal");
const START_METHODS = [
  "on_telegram_webhook",
  "my_bot_was_started",
  "user_did_start_bot",
  "user_id_start_bot",
  "user_id_subscribe",
];
const NOW = { nowMs: DATE * 1000, messenger: "telegram" as const };

test("M2: a busy day of messages and buttons costs not one request", () => {
  const destination = createTgtrackDestination({ apiKey: KEY });
  for (const update of [privateMessage(), callbackQuery()]) {
    expect(destination.plan({ kind: "update", update }, NOW)).toEqual([]);
    expect(destination.plan({ kind: "activity", userId: "1" }, NOW)).toEqual([]);
  }
});

test("M3: a refusal is noticed even when its HTTP status is 200", async () => {
  const server = await makeServer();
  const client = new TgtrackClient({ apiKey: KEY, url: server.url });
  onTestFinished(() => client.close());
  const destination = createTgtrackDestination({ apiKey: KEY, url: server.url });
  const context = makeContext();
  const kinds = { 401: "key-refused", 422: "rejected", 429: "rate-limited", 500: "unavailable" };
  for (const [code, kind] of Object.entries(kinds)) {
    server.answer = { status: 200, body: { status: "error", error_code: Number(code) } };
    await expect(client.addEvent({ userId: 1, eventType: "x" })).rejects.toMatchObject({ errorCode: Number(code) });
    expect(await destination.send([makeDelivery()], context)).toMatchObject({ kind });
  }
});

test("M4: a 429 neither loses the delivery nor sends it again at once, and says how long to wait", async () => {
  const server = await makeServer();
  const destination = createTgtrackDestination({ apiKey: KEY, url: server.url });
  server.answer = { status: 429, headers: { "retry-after": "60" }, body: { status: "error", error_code: 429 } };
  expect(await destination.send([makeDelivery()], makeContext())).toEqual({
    kind: "rate-limited",
    retryAfterMs: 60_000,
  });
  expect(server.requests).toHaveLength(1);
});

test("M8: a start is told by exactly one method, in every mode, with and without its update", () => {
  for (const platform of ["telegram", "max"] as const) {
    for (const integration of modesOf(platform)) {
      for (const ignorePayload of [() => false, () => true]) {
        for (const start of [startOf(), startOf({ payload: "" }), startOf({ update: undefined })]) {
          const destination = createTgtrackDestination({ apiKey: KEY, platform, integration, ignorePayload });
          expect(START_METHODS).toContain(onlyDelivery(destination.plan(start, NOW)).method);
        }
      }
    }
  }
});

test("M9: a raw update reaches TGTrack character by character as it was received", async () => {
  const server = await makeServer();
  const destination = createTgtrackDestination({ apiKey: KEY, url: server.url });
  const start = privateStart({ payload: "adA" });
  // What a later Bot API may add, and what rebuilding an update would lose or reorder.
  const update = { z_unknown: [null, 1.5, "ё\u2028😀"], ...start, a_unknown: { from: undefined, deep: [{}] } };
  const text = JSON.stringify(update);
  const planned = onlyDelivery(destination.plan(startOf({ update }), NOW));
  expect(planned.body).toBe(update);
  await destination.send([makeDelivery({ method: planned.method, body: planned.text })], makeContext());
  expect(server.requests[0]?.body).toBe(text);
  expect(JSON.stringify(update)).toBe(text);
});

test("M11: a known person who comes by another ad is a start with that ad's payload", () => {
  for (const [integration, expected] of [
    ["limited", { start_value: "adB" }],
    ["minimal", { start_value: "adB" }],
    ["full", { message: { text: "/start adB" } }],
  ] as const) {
    const destination = createTgtrackDestination({ apiKey: KEY, integration });
    expect(onlyDelivery(destination.plan(startOf({ payload: "adB" }), NOW)).body).toMatchObject(expected);
  }
});

test("M12: a payload that is a secret leaves the bot in no mode, on no platform", () => {
  const secret = "account_5f4dcc3b5aa765d6";
  for (const platform of ["telegram", "max"] as const) {
    for (const integration of modesOf(platform)) {
      const ignorePayload = (payload: string) => payload.startsWith("account_");
      const destination = createTgtrackDestination({ apiKey: KEY, platform, integration, ignorePayload });
      for (const start of [startOf({ payload: secret }), startOf({ payload: secret, update: undefined })]) {
        const planned = onlyDelivery(destination.plan(start, NOW));
        expect(planned.class).toBe("start");
        expect(planned.text).not.toContain("5f4dcc3b5aa765d6");
      }
    }
  }
});

test("M13: a MAX bot calls MAX's address and the methods that MAX has", async () => {
  const urls: string[] = [];
  const transport = {
    send: ({ url }: { url: string }) => {
      urls.push(url);
      return Promise.resolve({ kind: "answered", status: 200, text: '{"status":"OK"}' } as const);
    },
    close: () => Promise.resolve(),
  };
  const max = new TgtrackClient({ apiKey: "KEY", platform: "max", transport });
  const telegram = new TgtrackClient({ apiKey: "KEY", transport });
  await max.userDidStartBot({ userId: 1, firstName: "A" });
  await telegram.userDidStartBot({ userId: 1, firstName: "A" });
  expect(urls).toEqual([
    "https://max.tgtrack.ru/API/bot-api/v1/KEY/user_id_start_bot",
    "https://bot-api.tgtrack.ru/v1/KEY/user_did_start_bot",
  ]);

  const telegramOnly = [
    () => max.onTelegramWebhook(privateStart()),
    () => max.myBotWasStarted({ startValue: "" }),
    () => max.myBotWasStopped({ userId: 1 }),
    ...["my_bothelp_was_started", "win_win_was_started", "sambot_on_tg_webhook", "on_toolsy_event"].map(
      (method) => () => max.call(method),
    ),
    () => max.call("on_send_pulse_event"),
  ];
  const maxOnly = [
    () => telegram.getUserLastTransition({ userId: 1 }),
    () => telegram.getTokenInfo(),
    () => telegram.setDefaultChatLink({ url: "https://max.ru/my_chat" }),
  ];
  for (const call of telegramOnly) await expect(call()).rejects.toThrow("exists for Telegram bots only");
  for (const call of maxOnly) await expect(call()).rejects.toThrow("exists for MAX bots only");
  expect(urls).toHaveLength(2);
});

test.each([
  ["max", "https://bot-api.tgtrack.ru/v1", 'set platform to "telegram"'],
  ["max", "https://max.tgtrack.ru/v1", "https://max.tgtrack.ru/API/bot-api/v1, got another path"],
  ["max", "https://max.tgtrack.ru", "https://max.tgtrack.ru/API/bot-api/v1, got another path"],
  ["telegram", "https://max.tgtrack.ru/API/bot-api/v1", 'set platform to "max"'],
  ["telegram", "https://bot-api.tgtrack.ru", "https://bot-api.tgtrack.ru/v1, got another path"],
] as const)("M13: for %s the address %s is refused at construction", (platform, url, words) => {
  expect(() => new TgtrackClient({ apiKey: KEY, platform, url })).toThrow(words);
  expect(() => createTgtrackDestination({ apiKey: KEY, platform, url })).toThrow(words);
});

test.each([
  ["max", "https://max.tgtrack.ru/API/bot-api/v1/"],
  ["max", "https://max.tgtrack.ru/API/bot-api/v2"],
  ["telegram", "https://BOT-API.tgtrack.ru/v1"],
  ["telegram", "http://127.0.0.1:8080/v1"],
  ["max", "https://proxy.example.com/tgtrack"],
] as const)("M13: for %s the address %s is fine", (platform, url) => {
  expect(() => new TgtrackClient({ apiKey: KEY, platform, url })).not.toThrow();
});

test("M15: a goal is one request, and one whose answer was lost may be given up rather than counted twice", () => {
  const destination = createTgtrackDestination({ apiKey: KEY, lostGoalAnswer: "never" });
  for (const occurrence of [goalOf(), eventOf({ conversionTarget: "lead" })]) {
    expect(onlyDelivery(destination.plan(occurrence, NOW))).toMatchObject({ class: "goal", onLostAnswer: "bury" });
  }
});

test("M16: what is sent carries the time it happened, however much later it is planned", () => {
  const later = { nowMs: (DATE + 86_400) * 1000, messenger: "telegram" as const };
  const full = createTgtrackDestination({ apiKey: KEY });
  const limited = createTgtrackDestination({ apiKey: KEY, integration: "limited" });
  expect(onlyDelivery(full.plan(startOf(), later)).body).toMatchObject({ message: { date: DATE } });
  const update = myChatMember();
  expect(onlyDelivery(full.plan(stopOf({ update }), later)).body).toMatchObject({ my_chat_member: { date: DATE } });
  expect(onlyDelivery(limited.plan(stopOf({ update }), later)).body).toMatchObject({ date: DATE });
  expect(onlyDelivery(full.plan(eventOf(), later)).body).toMatchObject({ date: DATE });
});

test("M18: neither client nor destination shows the key when it is printed or written as JSON", () => {
  const client = new TgtrackClient({ apiKey: KEY });
  const { secrets, ...destination } = createTgtrackDestination({ apiKey: KEY });
  expect(secrets).toEqual([KEY]);
  for (const shown of [client, destination]) {
    expect(inspect(shown, { depth: 10, showHidden: true })).not.toContain(KEY);
    expect(JSON.stringify(shown)).not.toContain(KEY);
  }
});

test("M18: the key stands in the address alone, in no header and no body", async () => {
  const server = await makeServer();
  const client = new TgtrackClient({ apiKey: KEY, url: server.url });
  onTestFinished(() => client.close());
  await client.addEvent({ userId: 1, eventType: "x" });
  const { path, headers, body } = server.requests[0] ?? {};
  expect(path).toBe(`/${KEY}/add_event`);
  expect(JSON.stringify([headers, body])).not.toContain(KEY);
});
