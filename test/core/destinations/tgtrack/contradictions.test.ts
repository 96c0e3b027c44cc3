import { expect, onTestFinished, test } from "vitest";
import {
  TgtrackClient,
  type TgtrackClientOptions,
} from "../../../../packages/core/src/destinations/tgtrack/tgtrack-client.ts";
import { createTgtrackDestination } from "../../../../packages/core/src/destinations/tgtrack/tgtrack-destination.ts";
import type { RecordingServer } from "../../../support/recording-server.ts";
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
import { DATE, myChatMember, privateMessage, privateStart } from "../../../support/updates.ts";

// Where TGTrack's documents contradict each other, or leave open what a client must know. C12 to C15 are HowUsedBot's.

async function makeClient(
  options: Partial<TgtrackClientOptions> = {},
): Promise<{ client: TgtrackClient; server: RecordingServer; methods(): (string | undefined)[] }> {
  const server = await makeServer();
  const client = new TgtrackClient({ apiKey: "key", url: server.url, ...options });
  onTestFinished(() => client.close());
  return { client, server, methods: () => server.requests.map(({ path }) => path.split("/").at(-1)) };
}

const UNKNOWN = { status: 404, body: { status: "error", error_code: 404, error_description: "Method not found" } };
const NOW = { nowMs: DATE * 1000, messenger: "telegram" as const };

test.each([
  ["telegram", "user_did_start_bot", "user_id_start_bot"],
  ["max", "user_id_start_bot", "user_did_start_bot"],
] as const)(
  "C1: on %s the start method is %s; if TGTrack does not know it, %s is tried once and kept",
  async (platform, first, second) => {
    const { client, server, methods } = await makeClient({ platform });
    server.nextAnswers.push(UNKNOWN);
    await client.userDidStartBot({ userId: 1, firstName: "A" });
    await client.userDidStartBot({ userId: 2, firstName: "B" });
    expect(methods()).toEqual([first, second, second]);
    expect(server.requests[0]?.body).toBe(server.requests[1]?.body);
  },
);

test("C1: an unknown method under both names is the caller's error, and the next call tries both again", async () => {
  const { client, server, methods } = await makeClient();
  server.nextAnswers.push(UNKNOWN, UNKNOWN);
  await expect(client.userDidStartBot({ userId: 1, firstName: "A" })).rejects.toMatchObject({ errorCode: 404 });
  await client.userDidStartBot({ userId: 1, firstName: "A" });
  expect(methods()).toEqual(["user_did_start_bot", "user_id_start_bot", "user_did_start_bot"]);
});

test("C1: the name to begin with can be chosen, the synonym too", async () => {
  const { client, methods } = await makeClient({ startMethod: "user_id_subscribe" });
  await client.userDidStartBot({ userId: 1, firstName: "A" });
  expect(methods()).toEqual(["user_id_subscribe"]);
  expect(() => new TgtrackClient({ apiKey: "key", startMethod: "bot_started" as never })).toThrow(
    /startMethod must be/,
  );
});

test("C2: a start carries the person's fields and no `webhook`, and a stop never goes by the start method", () => {
  const destination = createTgtrackDestination({ apiKey: "key", integration: "limited" });
  const start = onlyDelivery(destination.plan(startOf(), NOW));
  expect(start.method).toBe("user_did_start_bot");
  expect(Object.keys(start.body)).toEqual(["user_id", "first_name", "last_name", "username", "start_value"]);
  for (const stop of [stopOf(), stopOf({ update: myChatMember() }), stopOf({ failedSend: true })]) {
    expect(onlyDelivery(destination.plan(stop, NOW)).method).toBe("my_bot_was_stopped");
  }
});

test("C3: starts and stops go by the names in the addresses, with `my_`, not by those in the text", async () => {
  const { client, methods } = await makeClient();
  await client.myBotWasStarted({ startValue: "" });
  await client.myBotWasStopped({ userId: 1 });
  expect(methods()).toEqual(["my_bot_was_started", "my_bot_was_stopped"]);
});

