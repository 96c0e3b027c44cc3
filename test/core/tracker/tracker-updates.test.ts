import { createTracker } from "@bot-tracker/core";
import { expect, test } from "vitest";
import { ManualPorts } from "../../support/manual-ports.ts";
import { TrackerHarness } from "../../support/tracker-harness.ts";
import {
  BOT,
  callbackQuery,
  DATE,
  groupMessage,
  myChatMember,
  person,
  privateMessage,
  privateStart,
  USER_ID,
  unblock,
} from "../../support/updates.ts";

const BLOCKED = { errorCode: 403, description: "Forbidden: bot was blocked by the user" };
const failedSend = (userId = USER_ID) => ({
  method: "sendMessage",
  params: { chat_id: userId, text: "Hi" },
  ...BLOCKED,
});

test("a start goes to TGTrack as the raw update and to HowUsedBot as `start` with its payload", async () => {
  await using harness = await TrackerHarness.start();
  const update = privateStart({ payload: "adA" });
  harness.tracker.handleUpdate(update);
  expect(await harness.tracker.flush()).toEqual({ delivered: 2, pending: 0 });
  expect(harness.tgtrack.requests.map(({ body }) => body)).toEqual([JSON.stringify(update)]);
  expect(harness.toTgtrack[0]?.method).toBe("on_telegram_webhook");
  expect(harness.toHowUsedBot).toEqual([{ method: "start", body: { userId: USER_ID, param_1: "adA" } }]);
});

test("`limited` tells who started and with what, `minimal` the payload alone, and each start is one call", async () => {
  for (const [integration, calls] of [
    [
      "limited",
      [
        {
          method: "user_did_start_bot",
          body: {
            user_id: String(USER_ID),
            first_name: "Анна",
            last_name: "Петрова",
            username: "anna_petrova",
            start_value: "adA",
          },
        },
        { method: "my_bot_was_stopped", body: { user_id: String(USER_ID), date: DATE + 60 } },
      ],
    ],
    ["minimal", [{ method: "my_bot_was_started", body: { start_value: "adA" } }]],
  ] as const) {
    await using harness = await TrackerHarness.start({ only: "tgtrack", tgtrack: { integration } });
    harness.tracker.handleUpdate(privateStart({ payload: "adA" }));
    harness.tracker.handleUpdate(myChatMember({ date: DATE + 60 }));
    await harness.tracker.flush();
    expect(harness.toTgtrack).toEqual(calls);
  }
});

test("a stop is told once however often Telegram tells it", async () => {
  await using harness = await TrackerHarness.start();
  harness.tracker.handleUpdate(privateStart());
  harness.tracker.handleUpdate(myChatMember({ updateId: 2, date: DATE + 60 }));
  harness.tracker.handleUpdate(myChatMember({ updateId: 3, date: DATE + 61 }));
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.update_id)).toEqual([900_000_001, 2]);
  expect(harness.toHowUsedBot.map(({ method }) => method)).toEqual(["start", "stop"]);
});

test("an unblock is told to nobody, and the start that follows it is one start", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tracker.handleUpdate(myChatMember({ updateId: 1 }));
  harness.tracker.handleUpdate(unblock({ updateId: 2, date: DATE + 60 }));
  harness.tracker.handleUpdate(privateStart({ updateId: 3, date: DATE + 61, payload: "adB" }));
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.update_id)).toEqual([1, 3]);
});

test("a start that overtakes its unblock counts once, and the person can stop again", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tracker.handleUpdate(myChatMember({ updateId: 1 }));
  harness.tracker.handleUpdate(privateStart({ updateId: 3, date: DATE + 61 }));
  harness.tracker.handleUpdate(unblock({ updateId: 2, date: DATE + 60 }));
  harness.tracker.handleUpdate(myChatMember({ updateId: 4, date: DATE + 90 }));
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.update_id)).toEqual([1, 3, 4]);
});

