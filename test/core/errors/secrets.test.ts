import { inspect } from "node:util";
import { MockAgent } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import type { HttpResult, HttpTransport } from "../../../packages/core/src/delivery/http/http-transport.ts";
import { createHowUsedBotDestination } from "../../../packages/core/src/destinations/howusedbot/howusedbot-destination.ts";
import { HowUsedBotClient, TgtrackClient, TrackerError } from "../../../packages/core/src/index.ts";
import type { Answer } from "../../support/recording-server.ts";
import { makeContext, makeDeadUrl, makeDelivery, makeServer } from "../../support/service-calls.ts";

// A key with characters that change in an address: both spellings are secrets.
const SECRET = "k3y+with/slash=8f14e45f";
const FORMS = [SECRET, encodeURIComponent(SECRET)];

/** What a service, a proxy or a framework may say with the key in it. */
const TALKATIVE: readonly [string, Answer][] = [
  [
    "a refusal that repeats it in every field",
    {
      body: {
        status: "error",
        ok: false,
        error_code: 401,
        error_description: `Invalid token ${SECRET}`,
        error_details: `/v1/${encodeURIComponent(SECRET)}/add_event`,
        description: `Invalid token ${SECRET}`,
      },
    },
  ],
  ["details in an object", { body: { status: "error", error_details: { token: SECRET }, ok: false, error: SECRET } }],
  [
    "a long text that would be cut in the middle of it",
    {
      body: {
        status: "error",
        ok: false,
        error_description: `${"x".repeat(995)}${SECRET}`,
        description: `${"x".repeat(995)}${SECRET}`,
      },
    },
  ],
  ["an error in JSON that is not the service's", { status: 400, body: { message: `no route for ${SECRET}` } }],
  ["an HTML page", { status: 404, body: `<h1>/v1/${encodeURIComponent(SECRET)}/add_event not found</h1>` }],
  ["a redirect", { status: 302, headers: { location: `/${encodeURIComponent(SECRET)}` }, body: "" }],
  ["an answer that never comes", () => undefined],
  ["a broken connection", (_request, response) => void response.socket?.resetAndDestroy()],
];

/** Transports of somebody else's whose failures hold the address. */
const FAILING: readonly [string, () => Promise<HttpResult>][] = [
  ["rejects", () => Promise.reject(new TypeError(`fetch failed: ${SECRET}`))],
  [
    "throws",
    () => {
      throw new Error(SECRET);
    },
  ],
  [
    "gives a cause that holds it deep within",
    () => {
      const cause = new Error("fetch failed", { cause: { request: { url: `/v1/${encodeURIComponent(SECRET)}/x` } } });
      return Promise.resolve({ kind: "failed", answerLost: true, description: `no answer from ${SECRET}`, cause });
    },
  ],
];

function expectNoSecret(error: unknown): void {
  expect(error).toBeInstanceOf(TrackerError);
  const { message, stack } = error as TrackerError;
  const shown = [
    message,
    String(stack),
    String(error),
    JSON.stringify(error),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    inspect(error, { depth: 20, showHidden: true, maxStringLength: null }),
    inspect(structuredClone(error), { depth: 20 }),
  ].join("\n");
  for (const form of FORMS) expect(shown).not.toContain(form);
  // No beginning of it either, as a cut would leave it.
  expect(shown).not.toContain(SECRET.slice(0, 8));
}

async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => Promise.reject(new Error("Expected a rejection.")),
    (error: unknown) => error,
  );
}

