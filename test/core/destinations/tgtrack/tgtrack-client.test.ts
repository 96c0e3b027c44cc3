import { describe, expect, it, onTestFinished } from "vitest";
import {
  TgtrackClient,
  type TgtrackClientOptions,
} from "../../../../packages/core/src/destinations/tgtrack/tgtrack-client.ts";
import { TgtrackError } from "../../../../packages/core/src/errors/tgtrack-error.ts";
import { TransportError } from "../../../../packages/core/src/errors/transport-error.ts";
import type { RecordingServer } from "../../../support/recording-server.ts";
import { makeDeadUrl, makeServer } from "../../../support/service-calls.ts";
import { privateStart } from "../../../support/updates.ts";

const KEY = "8f14e45fceea167a5a36dedd4bea2543";

interface Made {
  client: TgtrackClient;
  server: RecordingServer;
}

async function makeClient(options: Partial<TgtrackClientOptions> = {}): Promise<Made> {
  const server = await makeServer();
  const client = new TgtrackClient({ apiKey: KEY, url: `${server.url}/v1`, ...options });
  onTestFinished(() => client.close());
  return { client, server };
}

/** One documented example: the call, what must go over the wire, what TGTrack answers, what the caller gets. */
interface Example {
  title: string;
  platforms: readonly ("telegram" | "max")[];
  call(client: TgtrackClient): Promise<unknown>;
  method: string;
  /** Exactly these characters. */
  body: string;
  answer: unknown;
  result: unknown;
}

const BOTH = ["telegram", "max"] as const;
const OK = { status: "OK" };

