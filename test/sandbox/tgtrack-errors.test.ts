import { describe, expect } from "vitest";
import { privateMessage, privateStart } from "../support/updates.ts";
import { call, MAX, NOON_MS, refusal, test } from "./sandbox-test.ts";

const EVENT = { user_id: "42", event_type: "sale" };

describe("400 Bad request", () => {
  test.for([
    ["text that is not JSON", '{"user_id": "42",}', "The body is not valid JSON"],
    ["a JSON array", "[]", "The body must be a JSON object."],
    ["a JSON string", '"update"', "The body must be a JSON object."],
    ["null", "null", "The body must be a JSON object."],
    ["an endless nest", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "nested deeper than 100 levels."],
    ["no body", undefined, "The body is empty; expected a JSON object."],
  ] as const)("%s", async ([, body, details], { sandbox }) => {
    const reply = await call(sandbox, "add_event", body);

    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ status: "error", error_code: 400, error_description: "Bad request" });
    expect(reply.body).toHaveProperty("error_details", expect.stringContaining(details));
  });

  test("the details never quote the body, which may hold a token", async ({ sandbox }) => {
    const reply = await call(sandbox, "add_event", '{"token": SECRET123}');

    expect(JSON.stringify(reply.body)).not.toContain("SECRET");
  });
});

describe("keys", () => {
  test("401 Invalid token: a key that the sandbox does not know", async ({ sandbox }) => {
    expect(await call(sandbox, "add_event", EVENT, { key: "someKey" })).toMatchObject({
      status: 401,
      body: {
        status: "error",
        mode: "sandbox",
        error_code: 401,
        error_description: "Invalid token",
        error_details: expect.not.stringContaining("someKey"),
      },
    });
  });

  test("402 Token expired", async ({ start }) => {
    const sandbox = await start({ keys: [{ key: "old", state: "expired" }] });

    const reply = await call(sandbox, "add_event", EVENT, { key: "old" });

    expect(reply).toMatchObject({ status: 402, body: refusal(402, "Token expired", "This key has expired.") });
  });

  test("403 Forbidden: a key that may only read, which still reads", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: [{ key: "reader", state: "read-only" }] });

    const reply = await call(sandbox, "add_event", EVENT, { key: "reader" });

    expect(reply).toMatchObject({ status: 403, body: refusal(403, "Forbidden", "This key is read-only.") });
    expect((await call(sandbox, "get_token_info", {}, { ...MAX, key: "reader" })).status).toBe(200);
  });

  test("a key can be taken back, and given again, while the sandbox runs", async ({ sandbox }) => {
    const statusOf = async () => (await call(sandbox, "add_event", EVENT, { key: "mine" })).status;

    expect(await statusOf()).toBe(401);
    sandbox.addKey("mine");
    expect(await statusOf()).toBe(200);
    sandbox.addKey({ key: "mine", state: "expired" });
    expect(await statusOf()).toBe(402);
  });

  test("what is set for the key sandbox holds for each bot's own", async ({ sandbox }) => {
    const statusOf = async (key: string) => (await call(sandbox, "add_event", EVENT, { key })).status;

    expect([await statusOf("sandbox-1"), await statusOf("sandbox-2")]).toEqual([200, 200]);
    sandbox.addKey({ key: "sandbox", state: "expired" });
    sandbox.addKey("sandbox-2");
    expect([await statusOf("sandbox-1"), await statusOf("sandbox-2")]).toEqual([402, 200]);
  });

  test("the key sandbox always works, and with acceptAnyKey every other as well", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: ["only-this"], acceptAnyKey: true });

    for (const key of ["sandbox", "only-this", "whatever"]) {
      expect((await call(sandbox, "add_event", EVENT, { key })).status).toBe(200);
    }
  });
});

describe("404 Method not found", () => {
  test.for([
    ["add_events", {}, "There is no such method."],
    ["get_token_info", {}, "This method is not available here."],
    ["on_telegram_webhook", MAX, "This method is not available here."],
    ["my_bot_was_stopped", MAX, "This method is not available here."],
  ] as const)("%s %j", async ([method, parts, details], { sandbox }) => {
    expect(await call(sandbox, method, {}, parts)).toMatchObject({
      status: 404,
      body: refusal(404, "Method not found", details),
    });
  });
});

