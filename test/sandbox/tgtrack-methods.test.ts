import { describe, expect } from "vitest";
import { myChatMember, privateStart, USER_ID } from "../support/updates.ts";
import { call, lastWarnings, MAX, NOON, OK, test } from "./sandbox-test.ts";

const ANNA = String(USER_ID);

describe("a TGTrack method that writes is answered as documented", () => {
  test.for([
    ["on_telegram_webhook", privateStart({ payload: "PJaf5568712cd" })],
    ["my_bot_was_started", { start_value: "PJaf5568712cd" }],
    ["my_bot_was_started", { start_value: "" }],
    ["my_bot_was_started", { start_value: "auto_detect" }],
    ["my_bot_was_stopped", { user_id: "123456789" }],
    ["my_bot_was_stopped", { user_id: "123456789", date: NOON }],
    [
      "user_did_start_bot",
      {
        user_id: "987654321",
        first_name: "John",
        last_name: "Doe",
        username: "johnDoe5672",
        start_value: "TGTrack-PJ123456",
      },
    ],
    ["user_id_start_bot", { user_id: "987654321", first_name: "John", full_name: "John Doe" }],
    ["user_id_subscribe", { user_id: "987654321", first_name: "John" }],
    ["send_reach_goal", { user_id: "987654321", target: "userDidSharePhone" }],
    [
      "add_event",
      {
        user_id: "987654321",
        event_type: "sale",
        date: 1622520000,
        amount: 1500.0,
        conversion_target: "lead",
        labels: [
          { name: "manager", value: "Jane Doe" },
          { name: "product", value: "Smartphone" },
        ],
      },
    ],
    ["add_event", { user_id: "987654321", event_type: "lesson", event_result: "in_progress", amount: 0 }],
    ["add_event", { user_id: "987654321", event_type: "refund", event_result: "failure", amount: -12.5 }],
    ["sambot_on_tg_webhook", { webhook: privateStart() }],
    ["sambot_on_tg_webhook", { webhook: JSON.stringify(privateStart()) }],
    ["my_bothelp_was_started", { whatever: "BotHelp sends" }],
    ["win_win_was_started", {}],
    ["on_toolsy_event", {}],
    ["on_send_pulse_event", {}],
  ] as const)("%s (case %#)", async ([method, body], { sandbox }) => {
    const reply = await call(sandbox, method, body);

    expect(reply).toMatchObject({ status: 200, body: OK });
    expect(reply.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(sandbox.requests()).toMatchObject([
      { service: "tgtrack", key: "sandbox", method, body, bodyText: JSON.stringify(body), accepted: true, status: 200 },
    ]);
  });

  test.for([
    ["user_id_start_bot", { user_id: "12345678901234567890", first_name: "Иван" }],
    ["send_reach_goal", { user_id: "987654321", target: "userDidSharePhone" }],
    ["add_event", { user_id: "987654321", event_type: "sale" }],
    ["set_default_chat_link", { url: "https://max.ru/my_chat" }],
  ] as const)("%s %j of a MAX bot", async ([method, body], { sandbox }) => {
    expect(await call(sandbox, method, body, MAX)).toMatchObject({ status: 200, body: OK });
    expect(sandbox.requests()).toMatchObject([{ service: "tgtrack-max", method, accepted: true }]);
  });
});

describe("get_user_info", () => {
  test("tells what the starts and stops said of a person, and where the first one came from", async ({ start }) => {
    const utm = { source: "yandex", medium: "cpc", content: "banner", campaign: "autumn", term: "course" };
    const sandbox = await start({ limits: "none", links: [{ code: "PJ1", name: "Яндекс.Директ", utm }] });
    await call(sandbox, "on_telegram_webhook", privateStart({ payload: "PJ1", date: NOON }));
    await call(sandbox, "on_telegram_webhook", myChatMember({ updateId: 2, date: NOON + 60 }));
    await call(sandbox, "on_telegram_webhook", privateStart({ updateId: 3, messageId: 42, date: NOON + 120 }));
    await call(sandbox, "my_bot_was_stopped", { user_id: ANNA, date: NOON + 180 });

    expect((await call(sandbox, "get_user_info", { user_id: ANNA })).body).toEqual({
      ...OK,
      data: {
        user_id: ANNA,
        first_join_date: NOON,
        last_join_date: NOON + 120,
        invite_link: "Яндекс.Директ",
        left_date: NOON + 180,
        first_name: "Анна",
        last_name: "Петрова",
        username: "anna_petrova",
        utm_source: "yandex",
        utm_medium: "cpc",
        utm_content: "banner",
        utm_campaign: "autumn",
        utm_term: "course",
      },
    });
  });

  test("has 0 and empty strings for what is not known, and the payload for a link without a name", async ({
    sandbox,
  }) => {
    await call(sandbox, "user_did_start_bot", { user_id: "42", first_name: "Bob", start_value: "friend" });

    expect((await call(sandbox, "get_user_info", { user_id: "42" })).body).toEqual({
      ...OK,
      data: {
        user_id: "42",
        first_join_date: NOON,
        last_join_date: NOON,
        invite_link: "friend",
        left_date: 0,
        first_name: "Bob",
        last_name: "",
        username: "",
      },
    });
  });

  test("keeps the people of two keys, and of Telegram and MAX, apart", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: ["other"] });
    await call(sandbox, "user_id_start_bot", { user_id: "42", first_name: "Bob" });

    expect((await call(sandbox, "get_user_info", { user_id: "42" }, { key: "other" })).status).toBe(405);
    expect((await call(sandbox, "get_user_info", { user_id: "42" }, MAX)).status).toBe(405);
  });
});