const EXAMPLES: readonly Example[] = [
  {
    title: "a start whose person is not known",
    platforms: ["telegram"],
    call: (client) => client.myBotWasStarted({ startValue: "PJaf5568712cd" }),
    method: "my_bot_was_started",
    body: '{"start_value":"PJaf5568712cd"}',
    answer: { status: "OK", mode: "production" },
    result: { mode: "production" },
  },
  {
    title: "a start without a parameter",
    platforms: ["telegram"],
    call: (client) => client.myBotWasStarted({ startValue: "" }),
    method: "my_bot_was_started",
    body: '{"start_value":""}',
    answer: OK,
    result: {},
  },
  {
    title: "a start whose parameter TGTrack is to guess",
    platforms: ["telegram"],
    call: (client) => client.myBotWasStarted({ startValue: "auto_detect" }),
    method: "my_bot_was_started",
    body: '{"start_value":"auto_detect"}',
    answer: OK,
    result: {},
  },
  {
    title: "a block",
    platforms: ["telegram"],
    call: (client) => client.myBotWasStopped({ userId: "123456789" }),
    method: "my_bot_was_stopped",
    body: '{"user_id":"123456789"}',
    answer: OK,
    result: {},
  },
  {
    title: "a block with its time",
    platforms: ["telegram"],
    call: (client) => client.myBotWasStopped({ userId: 123456789, date: new Date("2021-06-01T04:00:00.900Z") }),
    method: "my_bot_was_stopped",
    body: '{"user_id":"123456789","date":1622520000}',
    answer: OK,
    result: {},
  },
  {
    title: "a goal",
    platforms: BOTH,
    call: (client) => client.sendReachGoal({ userId: "987654321", target: "userDidSharePhone" }),
    method: "send_reach_goal",
    body: '{"user_id":"987654321","target":"userDidSharePhone"}',
    answer: OK,
    result: {},
  },
  {
    title: "a sale",
    platforms: BOTH,
    call: (client) =>
      client.addEvent({
        userId: "987654321",
        eventType: "sale",
        date: 1622520000,
        amount: 1500.0,
        conversionTarget: "lead",
        labels: [
          { name: "manager", value: "Jane Doe" },
          { name: "product", value: "Smartphone" },
        ],
      }),
    method: "add_event",
    body:
      '{"user_id":"987654321","event_type":"sale","date":1622520000,"conversion_target":"lead","amount":1500,' +
      '"labels":[{"name":"manager","value":"Jane Doe"},{"name":"product","value":"Smartphone"}]}',
    answer: OK,
    result: {},
  },
  {
    title: "a step of the funnel that failed at a cost",
    platforms: BOTH,
    call: (client) => client.addEvent({ userId: 5, eventType: "call", eventResult: "failure", amount: -12.5 }),
    method: "add_event",
    body: '{"user_id":"5","event_type":"call","event_result":"failure","amount":-12.5}',
    answer: OK,
    result: {},
  },
  {
    title: "an event worth nothing, which is not the same as one without an amount",
    platforms: BOTH,
    call: (client) => client.addEvent({ userId: 5, eventType: "trial", amount: 0, labels: [] }),
    method: "add_event",
    body: '{"user_id":"5","event_type":"trial","amount":0}',
    answer: OK,
    result: {},
  },
  {
    title: "a person's dossier",
    platforms: BOTH,
    call: (client) => client.getUserInfo({ userId: "123456789" }),
    method: "get_user_info",
    body: '{"user_id":"123456789"}',
    answer: {
      status: "OK",
      data: {
        user_id: "123456789",
        first_join_date: 1680387078,
        last_join_date: 1680387078,
        invite_link: "Яндекс.Директ",
        left_date: 0,
        first_name: "Вася",
        last_name: "",
        username: "vasya",
        utm_source: "test_source",
        utm_medium: "test_medium",
        utm_campaign: "test_campaign",
      },
    },
    result: {
      userId: "123456789",
      firstJoinDate: 1680387078,
      lastJoinDate: 1680387078,
      inviteLink: "Яндекс.Директ",
      leftDate: 0,
      firstName: "Вася",
      lastName: "",
      username: "vasya",
      utmSource: "test_source",
      utmMedium: "test_medium",
      utmCampaign: "test_campaign",
    },
  },
  {
    title: "a person's last transition",
    platforms: ["max"],
    call: (client) => client.getUserLastTransition({ userId: "123456789" }),
    method: "get_user_last_transition",
    body: '{"user_id":"123456789"}',
    answer: {
      status: "OK",
      data: {
        transition_date: 1716991000,
        subscribed_by_transition: "yes",
        status: "member",
        source: "Яндекс.Директ",
        source_type: "tracking_link",
        click_id: "abc123xyz",
        utm_source: "test_source",
        utm_medium: "test_medium",
        utm_content: "test_content",
        utm_campaign: "test_campaign",
        utm_term: "test_term",
      },
    },
    result: {
      transitionDate: 1716991000,
      subscribedByTransition: "yes",
      status: "member",
      source: "Яндекс.Директ",
      sourceType: "tracking_link",
      clickId: "abc123xyz",
      utmSource: "test_source",
      utmMedium: "test_medium",
      utmContent: "test_content",
      utmCampaign: "test_campaign",
      utmTerm: "test_term",
    },
  },
  {
    title: "what the key is for",
    platforms: ["max"],
    call: (client) => client.getTokenInfo(),
    method: "get_token_info",
    body: "{}",
    answer: {
      status: "OK",
      data: {
        token_date: 1716991000,
        is_valid: true,
        chat_id: 1234567890,
        chat_title: "Test Chat",
        url: "https://max.ru/my_chat",
      },
    },
    result: {
      tokenDate: 1716991000,
      isValid: true,
      chatId: 1234567890,
      chatTitle: "Test Chat",
      url: "https://max.ru/my_chat",
    },
  },
  {
    title: "the chat's own link",
    platforms: ["max"],
    call: (client) => client.setDefaultChatLink({ url: "https://max.ru/my_chat" }),
    method: "set_default_chat_link",
    body: '{"url":"https://max.ru/my_chat"}',
    answer: OK,
    result: {},
  },
  {
    title: "any other method, in the API's own words",
    platforms: BOTH,
    call: (client) => client.call("some_later_method", { snake_case: 1 }),
    method: "some_later_method",
    body: '{"snake_case":1}',
    answer: {
      status: "OK",
      data: { id: "123456789", username: "john_doe", first_name: "John", last_name: "Doe" },
    },
    result: { data: { id: "123456789", username: "john_doe", first_name: "John", last_name: "Doe" } },
  },
];

const START = {
  userId: "987654321",
  firstName: "John",
  lastName: "Doe",
  username: "johnDoe5672",
  startValue: "TGTrack-PJ123456",
};
const START_BODY =
  '{"user_id":"987654321","first_name":"John","last_name":"Doe","username":"johnDoe5672",' +
  '"start_value":"TGTrack-PJ123456"}';

