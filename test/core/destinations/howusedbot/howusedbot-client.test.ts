import { describe, expect, it, onTestFinished } from "vitest";
import {
  HowUsedBotClient,
  type HowUsedBotClientOptions,
} from "../../../../packages/core/src/destinations/howusedbot/howusedbot-client.ts";
import { HowUsedBotError } from "../../../../packages/core/src/errors/howusedbot-error.ts";
import { TrackerConfigError } from "../../../../packages/core/src/errors/tracker-config-error.ts";
import { TransportError } from "../../../../packages/core/src/errors/transport-error.ts";
import type { RecordingServer } from "../../../support/recording-server.ts";
import { makeDeadUrl, makeServer } from "../../../support/service-calls.ts";

const PATH = "/bin/webhooks/6438/181/4opQGmB6OlHqqPRM";

interface Made {
  client: HowUsedBotClient;
  server: RecordingServer;
}

async function makeClient(options: Partial<HowUsedBotClientOptions> = {}): Promise<Made> {
  const server = await makeServer();
  server.answer = { body: { ok: true } };
  const client = new HowUsedBotClient({
    botId: 1234567,
    apiToken: "you-api-token",
    url: `${server.url}${PATH}`,
    ...options,
  });
  onTestFinished(() => client.close());
  return { client, server };
}

describe("a documented example goes over the wire as it is documented", () => {
  it("event, with the registration as seconds rather than as a word", async () => {
    const { client, server } = await makeClient();
    const registered = 1_622_520_000;
    expect(
      await client.sendEvent({ event: "myEventName", userId: 7654321, userRegisterTime: registered }),
    ).toBeUndefined();
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: "POST",
      path: PATH,
      headers: { "content-type": "application/json" },
      body:
        '{"botId":1234567,"apiToken":"you-api-token","requestType":"event","event":"myEventName","userId":7654321,' +
        '"userRegisterTime":1622520000}',
    });
  });

  it("event, with all three parameters", async () => {
    const { client, server } = await makeClient();
    await client.sendEvent({ event: "register", userId: "7654321", params: ["ru", "", "premium"] });
    expect(server.lastBody).toEqual({
      botId: 1234567,
      apiToken: "you-api-token",
      requestType: "event",
      event: "register",
      userId: 7654321,
      param_1: "ru",
      param_2: "",
      param_3: "premium",
    });
  });

  it("getOnline", async () => {
    const { client, server } = await makeClient();
    server.answer = { body: { ok: true, onlineCount: 1 } };
    expect(await client.getOnline(300)).toBe(1);
    expect(server.requests[0]?.body).toBe(
      '{"botId":1234567,"apiToken":"you-api-token","requestType":"getOnline","seconds":300}',
    );
  });

  it("getOnline, with HowUsedBot's own span of time", async () => {
    const { client, server } = await makeClient();
    server.answer = { body: { ok: true, onlineCount: 0 } };
    expect(await client.getOnline()).toBe(0);
    expect(server.requests[0]?.body).toBe('{"botId":1234567,"apiToken":"you-api-token","requestType":"getOnline"}');
  });
});

describe("a refusal becomes a typed error", () => {
  it.each([
    ["ok false", { body: { ok: false } }, undefined, "No description given"],
    ["ok false with a text", { body: { ok: false, description: "bad event" } }, undefined, "bad event"],
    ["ok false with a code", { body: { ok: false, error_code: 401, error: "bad token" } }, 401, "bad token"],
    ["an error in an object", { body: { ok: false, error: { code: "422", message: "no event" } } }, 422, "no event"],
    ["an HTTP status alone", { status: 400, body: {} }, 400, "No description given"],
    ["an HTTP status of a page", { status: 403, body: "<html>" }, 403, "No description given"],
  ])("%s", async (_title, answer, errorCode, description) => {
    const { client, server } = await makeClient();
    server.answer = answer;
    const error = await client.sendEvent({ event: "common", userId: 1 }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HowUsedBotError);
    expect(error).toMatchObject({
      name: "HowUsedBotError",
      code: "howusedbot-refused",
      method: "event",
      errorCode,
      description,
    });
  });
});