test("a block older than the person's last start is old news", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tracker.handleUpdate(privateStart({ updateId: 1, date: DATE + 60 }));
  harness.tracker.handleUpdate(myChatMember({ updateId: 2, date: DATE }));
  harness.tracker.handleUpdate(myChatMember({ updateId: 3, date: DATE + 90 }));
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.update_id)).toEqual([1, 3]);
});

test("row 5: the same update delivered twice counts once, whatever it tells", async () => {
  await using harness = await TrackerHarness.start({ tgtrack: { forward: () => true } });
  for (const deliver of [
    () => privateStart({ updateId: 1, messageId: 1 }),
    () => myChatMember({ updateId: 2, date: DATE + 1 }),
    () => privateMessage({ updateId: 3 }),
    () => callbackQuery({ updateId: 4 }),
  ]) {
    harness.tracker.handleUpdate(deliver());
    harness.tracker.handleUpdate(deliver());
  }
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.update_id).sort()).toEqual([1, 2, 3, 4]);
  expect(harness.toHowUsedBot.map(({ method }) => method).sort()).toEqual(["common", "common", "start", "stop"]);
});

test("row 5: a start delivered again after a block does not lift the block", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tracker.handleUpdate(privateStart({ updateId: 1 }));
  harness.tracker.handleUpdate(myChatMember({ updateId: 2, date: DATE + 60 }));
  harness.tracker.handleUpdate(privateStart({ updateId: 1 }));
  harness.tracker.handleSendFailure(failedSend());
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ method }) => method)).toEqual(["on_telegram_webhook", "on_telegram_webhook"]);
});

test("row 6: one start message under two update ids counts once", async () => {
  await using harness = await TrackerHarness.start();
  harness.tracker.handleUpdate(privateStart({ updateId: 1, messageId: 7, payload: "adA" }));
  harness.tracker.handleUpdate(privateStart({ updateId: 2, messageId: 7, payload: "adA" }));
  harness.tracker.handleUpdate(privateStart({ updateId: 3, messageId: 8, payload: "adA" }));
  harness.tracker.handleUpdate(privateStart({ updateId: 4, messageId: 7, payload: "adA", userId: USER_ID + 1 }));
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.update_id).sort()).toEqual([1, 3, 4]);
  expect(harness.toHowUsedBot).toHaveLength(3);
});

test("the same update object counts once, even without an update id", async () => {
  await using harness = await TrackerHarness.start({ only: "howUsedBot" });
  const { update_id: _id, ...update } = privateMessage();
  harness.tracker.handleUpdate(update);
  harness.tracker.handleUpdate(update);
  await harness.tracker.flush();
  expect(harness.toHowUsedBot).toHaveLength(1);
});

test("a redelivery within 48 hours counts once, however many updates came between", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tracker.handleUpdate(privateStart({ updateId: 1, messageId: 1 }));
  await harness.tracker.flush();
  await harness.ports.advance(47.9 * 3_600_000);
  for (let id = 2; id < 50; id++)
    harness.tracker.handleUpdate(privateStart({ updateId: id, messageId: id, userId: id }));
  harness.tracker.handleUpdate(privateStart({ updateId: 1, messageId: 1 }));
  await harness.tracker.flush();
  expect(harness.tgtrack.requests).toHaveLength(49);
});

test("a send that fails because the person blocked the bot is a stop, once, at the time of the send", async () => {
  await using harness = await TrackerHarness.start();
  harness.tracker.handleUpdate(privateStart({ date: DATE - 3600 }));
  for (let day = 0; day < 3; day++) harness.tracker.handleSendFailure(failedSend());
  harness.tracker.handleUpdate(myChatMember({ updateId: 9, date: DATE + 1 }));
  await harness.tracker.flush();
  expect(harness.toTgtrack[1]).toEqual({
    method: "my_bot_was_stopped",
    body: { user_id: String(USER_ID), date: DATE },
  });
  expect(harness.toTgtrack).toHaveLength(2);
  expect(harness.toHowUsedBot.map(({ method }) => method)).toEqual(["start", "stop"]);
});