describe("get_user_last_transition", () => {
  const join = { user_id: "42", first_name: "Bob", start_value: "PJ1" };

  test("tells the last start by an ad link, with its source and whether the person joined by it", async ({ start }) => {
    const links = [{ code: "PJ1", name: "VK", utm: { source: "vk" } }];
    const sandbox = await start({ limits: "none", links });
    await call(sandbox, "user_id_start_bot", join, MAX);

    const reply = await call(sandbox, "get_user_last_transition", { user_id: "42" }, MAX);

    const data = {
      transition_date: NOON,
      subscribed_by_transition: "yes",
      status: "member",
      source: "VK",
      source_type: "tracking_link",
      click_id: "",
      utm_source: "vk",
    };
    expect(reply.body).toEqual({ ...OK, data });

    sandbox.advance(1_000);
    await call(sandbox, "user_id_start_bot", join, MAX);
    expect((await call(sandbox, "get_user_last_transition", { user_id: "42" }, MAX)).body).toEqual({
      ...OK,
      data: { ...data, transition_date: NOON + 1, subscribed_by_transition: "no" },
    });
  });

  test("forgets a transition after 7 days", async ({ sandbox }) => {
    await call(sandbox, "user_id_start_bot", join, MAX);

    sandbox.advance(7 * 86_400_000);
    expect((await call(sandbox, "get_user_last_transition", { user_id: "42" }, MAX)).status).toBe(200);
    sandbox.advance(1_000);
    expect(await call(sandbox, "get_user_last_transition", { user_id: "42" }, MAX)).toMatchObject({
      status: 405,
      body: { error_code: 405, error_details: "No transition found in the last 7 days." },
    });
  });
});

describe("get_token_info", () => {
  const data = { token_date: NOON, is_valid: true, chat_id: 1_234_567_890, chat_title: "Sandbox chat", url: "" };

  test.for([
    ["an empty object", {}],
    ["no body at all", undefined],
  ] as const)("takes %s and tells the key's chat", async ([, body], { sandbox }) => {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const reply = await call(sandbox, "get_token_info", body, { ...MAX, headers });

    expect(reply).toMatchObject({ status: 200, body: { ...OK, data } });
  });

  test("tells the link that set_default_chat_link has set", async ({ sandbox }) => {
    await call(sandbox, "set_default_chat_link", { url: "https://max.ru/my_chat?from=ad" }, MAX);

    const reply = await call(sandbox, "get_token_info", {}, MAX);

    expect(reply.body).toEqual({ ...OK, data: { ...data, url: "https://max.ru/my_chat" } });
  });
});

