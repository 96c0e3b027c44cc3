import { expect, test } from "vitest";
import { BotHooks } from "../../../packages/core/src/adapter/bot-hooks.ts";
import { RecordingServer } from "../../support/recording-server.ts";
import { TGTRACK_KEY, TrackerHarness } from "../../support/tracker-harness.ts";
import {
  BOT,
  callbackQuery,
  DATE,
  groupChat,
  groupMessage,
  myChatMember,
  privateMessage,
  privateStart,
  USER_ID,
} from "../../support/updates.ts";

// The mistakes of hand-written trackers that the engine makes impossible. Those of reading an update stand in
// telegram/mistakes.test.ts.

const BLOCKED = { errorCode: 403, description: "Forbidden: bot was blocked by the user" };
const hang = () => {};

test("M1: leaving or removing the bot from a group sends nothing", async () => {
  await using harness = await TrackerHarness.start();
  harness.tracker.handleUpdate(myChatMember({ updateId: 1, chat: groupChat(), after: "left" }));
  harness.tracker.handleUpdate(myChatMember({ updateId: 2, chat: groupChat(), after: "kicked" }));
  harness.tracker.handleUpdate(myChatMember({ updateId: 3, after: "left" }));
  expect(await harness.tracker.flush()).toEqual({ delivered: 0, pending: 0 });
});

test("M2: a busy day costs TGTrack's quota two requests: its start and its stop", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tracker.handleUpdate(privateStart({ updateId: 1 }));
  for (let updateId = 10; updateId < 1_000; updateId += 3) {
    harness.tracker.handleUpdate(privateMessage({ updateId }));
    harness.tracker.handleUpdate(callbackQuery({ updateId: updateId + 1 }));
    harness.tracker.handleUpdate(groupMessage({ updateId: updateId + 2 }));
  }
  harness.tracker.handleUpdate(myChatMember({ updateId: 2_000, date: DATE + 60 }));
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.update_id)).toEqual([1, 2_000]);
});

test("M4: a 429 holds the whole key, is not asked again at once, and loses nothing", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const limited = { status: 429, body: { status: "error", error_code: 429 } };
  harness.tgtrack.nextAnswers.push(limited);
  harness.tracker.handleUpdate(privateStart({ updateId: 1, messageId: 1, userId: 1 }));
  await harness.happened(({ kind }) => kind === "held");
  harness.tracker.handleUpdate(privateStart({ updateId: 2, messageId: 2, userId: 2 }));
  await harness.ports.advance(999);
  expect(harness.tgtrack.requests).toHaveLength(1);
  await harness.settle();
  expect(harness.toTgtrack.map(({ body }) => body.update_id)).toEqual([1, 1, 2]);
  expect(harness.tracker.ledger().tgtrack).toMatchObject({ delivered: 2, dead: 0, ambiguous: 0 });
  expect(harness.messages).toHaveLength(1);
});

test("M5: no call waits for a service, not even one that never answers", async () => {
  await using harness = await TrackerHarness.start();
  harness.tgtrack.answer = hang;
  harness.howUsedBot.answer = hang;
  expect(harness.tracker.handleUpdate(privateStart())).toBeUndefined();
  expect(await harness.tracker.trackEvent({ userId: USER_ID, event: "sale" })).toEqual({ stored: true });
  expect(await harness.tracker.forUser(USER_ID, { updateId: 1 }).reachGoal("lead")).toEqual({ stored: true });
  expect(harness.tgtrack.requests).toEqual([]);
});

test("M6: a service that is gone, resets connections or answers nonsense breaks nothing and is told once", async () => {
  await using server = await RecordingServer.start();
  const goneUrl = server.url;
  await server.close();
  await using harness = await TrackerHarness.start({ tgtrack: { url: goneUrl } });
  harness.howUsedBot.nextAnswers.push(
    (_request, response) => response.socket?.resetAndDestroy(),
    { body: "<html>welcome</html>" },
    (_request, response) => response.writeHead(200, { "content-length": "100" }).destroy(),
  );
  for (let id = 1; id <= 5; id++) {
    harness.tracker.handleUpdate(privateStart({ updateId: id, messageId: id, userId: id }));
    await harness.tracker.trackEvent({ userId: id, event: "sale" });
  }
  await harness.happened(({ kind, destination }) => kind === "held" && destination === "tgtrack");
  await harness.ports.advance(60_000);
  expect(harness.tracker.ledger().tgtrack).toMatchObject({ accepted: 10, pending: 10, ambiguous: 0 });
  expect(harness.messages.filter((message) => message.includes("tgtrack"))).toHaveLength(1);
});