test("after a failed send the person may start and stop again", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tracker.handleSendFailure(failedSend());
  harness.tracker.handleUpdate(privateStart({ updateId: 1, date: DATE + 60 }));
  await harness.tracker.flush();
  await harness.ports.advance(120_000);
  harness.tracker.handleSendFailure(failedSend());
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ method }) => method)).toEqual([
    "my_bot_was_stopped",
    "on_telegram_webhook",
    "my_bot_was_stopped",
  ]);
});

test("no other failed send is a stop", async () => {
  await using harness = await TrackerHarness.start();
  const send = { method: "sendMessage", params: { chat_id: USER_ID } };
  for (const [errorCode, description] of [
    [403, "Forbidden: user is deactivated"],
    [403, "Forbidden: bot can't initiate conversation with a user"],
    [400, "Bad Request: chat not found"],
    [429, "Too Many Requests: retry after 5"],
    [403, undefined],
  ] as const) {
    harness.tracker.handleSendFailure({ ...send, errorCode, description });
  }
  harness.tracker.handleSendFailure({ ...send, params: { chat_id: -100123 }, ...BLOCKED });
  harness.tracker.handleSendFailure({ ...send, params: undefined, ...BLOCKED });
  expect(await harness.tracker.flush()).toEqual({ delivered: 0, pending: 0 });
});

test("what a person does in their private chat is activity for HowUsedBot alone; groups are nobody's", async () => {
  await using harness = await TrackerHarness.start();
  harness.tracker.handleUpdate(privateMessage({ updateId: 1 }));
  harness.tracker.handleUpdate(callbackQuery({ updateId: 2 }));
  harness.tracker.handleUpdate(groupMessage({ updateId: 3 }));
  await harness.tracker.flush();
  expect(harness.toTgtrack).toEqual([]);
  const common = { method: "common", body: { userId: USER_ID } };
  expect(harness.toHowUsedBot).toEqual([common, common]);
});

test("other updates are forwarded to TGTrack only if `forward` says so, as they are", async () => {
  const forward = (update: object) => "callback_query" in update;
  await using harness = await TrackerHarness.start({ only: "tgtrack", tgtrack: { forward } });
  const button = callbackQuery({ updateId: 2 });
  harness.tracker.handleUpdate(privateMessage({ updateId: 1 }));
  harness.tracker.handleUpdate(button);
  harness.tracker.handleUpdate(privateStart({ updateId: 3 }));
  await harness.tracker.flush();
  expect(harness.tgtrack.requests.map(({ body }) => body).sort()).toEqual(
    [JSON.stringify(button), JSON.stringify(privateStart({ updateId: 3 }))].sort(),
  );
});

test("an update that nobody could have sent is ignored and never thrown at the bot", async () => {
  await using harness = await TrackerHarness.start();
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error("no such field");
      },
    },
  );
  for (const update of [
    undefined,
    null,
    5,
    "text",
    [],
    {},
    { message: 5 },
    { my_chat_member: {} },
    { update_id: "x", message: { chat: null } },
    hostile,
  ]) {
    harness.tracker.handleUpdate(update);
  }
  expect(await harness.tracker.flush()).toEqual({ delivered: 0, pending: 0 });
});

test("an update that cannot be turned into JSON is counted as invalid, and the other service hears of it", async () => {
  await using harness = await TrackerHarness.start();
  const update = privateStart({ payload: "adA" });
  Object.assign(update.message, { self: update });
  harness.tracker.handleUpdate(update);
  await harness.tracker.flush();
  expect(harness.toHowUsedBot.map(({ method }) => method)).toEqual(["start"]);
  expect(harness.tracker.ledger().tgtrack).toMatchObject({ accepted: 1, dropped: { invalid: 1 } });
});

test("a destination whose own plan fails costs no other its start", async () => {
  const broken = {
    name: "broken",
    accepts: new Set(["start"] as const),
    plan: () => {
      throw new Error("my mistake");
    },
    send: async () => ({ kind: "delivered" }) as const,
  };
  await using harness = await TrackerHarness.start({ options: { destinations: [broken] } });
  harness.tracker.handleUpdate(privateStart());
  expect(await harness.tracker.flush()).toEqual({ delivered: 2, pending: 0 });
  expect(harness.tracker.ledger().broken).toMatchObject({ accepted: 1, dropped: { invalid: 1 } });
  expect(harness.messages).toEqual([
    "error [bot-tracker] A delivery of kind start could not be planned for broken: Error: my mistake",
  ]);
});