describe("405 Resource not found", () => {
  test("a person of whom nothing has arrived", async ({ sandbox }) => {
    expect(await call(sandbox, "get_user_info", { user_id: "42" })).toMatchObject({
      status: 405,
      body: refusal(405, "Resource not found", "No start or stop of this user has arrived."),
    });
  });

  test.for(["GET", "PUT", "DELETE"])(
    "a %s request, since everything is sent with POST",
    async (httpMethod, { sandbox }) => {
      expect(await call(sandbox, "get_token_info", undefined, { ...MAX, httpMethod })).toMatchObject({
        status: 405,
        body: refusal(405, "Resource not found", "Requests must be sent with POST."),
      });
    },
  );
});

describe("409 Data conflict", () => {
  test.for([
    ["an update", "on_telegram_webhook", privateStart({ updateId: 7 })],
    ["a stop", "my_bot_was_stopped", { user_id: "42", date: NOON_MS / 1_000 }],
    ["a dated event", "add_event", { ...EVENT, date: NOON_MS / 1_000 }],
  ] as const)("%s repeated, where repeats are conflicts", async ([, method, body], { start }) => {
    const sandbox = await start({ limits: "none", repeats: "conflict" });

    expect((await call(sandbox, method, body)).status).toBe(200);
    const reply = await call(sandbox, method, body);

    expect(reply.status).toBe(409);
    expect(reply.body).toMatchObject({ error_code: 409, error_description: "Data conflict" });
    expect(sandbox.requests().map(({ accepted }) => accepted)).toEqual([true, false]);
  });
});

describe("415 Unsupported media type", () => {
  test.for([
    ["text/plain", "it is text/plain"],
    ["application/x-www-form-urlencoded", "it is application/x-www-form-urlencoded"],
    ["", "it is missing"],
  ] as const)("Content-Type %j", async ([type, details], { sandbox }) => {
    const reply = await call(sandbox, "add_event", JSON.stringify(EVENT), { headers: { "content-type": type } });

    expect(reply.status).toBe(415);
    expect(reply.body).toMatchObject({ error_code: 415, error_description: "Unsupported media type" });
    expect(reply.body).toHaveProperty("error_details", expect.stringContaining(details));
  });

  test("parameters and letter case of the Content-Type do not matter", async ({ sandbox }) => {
    const headers = { "content-type": "Application/JSON; charset=utf-8" };

    expect((await call(sandbox, "add_event", JSON.stringify(EVENT), { headers })).status).toBe(200);
  });
});