describe("no usable answer becomes a TransportError", () => {
  it.each([
    ["an HTML page", { body: "<html>" }, true],
    ["nothing", { body: "" }, true],
    ["JSON without ok", { body: { status: "OK" } }, true],
    ["a broken gateway", { status: 502, body: "<html>" }, false],
    ["a 404 page", { status: 404, body: "<html>" }, false],
  ])("for %s", async (_title, answer, answerLost) => {
    const { client, server } = await makeClient();
    server.answer = answer;
    const error = await client.sendEvent({ event: "common", userId: 1 }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ service: "HowUsedBot", method: "event", answerLost });
  });

  it("for a count that is missing", async () => {
    const { client } = await makeClient();
    await expect(client.getOnline()).rejects.toMatchObject({ code: "transport", method: "getOnline" });
  });

  it("for a refused connection", async () => {
    const { client } = await makeClient({ url: await makeDeadUrl() });
    await expect(client.getOnline()).rejects.toMatchObject({ answerLost: false, cause: { code: "ECONNREFUSED" } });
  });
});

describe("a call that cannot work rejects before anything is sent", () => {
  const impossible: readonly [string, (client: HowUsedBotClient) => Promise<unknown>, string][] = [
    ["a name of two characters", (c) => c.sendEvent({ event: "ab", userId: 1 }), "3 to 20 characters"],
    ["a name of 21 characters", (c) => c.sendEvent({ event: "x".repeat(21), userId: 1 }), "with 21"],
    ["no name", (c) => c.sendEvent({ event: undefined as never, userId: 1 }), "event must be a string"],
    ["a user id of letters", (c) => c.sendEvent({ event: "abc", userId: "anna" }), "userId must be"],
    ["four parameters", (c) => c.sendEvent({ event: "abc", userId: 1, params: ["1", "2", "3", "4"] }), "3 at most"],
    [
      "a parameter of another type",
      (c) => c.sendEvent({ event: "abc", userId: 1, params: [{}] as never }),
      "an array of strings",
    ],
    [
      "parameters that are a text",
      (c) => c.sendEvent({ event: "abc", userId: 1, params: "ru" as never }),
      "an array of strings",
    ],
    [
      "a registration in milliseconds",
      (c) => c.sendEvent({ event: "abc", userId: 1, userRegisterTime: 1.6e12 }),
      "1000",
    ],
    [
      "a registration that is a text",
      (c) => c.sendEvent({ event: "abc", userId: 1, userRegisterTime: "1" as never }),
      "Date",
    ],
    ["0 seconds", (c) => c.getOnline(0), "1 to 600"],
    ["601 seconds", (c) => c.getOnline(601), "1 to 600"],
    ["half a second", (c) => c.getOnline(1.5), "1 to 600"],
  ];

  it.each(impossible)("%s", async (_title, call, words) => {
    const { client, server } = await makeClient();
    const error = await call(client).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HowUsedBotError);
    expect(error).toMatchObject({ code: "howusedbot-not-sent" });
    expect((error as Error).message).toContain(words);
    expect(server.requests).toHaveLength(0);
  });
});

describe("construction", () => {
  it("refuses a whole bot token in place of the bot's id, without repeating it", () => {
    const make = () => new HowUsedBotClient({ botId: "1234567:AAHsecret", apiToken: "t" });
    expect(make).toThrow(TrackerConfigError);
    expect(make).toThrow(/^HowUsedBot's botId must be the bot's number: the digits before the colon of its token\.$/);
  });

  it.each(["", "  ", undefined])("refuses the token %j", (apiToken) => {
    expect(() => new HowUsedBotClient({ botId: 1, apiToken: apiToken as string })).toThrow(TrackerConfigError);
  });
});