test("people on the list of the ignored, and those a test names, are not counted at all", async () => {
  const other = privateStart({ updateId: 2, messageId: 2, userId: USER_ID + 1 });
  for (const ignoreUsers of [[USER_ID], [` ${USER_ID}`], (userId: string) => userId === String(USER_ID)]) {
    await using harness = await TrackerHarness.start({ options: { ignoreUsers } });
    harness.tracker.handleUpdate(privateStart({ updateId: 1 }));
    harness.tracker.handleUpdate(privateMessage({ updateId: 3 }));
    harness.tracker.handleUpdate(myChatMember({ updateId: 4 }));
    harness.tracker.handleSendFailure(failedSend());
    const ignored = { stored: false, reason: "ignored-user" };
    expect(await harness.tracker.trackEvent({ userId: USER_ID, event: "sale" })).toEqual(ignored);
    expect(await harness.tracker.userStarted({ user: { id: USER_ID } })).toEqual(ignored);
    harness.tracker.handleUpdate(structuredClone(other));
    expect(await harness.tracker.flush()).toEqual({ delivered: 2, pending: 0 });
    expect(harness.toTgtrack.map(({ body }) => body)).toEqual([other]);
  }
});

test("a test for ignored people that fails, or is async, loses no start and is told once", async () => {
  const failing = () => {
    throw new Error("no database");
  };
  const asynchronous = async () => {
    throw new Error("no database");
  };
  for (const ignoreUsers of [failing, asynchronous as unknown as () => boolean]) {
    await using harness = await TrackerHarness.start({ options: { ignoreUsers } });
    harness.tracker.handleUpdate(privateStart({ updateId: 1, messageId: 1 }));
    harness.tracker.handleUpdate(privateStart({ updateId: 2, messageId: 2 }));
    expect(await harness.tracker.flush()).toEqual({ delivered: 4, pending: 0 });
    expect(harness.messages).toHaveLength(1);
    expect(harness.messages[0]).toMatch(
      /ignoreUsers (failed: Error: no database|must return true or false, got a promise)/,
    );
  }
});

test("a secret payload reaches no service, neither in the raw update nor in debug's words", async () => {
  const ignorePayload = (payload: string) => payload.startsWith("link_");
  await using harness = await TrackerHarness.start({ tgtrack: { ignorePayload }, options: { debug: true } });
  // The harness lays its own options over HowUsedBot's, so that the filter of its neighbour is the one that holds.
  harness.tracker.handleUpdate(privateStart({ payload: "link_S3cret" }));
  await harness.tracker.flush();
  expect(harness.toTgtrack).toEqual([
    {
      method: "user_did_start_bot",
      body: { user_id: String(USER_ID), first_name: "Анна", last_name: "Петрова", username: "anna_petrova" },
    },
  ]);
  expect(harness.toHowUsedBot).toEqual([{ method: "start", body: { userId: USER_ID } }]);
  expect(harness.messages.join("\n")).not.toContain("S3cret");
});