describe("a documented example goes over the wire as it is documented", () => {
  const rows = EXAMPLES.flatMap((example) => example.platforms.map((platform) => ({ platform, ...example })));

  it.each(rows)("$platform: $method, $title", async ({ platform, call, method, body, answer, result }) => {
    const { client, server } = await makeClient({ platform });
    server.answer = { body: answer };
    expect(await call(client)).toEqual(result);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: "POST",
      path: `/v1/${KEY}/${method}`,
      headers: { "content-type": "application/json", accept: "application/json" },
      body,
    });
  });

  it.each([
    ["telegram", "user_did_start_bot"],
    ["max", "user_id_start_bot"],
  ] as const)("%s: %s, a person's start", async (platform, method) => {
    const { client, server } = await makeClient({ platform });
    expect(await client.userDidStartBot(START)).toEqual({});
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: "POST", path: `/v1/${KEY}/${method}`, body: START_BODY });
  });

  it("telegram: on_telegram_webhook, an update character by character as JSON.stringify writes it", async () => {
    const { client, server } = await makeClient();
    const update = privateStart({ payload: "PJaf5568712cd" });
    expect(await client.onTelegramWebhook(update)).toEqual({});
    expect(server.requests[0]).toMatchObject({
      path: `/v1/${KEY}/on_telegram_webhook`,
      body: JSON.stringify(update),
    });
  });

  it.each([
    ["my_bothelp_was_started", { contact: { id: 1 } }],
    ["win_win_was_started", { subscriber: "1" }],
    ["sambot_on_tg_webhook", { webhook: privateStart() }],
    ["sambot_on_tg_webhook", { webhook: JSON.stringify(privateStart()) }],
    ["on_toolsy_event", { event: "payment" }],
    ["on_send_pulse_event", [{ event: "start" }]],
  ])("telegram: %s, whose body is the bot builder's own", async (method, body) => {
    const { client, server } = await makeClient();
    expect(await client.call(method, body)).toEqual({});
    expect(server.requests[0]).toMatchObject({ path: `/v1/${KEY}/${method}`, body: JSON.stringify(body) });
  });
});

describe("a documented refusal becomes a typed error", () => {
  it("with the code, the description and the details of the documented example", async () => {
    const { client, server } = await makeClient();
    server.answer = {
      body: {
        status: "error",
        mode: "sandbox",
        error_code: 401,
        error_description: "Invalid token",
        error_details: "Token was invalidated",
      },
    };
    const error = await client.sendReachGoal({ userId: 1, target: "lead" }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TgtrackError);
    expect(error).toMatchObject({
      name: "TgtrackError",
      code: "tgtrack-refused",
      method: "send_reach_goal",
      errorCode: 401,
      description: "Invalid token",
      details: "Token was invalidated",
      message: "TGTrack refused send_reach_goal with 401: Invalid token (Token was invalidated)",
    });
  });

  it.each([
    [400, "Bad request"],
    [401, "Invalid token"],
    [402, "Token expired"],
    [403, "Forbidden"],
    [404, "Method not found"],
    [405, "Resource not found"],
    [409, "Data conflict"],
    [415, "Unsupported media type"],
    [422, "Unprocessable entity"],
    [429, "Too many requests"],
    [500, "Internal server error"],
    [503, "Service unavailable"],
  ])("%i %s, whether its HTTP status agrees or is 200, and even if its text is missing", async (code, text) => {
    const { client, server } = await makeClient();
    const body = { status: "error", error_code: code, error_description: text };
    server.nextAnswers.push({ status: code, body }, { body }, { body: { status: "error", error_code: code } });
    for (let round = 0; round < 3; round++) {
      await expect(client.addEvent({ userId: 1, eventType: "x" })).rejects.toMatchObject({
        code: "tgtrack-refused",
        errorCode: code,
        description: text,
      });
    }
  });

  it("carries how long TGTrack asked to wait", async () => {
    const { client, server } = await makeClient();
    const body = { status: "error", error_code: 429, error_description: "Too many requests" };
    server.answer = { status: 429, headers: { "retry-after": "7" }, body };
    await expect(client.getUserInfo({ userId: 1 })).rejects.toMatchObject({ errorCode: 429, retryAfterMs: 7000 });
  });

  it("of at most a thousand characters, however much TGTrack says", async () => {
    const { client, server } = await makeClient();
    server.answer = { body: { status: "error", error_code: 422, error_description: "x".repeat(100_000) } };
    const error = await client.getUserInfo({ userId: 1 }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ description: `${"x".repeat(1000)}…` });
  });
});