describe("422 Unprocessable entity", () => {
  test.for([
    ["add_event", { event_type: "sale" }, "user_id is required and must be a string; got nothing."],
    ["add_event", { ...EVENT, user_id: "" }, "user_id must be a person's id: digits only, without a leading zero."],
    ["add_event", { ...EVENT, user_id: "@anna" }, "user_id must be a person's id"],
    ["add_event", { ...EVENT, user_id: 1.5 }, "user_id is required and must be a string"],
    ["add_event", { user_id: "42" }, "event_type is required and must be a string; got nothing."],
    ["add_event", { ...EVENT, event_type: "" }, "event_type must not be empty."],
    ["add_event", { ...EVENT, event_result: "done" }, "event_result must be in_progress, success or failure"],
    ["add_event", { ...EVENT, date: "2026-11-20" }, "date must be an integer, in unix seconds"],
    ["add_event", { ...EVENT, date: NOON_MS }, "date must be in seconds; it looks like milliseconds."],
    ["add_event", { ...EVENT, conversion_target: 1 }, "conversion_target must be a string or omitted"],
    ["add_event", { ...EVENT, conversion_target: null }, "got null."],
    ["add_event", { ...EVENT, amount: "1500" }, "amount must be a number or omitted"],
    ["add_event", { ...EVENT, labels: { manager: "Jane" } }, "labels must be an array"],
    ["add_event", { ...EVENT, labels: ["Jane"] }, "labels[0] must be an object of name and value"],
    ["add_event", { ...EVENT, labels: [{ name: "n", value: 5 }] }, "labels[0].value must be a string"],
    ["send_reach_goal", { user_id: "42" }, "target is required"],
    ["send_reach_goal", { user_id: "42", target: "" }, "target must not be empty."],
    ["my_bot_was_started", {}, "start_value is required and must be a string; got nothing."],
    ["my_bot_was_stopped", {}, "user_id is required"],
    ["user_did_start_bot", { user_id: "42" }, "first_name is required"],
    ["user_did_start_bot", { user_id: "42", first_name: "Bob", username: 5 }, "username must be a string"],
    ["sambot_on_tg_webhook", { webhook: "{" }, "webhook must be the update that Telegram sent"],
  ] as const)("%s %j", async ([method, body, details], { sandbox }) => {
    const reply = await call(sandbox, method, body);

    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({ status: "error", error_code: 422, error_description: "Unprocessable entity" });
    expect(reply.body).toHaveProperty("error_details", expect.stringContaining(details));
    expect(sandbox.requests()).toMatchObject([{ accepted: false, error: { code: 422 } }]);
  });

  const { message } = privateMessage();
  const { from, ...anonymous } = message;

  test.for([
    ["that is empty", {}, "update_id must be an integer"],
    ["that is wrapped", { update: privateMessage() }, "update_id must be an integer"],
    ["without content", { update_id: 1 }, "The update has nothing but update_id."],
    ["whose message is text", { update_id: 1, message: "/start" }, "message must be an object."],
    ["without a chat", { update_id: 1, message: { ...message, chat: undefined } }, "message.chat with its id"],
    ["without a date", { update_id: 1, message: { ...message, date: undefined } }, "date must be an integer"],
    ["without a sender", { update_id: 1, message: anonymous }, "message.from with its id is missing."],
    [
      "rebuilt by Python's names",
      { update_id: 1, message: { ...anonymous, from_user: from } },
      "message.from_user is not a field of the Bot API: the sender is in message.from.",
    ],
  ] as const)("an update %s", async ([, update, details], { sandbox }) => {
    const reply = await call(sandbox, "on_telegram_webhook", update);

    expect(reply).toMatchObject({ status: 422, body: { error_code: 422 } });
    expect(reply.body).toHaveProperty("error_details", expect.stringContaining(details));
  });
});

test("a body over 1 MiB is answered with 413 and not kept, and the sandbox goes on", async ({ sandbox }) => {
  const huge = { ...EVENT, event_type: "x".repeat(1024 * 1024) };

  expect(await call(sandbox, "add_event", huge)).toMatchObject({ status: 413, body: { error_code: 413 } });
  expect(sandbox.requests()).toMatchObject([{ bodyText: "", body: undefined, accepted: false }]);
  expect((await call(sandbox, "add_event", EVENT)).status).toBe(200);
});

test("a body without end is cut off, and the sandbox goes on", async ({ sandbox }) => {
  let sentMiB = 0;
  const endless = new ReadableStream({
    pull: (stream) => {
      sentMiB++;
      stream.enqueue(new Uint8Array(1024 * 1024));
    },
  });

  const init: RequestInit = { method: "POST", body: endless, duplex: "half" };
  await fetch(`${sandbox.url}/v1/sandbox/add_event`, init).then(
    ({ status }) => expect(status).toBe(413),
    (error) => expect(error).toBeInstanceOf(TypeError),
  );

  expect(sentMiB).toBeLessThan(64);
  expect((await call(sandbox, "add_event", EVENT)).status).toBe(200);
});

test("a path that belongs to nobody is answered with 404 and the addresses that exist", async ({ sandbox }) => {
  const reply = await call(sandbox, "add_event", EVENT, { base: "/API/v1" });

  expect(reply.status).toBe(404);
  expect(reply.body).toHaveProperty("error", expect.stringContaining("/API/bot-api/v1/<key>/<method>"));
  expect(sandbox.requests()).toEqual([]);
});