test("`debug` says of every update and call what was seen and what became of it", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack", options: { debug: true, ignoreUsers: [999] } });
  const { tracker } = harness;
  tracker.handleUpdate(privateStart({ updateId: 1, payload: "adA" }));
  tracker.handleUpdate(privateStart({ updateId: 1, payload: "adA" }));
  tracker.handleUpdate(privateStart({ updateId: 2, userId: 42 }));
  tracker.handleUpdate(groupMessage({ updateId: 3 }));
  tracker.handleUpdate(privateMessage({ updateId: 4 }));
  tracker.handleUpdate(privateMessage({ updateId: 5, userId: 999 }));
  tracker.handleUpdate(myChatMember({ updateId: 6 }));
  tracker.handleSendFailure(failedSend());
  await tracker.trackEvent({ userId: 42, event: "sale", key: "a", amount: 1500, result: "success" });
  await tracker.trackEvent({ userId: 42, event: "sale", key: "a" });
  await tracker.reachGoal({ userId: 42, target: "lead" });
  await tracker.userStopped({ userId: 43 });
  expect(harness.messages).toEqual(
    [
      `Tracking bot ${BOT.id}. It sends to tgtrack at ${harness.tgtrack.url}. Deliveries wait in memory.`,
      `update 1: start of user ${USER_ID}, payload "adA" (deep-link): stored`,
      `update 1: start of user ${USER_ID}, payload "adA" (deep-link): not stored, duplicate`,
      "update 2: start of user 42 without a payload: stored",
      "update 3: skipped, it happened in a group or a channel, not in a private chat",
      `update 4: activity of user ${USER_ID}: not stored, not-wanted`,
      "update 5: skipped, user 999 is ignored",
      `update 6: stop of user ${USER_ID}: stored`,
      `failed sendMessage: user ${USER_ID} has blocked the bot: not stored, unchanged`,
      'trackEvent "sale" for user 42, amount 1500, success: stored',
      'trackEvent "sale" for user 42: not stored, duplicate',
      'reachGoal "lead" for user 42: stored',
      "userStopped for user 43: stored",
    ].map((text) => `debug [bot-tracker] ${text}`),
  );
});

test("without `debug` nothing is said while all goes well", async () => {
  await using harness = await TrackerHarness.start();
  harness.tracker.handleUpdate(privateStart());
  harness.tracker.handleUpdate(groupMessage({ updateId: 3 }));
  await harness.tracker.trackEvent({ userId: BOT.id, event: "sale" });
  await harness.tracker.flush();
  expect(harness.messages).toEqual([]);
});

test("the tracker never changes an update and takes one that is frozen", async () => {
  await using harness = await TrackerHarness.start({
    options: {
      beforeSend: (delivery) => Object.assign(delivery, { body: Object.assign(delivery.body, { touched: true }) }),
    },
  });
  const update = privateStart({ payload: "adA" });
  const before = JSON.stringify(update);
  Object.freeze(update.message);
  harness.tracker.handleUpdate(Object.freeze(update));
  await harness.tracker.flush();
  expect(JSON.stringify(update)).toBe(before);
  expect(harness.toTgtrack[0]?.body).toEqual({ ...JSON.parse(before), touched: true });
});

test("row 71: an update counts once, whatever a bot makes of it and hands to itself again", async () => {
  for (const updates of [{ integration: "limited" }, { integration: "full" }] as const) {
    await using harness = await TrackerHarness.start({ tgtrack: updates });
    const help = privateMessage({ updateId: 5, text: "/help" });
    const button = callbackQuery({ updateId: 6 });
    harness.tracker.handleUpdate(help);
    harness.tracker.handleUpdate(button);
    for (const update_id of [5, 6, 6]) {
      harness.tracker.handleUpdate({ ...help, update_id, message: { ...help.message, text: "/start", entities: [] } });
      harness.tracker.handleUpdate(privateStart({ updateId: update_id, messageId: update_id }));
      harness.tracker.handleUpdate(myChatMember({ updateId: update_id }));
    }
    await harness.tracker.flush();
    expect(harness.toTgtrack).toEqual([]);
    expect(harness.toHowUsedBot.map(({ method }) => method)).toEqual(["common", "common"]);
  }
});

test("an update without an id, or with 0, is a new one every time", async () => {
  await using harness = await TrackerHarness.start({ only: "howUsedBot" });
  for (const update_id of [0, 0, undefined]) {
    harness.tracker.handleUpdate({ ...privateMessage({ text: "hello" }), update_id });
  }
  await harness.tracker.flush();
  expect(harness.toHowUsedBot).toHaveLength(3);
});