test("M7: a bot that stops sends what waits first", async () => {
  await using harness = await TrackerHarness.start();
  for (let id = 1; id <= 30; id++) {
    harness.tracker.handleUpdate(privateStart({ updateId: id, messageId: id, userId: id }));
  }
  await BotHooks.of(harness.tracker).stopping();
  expect(harness.tracker.ledger()).toMatchObject({ tgtrack: { delivered: 30 }, howusedbot: { delivered: 30 } });
});

test("M7: what only memory holds when a process ends by itself is said, with how much it is", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.answer = { status: 401, body: { status: "error", error_code: 401 } };
  harness.tracker.handleUpdate(privateStart());
  await harness.happened(({ kind }) => kind === "held");
  harness.ports.exitComes();
  await harness.ports.advance(10_000);
  expect(harness.messages.join("\n")).toContain("1 delivery was not sent in time and lost with the process");
});

test("M8: a start is one call in every mode, over redelivery, a failed try, another update id and a second tracker", async () => {
  for (const integration of ["full", "limited", "minimal"] as const) {
    await using harness = await TrackerHarness.start({ only: "tgtrack", tgtrack: { integration } });
    await using second = await TrackerHarness.start({ only: "tgtrack", tgtrack: { integration } });
    harness.tgtrack.nextAnswers.push({ status: 500, body: { status: "error", error_code: 500 } });
    const update = privateStart({ payload: "adA" });
    harness.tracker.handleUpdate(update);
    harness.tracker.handleUpdate(update);
    second.tracker.handleUpdate(update);
    harness.tracker.handleUpdate(structuredClone(update));
    harness.tracker.handleUpdate(privateStart({ payload: "adA", updateId: 900_000_777 }));
    await harness.settle();
    expect(harness.tracker.ledger().tgtrack).toMatchObject({ accepted: 1, delivered: 1, ambiguous: 0 });
    expect(new Set(harness.toTgtrack.map(({ method }) => method)).size).toBe(1);
    expect(second.tracker.ledger().tgtrack).toMatchObject({ accepted: 0 });
  }
});

test("M9: what is sent is the update as it came, whatever middleware does to it afterwards", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const update = privateStart({ payload: "adA" });
  const before = JSON.stringify(update);
  harness.tracker.handleUpdate(update);
  Object.assign(update.message, { text: "/start", from: undefined, session: { cart: [] } });
  await harness.tracker.flush();
  expect(harness.tgtrack.requests.map(({ body }) => body)).toEqual([before]);
});

test("M10: the payload arrives whole and alone, behind a mention, a tab or a line break", async () => {
  const texts = ["/start adA", "/start@CourseBot adA", "/start\tadA", "/start\nadA"];
  await using harness = await TrackerHarness.start({ tgtrack: { integration: "limited" } });
  texts.forEach((text, index) => {
    harness.tracker.handleUpdate(privateMessage({ updateId: index, messageId: index, userId: index + 1, text }));
  });
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.start_value)).toEqual(Array(4).fill("adA"));
  expect(harness.toHowUsedBot.map(({ body }) => body.param_1)).toEqual(Array(4).fill("adA"));
});

test("M11: a known person who comes by another ad is a start with that ad's payload", async () => {
  await using harness = await TrackerHarness.start({ tgtrack: { integration: "limited" } });
  harness.tracker.handleUpdate(privateStart({ updateId: 1, messageId: 1, payload: "adA" }));
  harness.tracker.handleUpdate(privateStart({ updateId: 2, messageId: 2, payload: "adB", date: DATE + 60 }));
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.start_value)).toEqual(["adA", "adB"]);
  expect(harness.toHowUsedBot.map(({ body }) => body.param_1)).toEqual(["adA", "adB"]);
});

test("M12: a payload that `ignorePayload` names reaches neither service, whichever of the two names it", async () => {
  const ignorePayload = (payload: string) => payload.startsWith("login_");
  await using harness = await TrackerHarness.start({ tgtrack: { ignorePayload } });
  harness.tracker.handleUpdate(privateStart({ payload: "login_S3cret" }));
  expect(await harness.tracker.flush()).toEqual({ delivered: 2, pending: 0 });
  const sent = [...harness.tgtrack.requests, ...harness.howUsedBot.requests].map(({ body }) => body).join();
  expect(sent).not.toContain("S3cret");
});

