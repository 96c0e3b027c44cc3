import { describe, expect } from "vitest";
import { callHowUsedBot, HOWUSEDBOT_PATH, lastWarnings, read, test } from "./sandbox-test.ts";

const VISIT = { botId: 1234567, apiToken: "sandbox", requestType: "event", event: "common", userId: 7654321 };
const ONLINE = { botId: 1234567, apiToken: "sandbox", requestType: "getOnline" };

describe("an event of HowUsedBot", () => {
  test("is answered as documented, in JSON", async ({ sandbox }) => {
    const body = { ...VISIT, event: "start", param_1: "PJ1", param_2: "ru", param_3: 5 };

    expect(await callHowUsedBot(sandbox, body)).toMatchObject({ status: 200, body: { ok: true } });
    expect(sandbox.requests()).toMatchObject([
      { service: "howusedbot", key: "sandbox", method: "event", userId: "7654321", body, accepted: true },
    ]);
  });

  test("is answered alike in a form, where all numbers are digits", async ({ sandbox }) => {
    const fields = { ...VISIT, botId: "1234567", userId: "7654321", userRegisterTime: "1622520000", param_1: "a b&c" };

    expect((await callHowUsedBot(sandbox, new URLSearchParams(fields))).body).toEqual({ ok: true });
    expect(sandbox.requests()).toMatchObject([{ body: fields, userId: "7654321", accepted: true }]);
  });
});

test("update, which is also the default, is taken with a warning that it is deprecated", async ({ sandbox }) => {
  const { botId, apiToken } = VISIT;
  expect((await callHowUsedBot(sandbox, { botId, apiToken })).body).toEqual({ ok: true });

  expect(sandbox.requests()).toMatchObject([{ method: "update", accepted: true }]);
  expect(lastWarnings(sandbox)).toEqual([
    "requestType update (also the default) is deprecated: send requestType event.",
  ]);
});

describe("getOnline", () => {
  test("counts the people of that bot within the last 120 seconds, or as many as are asked for", async ({
    sandbox,
  }) => {
    const online = async (more?: object) => (await callHowUsedBot(sandbox, { ...ONLINE, ...more })).body;
    await callHowUsedBot(sandbox, VISIT);
    await callHowUsedBot(sandbox, { ...VISIT, userId: 2 });
    await callHowUsedBot(sandbox, { ...VISIT, userId: 2 });
    await callHowUsedBot(sandbox, { ...VISIT, botId: 999, userId: 3 });

    expect(await online()).toEqual({ ok: true, onlineCount: 2 });
    sandbox.advance(120_000);
    expect(await online()).toEqual({ ok: true, onlineCount: 0 });
    expect(await online({ seconds: 121 })).toEqual({ ok: true, onlineCount: 2 });
    sandbox.advance(480_000);
    expect(await online({ seconds: 600 })).toEqual({ ok: true, onlineCount: 0 });
  });
});

describe("HowUsedBot documents no errors; the sandbox's hold the code and what is wrong", () => {
  test.for([
    [{ apiToken: undefined }, 400, "apiToken is required and must be a string."],
    [{ apiToken: "unknown" }, 401, "Unknown key"],
    [{ botId: undefined }, 422, "botId must be an integer."],
    [{ botId: "my_bot" }, 422, "botId must be an integer."],
    [{ requestType: "visit" }, 422, "requestType must be event, getOnline or update."],
    [{ event: undefined }, 422, "event must be a string of 3 to 20 characters."],
    [{ event: "hi" }, 422, "event must be a string of 3 to 20 characters."],
    [{ userId: "anna" }, 422, "userId must be an integer."],
    [{ userId: 2 ** 53 }, 422, "userId must be an integer."],
    [{ param_2: { a: 1 } }, 422, "param_2 must be a string or a number."],
    [{ requestType: "getOnline", seconds: 601 }, 422, "seconds must be at most 600."],
  ] as const)("%j: %i", async ([change, code, description], { sandbox }) => {
    const reply = await callHowUsedBot(sandbox, { ...VISIT, ...change });

    expect(reply.status).toBe(code);
    expect(reply.body).toEqual({ ok: false, error_code: code, description: expect.stringContaining(description) });
    expect(sandbox.requests()).toMatchObject([{ accepted: false, error: { code } }]);
  });

  test("402 for an expired token, 403 for one that may only read", async ({ start }) => {
    const sandbox = await start({
      keys: [
        { key: "old", state: "expired" },
        { key: "reader", state: "read-only" },
      ],
    });

    expect((await callHowUsedBot(sandbox, { ...VISIT, apiToken: "old" })).status).toBe(402);
    expect((await callHowUsedBot(sandbox, { ...VISIT, apiToken: "reader" })).status).toBe(403);
    expect((await callHowUsedBot(sandbox, { ...ONLINE, apiToken: "reader" })).status).toBe(200);
  });

  test.for([
    ["GET", undefined, undefined, 405],
    ["POST", "text/plain", "hello", 415],
    ["POST", "application/json", "{", 400],
    ["POST", "application/json", "[]", 400],
    ["POST", "application/json", "", 400],
  ] as const)("%s %s %j: %i", async ([method, type, body, code], { sandbox }) => {
    const reply = await read(sandbox.url + HOWUSEDBOT_PATH, {
      method,
      ...(type !== undefined && { headers: { "content-type": type } }),
      ...(body !== undefined && { body }),
    });

    expect(reply).toMatchObject({ status: code, body: { ok: false, error_code: code } });
  });
});