test("a raw update has its sender's id, so that it can be ignored and purged", async () => {
  const sent = { update_id: 7, inline_query: { id: "1", from: person(), query: "x", offset: "" } };
  const boost = { update_id: 8, chat_boost: { chat: {}, boost: { source: { user: person() } } } };
  const groups = [{ update_id: 9, message: groupMessage().message }, sent, boost];
  await using ignoring = await TrackerHarness.start({
    only: "tgtrack",
    tgtrack: { integration: "full", forward: () => true },
    options: { ignoreUsers: [USER_ID] },
  });
  for (const update of groups) ignoring.tracker.handleUpdate({ ...update });
  await ignoring.tracker.flush();
  expect(ignoring.toTgtrack).toEqual([]);

  await using harness = await TrackerHarness.start({
    only: "tgtrack",
    tgtrack: { integration: "full", forward: () => true },
  });
  for (const update of groups) harness.tracker.handleUpdate({ ...update });
  expect(await harness.tracker.purgeUser(BigInt(USER_ID))).toBe(3);
});

test("a start by Manage Bot of a business chat is reported without its payload", async () => {
  await using harness = await TrackerHarness.start();
  harness.tracker.handleUpdate(privateStart({ payload: "bizChat5123456780" }));
  await harness.tracker.flush();
  expect(harness.toTgtrack[0]?.body.start_value).toBeUndefined();
  expect(JSON.stringify([...harness.toTgtrack, ...harness.toHowUsedBot])).not.toContain("bizChat");
});

test("with `debug` what is delivered, tried again and refused is named by its event", async () => {
  await using harness = await TrackerHarness.start({
    options: { debug: true },
    howUsedBot: { mapGoal: () => "order" },
  });
  harness.tgtrack.nextAnswers.push({ status: 500, body: { status: "error", error_code: 500 } });
  await harness.tracker.trackEvent({ userId: 42, event: "sale" });
  await harness.tracker.reachGoal({ userId: 42, target: "lead" });
  await harness.settle();
  harness.tgtrack.nextAnswers.push({ status: 422, body: { status: "error", error_code: 422 } });
  await harness.tracker.trackEvent({ userId: 42, event: "lesson" });
  await harness.settle();
  const said = harness.messages.join("\n");
  for (const words of [
    'tgtrack did not accept send_reach_goal "lead"',
    'tgtrack accepted add_event "sale" for user 42',
    'tgtrack accepted send_reach_goal "lead" for user 42',
    'howusedbot accepted event "sale" for user 42',
    'howusedbot accepted event "order" for user 42',
    'tgtrack permanently refused add_event "lesson": 422',
    'error [bot-tracker] tgtrack refused add_event "lesson": 422',
  ]) {
    expect(said).toContain(words);
  }
});

test("a sandbox that is not there is named with its address, once for all services, and waited for", async () => {
  // Nothing listens on port 1.
  const env = { BOT_TRACKER_SANDBOX: "http://127.0.0.1:1" };
  const messages: string[] = [];
  const say = (message: string) => void messages.push(message);
  const ports = new ManualPorts();
  const logger = { warn: say, error: say, debug: say };
  const tracker = createTracker({ botId: BOT.id, outbox: "memory", ports, logger, debug: true }, env);
  for (let id = 1; id <= 4; id++) tracker.handleUpdate(privateStart({ updateId: id, messageId: id, userId: id }));
  const named = () => messages.filter((message) => message.includes("BOT_TRACKER_SANDBOX"));
  while (messages.filter((message) => message.includes("is paused")).length < 2) await ports.advance(500);
  expect(named()).toEqual([
    expect.stringMatching(
      /^\[bot-tracker\] The sandbox at http:\/\/127\.0\.0\.1:1, which BOT_TRACKER_SANDBOX puts .* is unavailable: .*ECONNREFUSED/,
    ),
  ]);
  expect(messages[0]).toContain(
    "tgtrack at http://127.0.0.1:1 (the sandbox), howusedbot at http://127.0.0.1:1 (the sandbox)",
  );
  expect(tracker.ledger().tgtrack).toMatchObject({ accepted: 4, pending: 4 });
  await tracker.close({ timeoutMs: 0 });
});