test("M14: a block found on sending is the recipient's", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const params = { chat_id: 111, from_chat_id: 222, message_id: 5 };
  harness.tracker.handleSendFailure({ method: "forwardMessage", params, ...BLOCKED });
  await harness.tracker.flush();
  expect(harness.toTgtrack).toEqual([{ method: "my_bot_was_stopped", body: { user_id: "111", date: DATE } }]);
});

test("M15: a goal never overtakes its person's start and is not repeated by a replayed handler", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.nextAnswers.push({ status: 503, body: "busy" });
  harness.tracker.handleUpdate(privateStart({ updateId: 1 }));
  for (let run = 0; run < 3; run++) void harness.tracker.forUser(USER_ID, { updateId: 1 }).reachGoal("lead");
  await harness.settle();
  expect(harness.toTgtrack.map(({ method }) => method)).toEqual([
    "on_telegram_webhook",
    "on_telegram_webhook",
    "send_reach_goal",
  ]);
});

test("M15: with `lostGoalAnswer: never` a goal whose answer got lost is not sent twice but kept for a person to judge", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack", tgtrack: { lostGoalAnswer: "never" } });
  harness.tgtrack.nextAnswers.push((_request, response) => response.destroy());
  await harness.tracker.reachGoal({ userId: USER_ID, target: "lead" });
  await harness.settle();
  expect(harness.tgtrack.requests).toHaveLength(1);
  expect(await harness.tracker.dead.list()).toMatchObject([{ reason: { code: "lost-answer" } }]);
});

test("M16: starts, stops and events carry the time they happened, however late they are sent", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack", tgtrack: { integration: "limited" } });
  harness.tgtrack.nextAnswers.push({ status: 401, body: { status: "error", error_code: 401 } });
  harness.tracker.handleUpdate(myChatMember({ updateId: 1, date: DATE - 3_600 }));
  await harness.happened(({ kind }) => kind === "held");
  harness.tracker.handleSendFailure({ method: "sendMessage", params: { chat_id: 42 }, ...BLOCKED });
  void harness.tracker.trackEvent({ userId: 43, event: "lesson" });
  void harness.tracker.forUser(44, { updateId: 2, date: DATE - 60 }).trackEvent("lesson");
  await harness.ports.advance(5 * 3_600_000);
  await harness.settle();
  const dates = Object.fromEntries(harness.toTgtrack.map(({ body }) => [body.user_id, body.date]));
  expect(dates).toEqual({ [USER_ID]: DATE - 3_600, 42: DATE, 43: DATE, 44: DATE - 60 });
});

test("M17: a bot that has switched `my_chat_member` off is told so, once, and its failed sends still tell of blocks", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const hooks = BotHooks.of(harness.tracker);
  hooks.callStarted("setWebhook", { url: "https://example.com", allowed_updates: ["message"] });
  hooks.callStarted("getUpdates", { allowed_updates: ["message"] });
  expect(harness.messages).toEqual([expect.stringContaining("Add `my_chat_member` to the bot's allowed_updates")]);
  hooks.callFailed("sendMessage", { chat_id: USER_ID }, BLOCKED);
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ method }) => method)).toEqual(["my_bot_was_stopped"]);
});

test("M18: neither key nor bot token is in a message, an event of `onDelivery`, a dead letter or the tracker printed", async () => {
  const token = `${BOT.id}:AAF-bot-token-of-some-length`;
  await using harness = await TrackerHarness.start({ options: { debug: true, botToken: token } });
  const echo = `refused ${TGTRACK_KEY}, called by ${token}`;
  for (const code of [500, 401, 429, 422]) {
    harness.tgtrack.nextAnswers.push({
      status: code,
      body: { status: "error", error_code: code, error_description: echo },
    });
  }
  harness.tracker.handleUpdate(privateStart());
  void harness.tracker.trackEvent({ userId: USER_ID, event: token });
  await harness.settle();
  // The harness itself looks for the services' keys everywhere when it is disposed of.
  expect(harness.messages.length).toBeGreaterThan(3);
  expect(harness.messages.join("\n")).not.toContain(token);
  expect(JSON.stringify(await harness.tracker.dead.list())).not.toContain(TGTRACK_KEY);
});