describe("M18: no error of TGTrack's client holds the key", () => {
  function makeClient(options: { url?: string; transport?: HttpTransport } = {}): TgtrackClient {
    const client = new TgtrackClient({ apiKey: SECRET, timeoutMs: 1_000, ...options });
    onTestFinished(() => client.close());
    return client;
  }

  it.each(TALKATIVE)("after %s", async (_title, answer) => {
    const server = await makeServer();
    server.answer = answer;
    expectNoSecret(await errorOf(makeClient({ url: server.url }).addEvent({ userId: 1, eventType: "x" })));
    expect(server.requests[0]?.path).toBe(`/${encodeURIComponent(SECRET)}/add_event`);
  });

  it("after a refused connection", async () => {
    const client = makeClient({ url: await makeDeadUrl() });
    expectNoSecret(await errorOf(client.addEvent({ userId: 1, eventType: "x" })));
  });

  it("after a failure of somebody else's dispatcher, whose error holds the path", async () => {
    const dispatcher = new MockAgent();
    onTestFinished(() => dispatcher.close());
    dispatcher.disableNetConnect();
    const client = new TgtrackClient({ apiKey: SECRET, dispatcher });
    expectNoSecret(await errorOf(client.addEvent({ userId: 1, eventType: "x" })));
  });

  it.each(FAILING)("with a transport that %s", async (_how, send) => {
    const transport = { send, close: () => Promise.resolve() };
    expectNoSecret(await errorOf(makeClient({ transport }).addEvent({ userId: 1, eventType: "x" })));
    expectNoSecret(await errorOf(makeClient({ transport }).userDidStartBot({ userId: 1, firstName: "A" })));
    expectNoSecret(await errorOf(makeClient({ transport }).call("add_event")));
  });

  it("after a call that was not sent", async () => {
    expectNoSecret(await errorOf(makeClient().addEvent({ userId: 0, eventType: "x" })));
    expectNoSecret(await errorOf(makeClient().getTokenInfo()));
  });

  it.each([
    ["an address with it in the path", { url: `https://example.com/v1/${encodeURIComponent(SECRET)}` }],
    ["an address with it as its query", { url: `https://example.com/v1?key=${SECRET}` }],
    ["an address with it as its password", { url: `https://user:${encodeURIComponent(SECRET)}@example.com/v1` }],
    ["no address at all", { url: SECRET }],
    ["another platform", { platform: SECRET as never }],
    ["another method", { startMethod: SECRET as never }],
    ["a whole link for a key", { apiKey: `https://bot-api.tgtrack.ru/v1/${SECRET}/` }],
    ["a key in quotes", { apiKey: `"${SECRET}"` }],
  ])("at construction with %s", async (_title, options) => {
    const make = Promise.resolve().then(() => new TgtrackClient({ apiKey: SECRET, ...options }));
    const error = await errorOf(make);
    expect(error).toMatchObject({ name: "TrackerConfigError", code: "config" });
    expectNoSecret(error);
  });
});

describe("M18: no error of HowUsedBot's client holds the token", () => {
  function makeClient(options: { url?: string; transport?: HttpTransport } = {}): HowUsedBotClient {
    const client = new HowUsedBotClient({ botId: 1, apiToken: SECRET, timeoutMs: 1_000, ...options });
    onTestFinished(() => client.close());
    return client;
  }

  it.each(TALKATIVE)("after %s", async (_title, answer) => {
    const server = await makeServer();
    server.answer = answer;
    expectNoSecret(await errorOf(makeClient({ url: server.url }).sendEvent({ event: "common", userId: 1 })));
    expect(server.lastBody).toMatchObject({ apiToken: SECRET });
  });

  it.each(FAILING)("with a transport that %s", async (_how, send) => {
    const transport = { send, close: () => Promise.resolve() };
    expectNoSecret(await errorOf(makeClient({ transport }).sendEvent({ event: "common", userId: 1 })));
    expectNoSecret(await errorOf(makeClient({ transport }).getOnline()));
  });
});

it("M18: an outcome, which ends among the dead letters and in messages, holds no token", async () => {
  const server = await makeServer();
  const destination = createHowUsedBotDestination({ apiToken: SECRET, botId: 1, url: server.url });
  for (const [, answer] of TALKATIVE.slice(0, 5)) {
    server.answer = answer;
    const outcome = await destination.send([makeDelivery({ body: "{}" })], makeContext());
    for (const form of FORMS) expect(JSON.stringify(outcome)).not.toContain(form);
  }
});

it("a cause without secrets is kept, so that it can be told why", async () => {
  const cause = new Error("socket hang up");
  const transport: HttpTransport = {
    send: () => Promise.resolve({ kind: "failed", answerLost: true, description: "no answer", cause }),
    close: () => Promise.resolve(),
  };
  const client = new TgtrackClient({ apiKey: SECRET, transport });
  const error = await errorOf(client.getUserInfo({ userId: 1 }));
  expect(error).toMatchObject({
    message: "TGTrack gave no usable answer to get_user_info: no answer. The request may have been recorded anyway.",
    cause,
  });
});
