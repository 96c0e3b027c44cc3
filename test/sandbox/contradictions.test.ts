import { describe, expect } from "vitest";
import { privateStart } from "../support/updates.ts";
import { call, callHowUsedBot, lastWarnings, MAX, NOON, OK, refusal, test } from "./sandbox-test.ts";

const EVENT = { user_id: "42", event_type: "sale" };
const START = { user_id: "42", first_name: "Bob" };
const VISIT = { botId: 1234567, apiToken: "sandbox", requestType: "event", event: "common", userId: 42 };

describe("where the services' documents contradict themselves or leave something open, the sandbox", () => {
  test.for(["user_did_start_bot", "user_id_start_bot", "user_id_subscribe"])(
    "C1: takes %s on Telegram and on MAX, writes down the name used, and can be told that it does not exist",
    async (method, { sandbox, start }) => {
      expect((await call(sandbox, method, START)).status).toBe(200);
      expect((await call(sandbox, method, START, MAX)).status).toBe(200);
      expect(sandbox.requests().map((request) => request.method)).toEqual([method, method]);

      const without = await start({ absentMethods: [method] });
      expect(await call(without, method, START)).toMatchObject({
        status: 404,
        body: refusal(404, "Method not found", "This method is not available here."),
      });
    },
  );

  test("C2: refuses a start of a user that holds nothing but a webhook", async ({ sandbox }) => {
    expect(await call(sandbox, "user_id_start_bot", { webhook: privateStart() })).toMatchObject({
      status: 422,
      body: { error_details: "user_id is required: this method takes the user's fields, not a webhook." },
    });
  });

  test.for(["bot_was_started", "bot_was_stopped"])(
    "C3: knows no %s, and says what was meant",
    async (method, { sandbox }) => {
      expect(await call(sandbox, method, { start_value: "" })).toMatchObject({
        status: 404,
        body: { error_code: 404, error_details: `Did you mean my_${method}?` },
      });
    },
  );

  test("C4: takes a number as user_id with a warning, or refuses it where it is told to be strict", async ({
    sandbox,
    start,
  }) => {
    expect((await call(sandbox, "add_event", { ...EVENT, user_id: 42 })).status).toBe(200);
    expect(lastWarnings(sandbox)).toEqual(["user_id is a number; the documentation asks for a string."]);

    const strict = await start({ strictUserIds: true });
    expect((await call(strict, "add_event", { ...EVENT, user_id: 42 })).status).toBe(422);
  });

  test("C5: answers errors with the code as HTTP status, or with 200 and the code in the body alone", async ({
    sandbox,
    start,
  }) => {
    const body = refusal(404, "Method not found", "There is no such method.");
    expect(await call(sandbox, "nothing", {})).toMatchObject({ status: 404, body });

    const always200 = await start({ errorStatus: "always-200" });
    expect(await call(always200, "nothing", {})).toMatchObject({ status: 200, body });
    expect(always200.requests()).toMatchObject([{ status: 200, error: { code: 404 }, accepted: false }]);
  });

  test("C6, C7: writes OK and error as documented, and gives its mode as sandbox", async ({ sandbox }) => {
    expect((await call(sandbox, "add_event", EVENT)).body).toEqual({ status: "OK", mode: "sandbox" });
    expect((await call(sandbox, "add_event", {})).body).toMatchObject({ status: "error", mode: "sandbox" });
  });

  test("C9: answers in valid JSON, with the date of the first start as the first one", async ({ sandbox }) => {
    await call(sandbox, "user_did_start_bot", START);
    await call(sandbox, "my_bot_was_stopped", { user_id: "42" });
    sandbox.advance(60_000);
    await call(sandbox, "user_did_start_bot", START);

    expect((await call(sandbox, "get_user_info", { user_id: "42" })).body).toMatchObject({
      data: { first_join_date: NOON, last_join_date: NOON + 60, left_date: 0 },
    });
  });

  test.for([
    ["full", 200, 200, 200, 200],
    ["limited", 403, 200, 200, 200],
    ["minimal", 403, 403, 403, 200],
  ] as const)("C10, C11: has a %s integration, whose goals need no more than a known user", async (row, { start }) => {
    const [integration, event, userStart, goal, botStart] = row;
    const sandbox = await start({ limits: "none", integration });
    const statusOf = async (method: string, body: object) => (await call(sandbox, method, body)).status;

    expect(await statusOf("add_event", EVENT)).toBe(event);
    expect(await statusOf("user_did_start_bot", START)).toBe(userStart);
    expect(await statusOf("send_reach_goal", { user_id: "42", target: "lead" })).toBe(goal);
    expect(await statusOf("my_bot_was_started", { start_value: "" })).toBe(botStart);
  });

  test("C12: takes HowUsedBot's userRegisterTime, and registerTime with a warning that it does nothing", async ({
    sandbox,
  }) => {
    expect((await callHowUsedBot(sandbox, { ...VISIT, userRegisterTime: NOON })).body).toEqual({ ok: true });
    expect(lastWarnings(sandbox)).toEqual([]);

    expect((await callHowUsedBot(sandbox, { ...VISIT, registerTime: NOON })).body).toEqual({ ok: true });
    expect(lastWarnings(sandbox)).toEqual(["registerTime has no effect: the field is called userRegisterTime."]);
  });

  test.for([
    [NOON, 200],
    [String(NOON), 200],
    [0, 200],
    ["unixtimestamp", 422],
    [NOON + 0.5, 422],
    [NOON * 1_000, 422],
  ] as const)("C13: answers a userRegisterTime of %j with %i", async ([userRegisterTime, status], { sandbox }) => {
    expect((await callHowUsedBot(sandbox, { ...VISIT, userRegisterTime })).status).toBe(status);
  });

  test.for([
    [2, 422, 422],
    [3, 200, 200],
    [20, 200, 200],
    [21, 422, 200],
    [50, 422, 200],
    [51, 422, 422],
  ] as const)(
    "C14: answers an event name of %i characters with %i, or %i where 50 are allowed",
    async (row, { sandbox, start }) => {
      const [length, byDefault, withFifty] = row;
      const event = "😀".repeat(length);
      const long = await start({ maxEventLength: 50 });

      expect((await callHowUsedBot(sandbox, { ...VISIT, event })).status).toBe(byDefault);
      expect((await callHowUsedBot(long, { ...VISIT, event })).status).toBe(withFifty);
    },
  );

  test("C17: takes any start_value as it is, and tells the code points that no start link can hold", async ({
    sandbox,
  }) => {
    const body = { start_value: "TГTrack-PJ1" };
    expect((await call(sandbox, "my_bot_was_started", body)).body).toEqual(OK);
    expect(sandbox.requests().at(-1)?.body).toEqual(body);
    expect(lastWarnings(sandbox)).toEqual(["start_value holds characters that no start link can have: U+0413."]);

    await call(sandbox, "my_bot_was_started", { start_value: "a".repeat(65) });
    expect(lastWarnings(sandbox)).toEqual(["start_value has 65 characters; a start link holds at most 64."]);
  });

  test("C17: of a MAX bot takes a start_value of up to 128 characters, of no alphabet that would be documented", async ({
    sandbox,
  }) => {
    const start = (startValue: string) =>
      call(sandbox, "user_id_start_bot", { user_id: "42", first_name: "Иван", start_value: startValue }, MAX);
    await start("a".repeat(128));
    expect(lastWarnings(sandbox)).toEqual([]);
    sandbox.advance(120_000);
    await start("осень");
    expect(lastWarnings(sandbox)).toEqual([]);
    sandbox.advance(120_000);
    await start("a".repeat(129));
    expect(lastWarnings(sandbox)).toEqual(["start_value has 129 characters; a start link holds at most 128."]);
  });

  test.for([
    [{}, 422, "url must be specified"],
    [{ url: "" }, 422, "url must be specified"],
    [{ url: "my_chat" }, 422, "invalid chat link, url must be a valid max link"],
    [{ url: "https://t.me/my_chat" }, 422, "invalid chat link, url must be a valid max link"],
    [{ url: "https://max.ru/" }, 422, "chat username not found in link"],
    [{ url: "https://max.ru/my_chat" }, 405, "chat not found"],
  ] as const)("C18: answers set_default_chat_link %j with %i %s", async ([body, code, text], { start }) => {
    const sandbox = await start({ keys: [{ key: "left", chat: null }] });

    const reply = await call(sandbox, "set_default_chat_link", body, { ...MAX, key: "left" });

    expect(reply).toMatchObject({ status: code, body: { error_code: code, error_details: text } });
  });
});