describe("no usable answer becomes a TransportError", () => {
  it.each([
    ["an HTML page with HTTP status 200", { body: "<html>ok</html>" }, true],
    ["an empty answer with HTTP status 200", { body: "" }, true],
    ["JSON that is cut off", { body: '{"status":"OK"' }, true],
    ["a bare OK", { body: "OK" }, true],
    ["a JSON text", { body: '"OK"' }, true],
    ["a JSON list", { body: '[{"status":"OK"}]' }, true],
    ["JSON without a status", { body: "{}" }, true],
    ["a gateway's timeout", { status: 504, body: "<html>504</html>" }, true],
    ["a broken gateway", { status: 502, body: "<html>502</html>" }, false],
    ["a redirect", { status: 302, headers: { location: "/elsewhere" }, body: "" }, false],
    ["somebody else's 404 in JSON", { status: 404, body: { message: "no route" } }, false],
  ])("for %s", async (_title, answer, answerLost) => {
    const { client, server } = await makeClient();
    server.answer = answer;
    const error = await client.addEvent({ userId: 1, eventType: "x" }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ code: "transport", service: "TGTrack", method: "add_event", answerLost });
  });

  it("for a refused connection, which TGTrack cannot have recorded", async () => {
    const { client } = await makeClient({ url: await makeDeadUrl() });
    const error = await client.addEvent({ userId: 1, eventType: "x" }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ answerLost: false, cause: { code: "ECONNREFUSED" } });
  });

  it("for a server that hangs", async () => {
    const { client, server } = await makeClient({ timeoutMs: 1_000 });
    server.answer = () => undefined;
    await expect(client.addEvent({ userId: 1, eventType: "x" })).rejects.toMatchObject({
      code: "transport",
      answerLost: true,
    });
  });
});

describe("a call that cannot work rejects before anything is sent", () => {
  const impossible: readonly [string, (client: TgtrackClient) => Promise<unknown>, string][] = [
    ["a user id of no person", (c) => c.sendReachGoal({ userId: "", target: "x" }), "userId must be a person's id"],
    ["a group's id", (c) => c.sendReachGoal({ userId: -100123, target: "x" }), "userId must be a person's id"],
    ["an id past what a number holds", (c) => c.getUserInfo({ userId: 2 ** 60 }), "userId must be a person's id"],
    ["an empty goal", (c) => c.sendReachGoal({ userId: 1, target: " " }), "target must be"],
    ["an empty event", (c) => c.addEvent({ userId: 1, eventType: "" }), "eventType must be"],
    [
      "an empty conversion target",
      (c) => c.addEvent({ userId: 1, eventType: "x", conversionTarget: "" }),
      "conversion",
    ],
    [
      "an amount that is no number",
      (c) => c.addEvent({ userId: 1, eventType: "x", amount: Number.NaN }),
      "amount must",
    ],
    ["milliseconds for a date", (c) => c.myBotWasStopped({ userId: 1, date: 1_622_520_000_000 }), "divide it by 1000"],
    ["a date that is none", (c) => c.myBotWasStopped({ userId: 1, date: new Date("?") }), "an invalid Date"],
    [
      "a result of one's own",
      (c) => c.addEvent({ userId: 1, eventType: "x", eventResult: "won" as never }),
      "eventResult",
    ],
    ["labels in an object", (c) => c.addEvent({ userId: 1, eventType: "x", labels: {} as never }), "labels must be"],
    ["a label without a text", (c) => c.addEvent({ userId: 1, eventType: "x", labels: [{}] as never }), "labels must"],
    ["an update as text", (c) => c.onTelegramWebhook("{}" as never), "the update must be the object"],
    ["no update", (c) => c.onTelegramWebhook(undefined as never), "the update must be the object"],
    ["a body that is no JSON", (c) => c.call("x", { big: 1n }), "cannot be written as JSON"],
    ["a method that leads elsewhere", (c) => c.call("../other/add_event"), "letters, digits and _"],
    ["a first name that is none", (c) => c.userDidStartBot({ userId: 1, firstName: 5 as never }), "firstName must"],
    [
      "a username that is none",
      (c) => c.userDidStartBot({ userId: 1, firstName: "A", username: 5 as never }),
      "username",
    ],
  ];

  it.each(impossible)("%s", async (_title, call, words) => {
    const { client, server } = await makeClient();
    const error = await call(client).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TgtrackError);
    expect(error).toMatchObject({ code: "tgtrack-not-sent", errorCode: undefined });
    expect((error as Error).message).toContain(words);
    expect(server.requests).toHaveLength(0);
  });

  it("a chat link that is none", async () => {
    const { client, server } = await makeClient({ platform: "max" });
    await expect(client.setDefaultChatLink({ url: "" })).rejects.toMatchObject({ code: "tgtrack-not-sent" });
    expect(server.requests).toHaveLength(0);
  });
});

it("a field that is null is left out, as an undefined one is", async () => {
  const { client, server } = await makeClient();
  await client.userDidStartBot({ userId: 1, firstName: "A", lastName: undefined, username: null as never });
  expect(server.requests[0]?.body).toBe('{"user_id":"1","first_name":"A"}');
});