describe("a request that is accepted and yet doubtful carries a warning", () => {
  test("a start that two methods report within a minute", async ({ sandbox }) => {
    await call(sandbox, "on_telegram_webhook", privateStart());
    await call(sandbox, "user_did_start_bot", { user_id: ANNA, first_name: "Анна" });

    expect(lastWarnings(sandbox)).toEqual([
      `Doubled start: on_telegram_webhook has reported a start of user ${ANNA} within the last minute.`,
    ]);
  });

  test("no warning for a start again a minute later", async ({ sandbox }) => {
    await call(sandbox, "on_telegram_webhook", privateStart());
    sandbox.advance(60_000);
    await call(sandbox, "user_did_start_bot", { user_id: ANNA, first_name: "Анна" });

    expect(lastWarnings(sandbox)).toEqual([]);
  });

  test("the same update twice, and the same message in another update", async ({ sandbox }) => {
    await call(sandbox, "on_telegram_webhook", privateStart({ updateId: 7, messageId: 41 }));
    await call(sandbox, "on_telegram_webhook", privateStart({ updateId: 7, messageId: 41 }));
    expect(lastWarnings(sandbox)).toEqual(["Doubled: update_id 7 was accepted before."]);

    await call(sandbox, "on_telegram_webhook", privateStart({ updateId: 8, messageId: 41 }));
    expect(lastWarnings(sandbox)).toEqual([`Doubled: message 41 of user ${ANNA} was accepted before.`]);
  });

  test("a stop that the raw update and the method both report", async ({ sandbox }) => {
    await call(sandbox, "on_telegram_webhook", myChatMember({ date: NOON }));
    await call(sandbox, "my_bot_was_stopped", { user_id: ANNA, date: NOON });

    expect(lastWarnings(sandbox)).toEqual([`Doubled: the stop of user ${ANNA} at ${NOON} was accepted before.`]);
  });

  test("a stop older than the last start, which it does not undo", async ({ sandbox }) => {
    await call(sandbox, "on_telegram_webhook", privateStart({ date: NOON }));
    await call(sandbox, "my_bot_was_stopped", { user_id: ANNA, date: NOON - 1 });

    expect(lastWarnings(sandbox)).toEqual([
      `The stop of user ${ANNA} is older than the last start and changes nothing.`,
    ]);
    expect((await call(sandbox, "get_user_info", { user_id: ANNA })).body).toMatchObject({ data: { left_date: 0 } });
  });

  test("an update that is neither a start nor a block", async ({ sandbox }) => {
    await call(sandbox, "on_telegram_webhook", myChatMember({ before: "kicked", after: "member" }));

    expect(lastWarnings(sandbox)).toEqual([
      "Neither a start nor a block (my_chat_member from kicked to member): TGTrack wants only those.",
    ]);
  });

  test("a goal of somebody who never started, and one more than 21 days after the start", async ({ sandbox }) => {
    await call(sandbox, "send_reach_goal", { user_id: "42", target: "lead" });
    expect(lastWarnings(sandbox)).toEqual([
      "No start of user 42 has arrived, so there is no ad to credit with the goal.",
    ]);

    await call(sandbox, "user_did_start_bot", { user_id: "42", first_name: "Bob" });
    sandbox.advance(21 * 86_400_000);
    await call(sandbox, "send_reach_goal", { user_id: "42", target: "lead" });
    expect(lastWarnings(sandbox)).toEqual([]);

    sandbox.advance(1_000);
    await call(sandbox, "add_event", { user_id: "42", event_type: "sale", conversion_target: "lead" });
    expect(lastWarnings(sandbox)).toEqual(["User 42 started more than 21 days ago, so the goal is not passed on."]);
  });

  test("the same dated event twice, while two equal events without a date may well be two", async ({ sandbox }) => {
    const event = { user_id: "42", event_type: "lesson" };
    await call(sandbox, "add_event", event);
    await call(sandbox, "add_event", event);
    expect(lastWarnings(sandbox)).toEqual([]);

    await call(sandbox, "add_event", { ...event, date: NOON });
    await call(sandbox, "add_event", { ...event, date: NOON });
    expect(lastWarnings(sandbox)).toEqual(["Doubled: an event with this very body was accepted before."]);
  });
});