test("C4: a user's id is text on the wire, whether it came as text or as a number", async () => {
  const { client, server } = await makeClient();
  const largest = Number.MAX_SAFE_INTEGER;
  for (const userId of [123456789, "123456789", largest]) await client.getUserInfo({ userId });
  expect(server.requests.map(({ body }) => JSON.parse(body))).toEqual([
    { user_id: "123456789" },
    { user_id: "123456789" },
    { user_id: String(largest) },
  ]);
});

test("C5: the body is believed before the HTTP status, and a code may be a number or text", async () => {
  const { client, server } = await makeClient();
  const call = () => client.sendReachGoal({ userId: 1, target: "x" });
  server.nextAnswers.push({ status: 200, body: { status: "error", error_code: 422 } });
  await expect(call()).rejects.toMatchObject({ errorCode: 422 });
  server.nextAnswers.push({ status: 200, body: { status: "error", error_code: "422" } });
  await expect(call()).rejects.toMatchObject({ errorCode: 422 });
  server.nextAnswers.push({ status: 500, body: { status: "error", error_code: 401 } });
  await expect(call()).rejects.toMatchObject({ errorCode: 401 });
  server.nextAnswers.push({ status: 422, body: { status: "error", error_description: "user_id is missing" } });
  await expect(call()).rejects.toMatchObject({ errorCode: 422, description: "user_id is missing" });
  server.nextAnswers.push({ status: 201, body: { status: "OK" } });
  await expect(call()).resolves.toEqual({});
});

test.each(["OK", "ok", "Ok"])("C6: %s is a success", async (status) => {
  const { client, server } = await makeClient();
  server.answer = { body: { status } };
  await expect(client.sendReachGoal({ userId: 1, target: "x" })).resolves.toEqual({});
});

test.each(["error", "ERROR", "Error"])("C6: %s is a refusal", async (status) => {
  const { client, server } = await makeClient();
  server.answer = { body: { status, error_code: 405 } };
  await expect(client.sendReachGoal({ userId: 1, target: "x" })).rejects.toMatchObject({ errorCode: 405 });
});

test("C7: `mode` is handed on and decides nothing", async () => {
  const { client, server } = await makeClient();
  for (const mode of ["production", "sandbox", "something else"]) {
    server.nextAnswers.push({ body: { status: "OK", mode } });
    expect(await client.sendReachGoal({ userId: 1, target: "x" })).toEqual({ mode });
  }
  server.nextAnswers.push({ body: { status: "OK", mode: 5 } });
  expect(await client.sendReachGoal({ userId: 1, target: "x" })).toEqual({});
});

test.each([{ error: { code: 0 } }, { error: { code: "0", message: "" } }, { error_code: 0 }])(
  "C8: %j is a success",
  async (body) => {
    const { client, server } = await makeClient();
    server.answer = { body };
    await expect(client.sendReachGoal({ userId: 1, target: "x" })).resolves.toEqual({});
    const outcome = await createTgtrackDestination({ apiKey: "key", url: server.url }).send(
      [makeDelivery()],
      makeContext(),
    );
    expect(outcome).toEqual({ kind: "delivered" });
  },
);

test("C8: an error with any other code is a refusal", async () => {
  const { client, server } = await makeClient();
  server.answer = { body: { error: { code: 405, message: "no such user" } } };
  await expect(client.sendReachGoal({ userId: 1, target: "x" })).rejects.toMatchObject({
    errorCode: 405,
    description: "no such user",
  });
});

test("C9: the documented error as it is printed, without a comma, is not JSON and so is no success", async () => {
  const { client, server } = await makeClient();
  server.answer = {
    body: `{
  "status": "error",
  "mode": "sandbox",
  "error_code": 401,
  "error_description": "Invalid token"
  "error_details": "Token was invaildated"
}`,
  };
  await expect(client.sendReachGoal({ userId: 1, target: "x" })).rejects.toMatchObject({ code: "transport" });
});

test("C9: fields of a reply may be missing, and unknown ones are kept", async () => {
  const { client, server } = await makeClient();
  server.nextAnswers.push(
    { body: { status: "OK" } },
    { body: { status: "OK", data: null } },
    { body: { status: "OK", data: [] } },
    { body: { status: "OK", data: { user_id: "1", last_seen_at: 5 } } },
  );
  expect(await client.getUserInfo({ userId: 1 })).toEqual({});
  expect(await client.getUserInfo({ userId: 1 })).toEqual({});
  expect(await client.getUserInfo({ userId: 1 })).toEqual({});
  expect(await client.getUserInfo({ userId: 1 })).toEqual({ userId: "1", lastSeenAt: 5 });
});

test("C10: unless told otherwise, starts and stops are forwarded raw; a stop needs no more than an id", () => {
  const destination = createTgtrackDestination({ apiKey: "key" });
  expect(onlyDelivery(destination.plan(startOf(), NOW)).method).toBe("on_telegram_webhook");
  expect(onlyDelivery(destination.plan(stopOf({ update: myChatMember() }), NOW)).method).toBe("on_telegram_webhook");
  const limited = createTgtrackDestination({ apiKey: "key", integration: "limited" });
  expect(onlyDelivery(limited.plan(stopOf({ update: myChatMember() }), NOW)).method).toBe("my_bot_was_stopped");
});

test("C11: goals and events are sent at every level", () => {
  for (const integration of ["full", "limited", "minimal"] as const) {
    const destination = createTgtrackDestination({ apiKey: "key", integration });
    expect(onlyDelivery(destination.plan(goalOf(), NOW)).method).toBe("send_reach_goal");
    expect(onlyDelivery(destination.plan(eventOf(), NOW)).method).toBe("add_event");
  }
});

test("C16: TGTrack hears of starts and stops, not of every update", () => {
  const destination = createTgtrackDestination({ apiKey: "key" });
  expect(destination.plan({ kind: "activity", userId: "1" }, NOW)).toEqual([]);
  expect(destination.plan({ kind: "update", update: privateMessage() }, NOW)).toEqual([]);
});

test.each(["PJaf5568712cd", "TGTrack-PJ123456", "TГTrack-PJ123456", "two words", "привет", "x".repeat(200), " "])(
  "C17: the payload %j is passed on as it is",
  async (payload) => {
    const destination = createTgtrackDestination({ apiKey: "key", integration: "limited" });
    expect(onlyDelivery(destination.plan(startOf({ payload }), NOW)).body).toMatchObject({ start_value: payload });
    const { client, server } = await makeClient();
    await client.myBotWasStarted({ startValue: payload });
    await client.userDidStartBot({ userId: 1, firstName: "A", startValue: payload });
    await client.onTelegramWebhook(privateStart({ payload }));
    const [minimal, limited, full] = server.requests.map(({ body }) => JSON.parse(body));
    expect(minimal).toEqual({ start_value: payload });
    expect(limited).toMatchObject({ start_value: payload });
    expect(full.message.text).toBe(`/start ${payload}`);
  },
);

test.each([
  "No transition found in the last 7 days.",
  "url must be specified",
  "invalid chat link, url must be a valid max link",
  "chat username not found in link",
  "chat not found",
])("C18: %s, which comes without a code, is a refusal for good", async (text) => {
  const { client, server } = await makeClient({ platform: "max" });
  server.answer = { body: { status: "error", error_description: text } };
  const calls = [
    client.getUserLastTransition({ userId: 1 }),
    client.setDefaultChatLink({ url: "https://max.ru/my_chat" }),
  ];
  for (const call of calls) {
    await expect(call).rejects.toMatchObject({ code: "tgtrack-refused", errorCode: undefined, description: text });
  }
  const destination = createTgtrackDestination({ apiKey: "key", url: server.url });
  expect(await destination.send([makeDelivery()], makeContext())).toEqual({
    kind: "rejected",
    reason: { code: "error", description: text },
  });
});
