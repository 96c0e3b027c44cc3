import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../../packages/core/src/delivery/outcome.ts";
import {
  createHowUsedBotDestination,
  type HowUsedBotDestination,
  type HowUsedBotDestinationOptions,
} from "../../../../packages/core/src/destinations/howusedbot/howusedbot-destination.ts";
import { HowUsedBotError } from "../../../../packages/core/src/errors/howusedbot-error.ts";
import type { Answer, RecordingServer } from "../../../support/recording-server.ts";
import { makeContext, makeDeadUrl, makeDelivery, makeServer } from "../../../support/service-calls.ts";

const TOKEN = "hub-api-token-1f3870be";

interface Made {
  destination: HowUsedBotDestination;
  server: RecordingServer;
}

async function makeDestination(options: Partial<HowUsedBotDestinationOptions> = {}): Promise<Made> {
  const server = await makeServer();
  server.answer = { body: { ok: true } };
  const destination = createHowUsedBotDestination({ apiToken: TOKEN, botId: 7000000001, url: server.url, ...options });
  return { destination, server };
}

const DELIVERY = makeDelivery({
  destination: "howusedbot",
  method: "event",
  body: '{"requestType":"event","event":"common","userId":5}',
});

describe("a delivery goes to HowUsedBot with the bot's id and the token, which no outbox holds", () => {
  it("as one body", async () => {
    const { destination, server } = await makeDestination();
    expect(await destination.send([DELIVERY], makeContext())).toEqual({ kind: "delivered" });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.body).toBe(
      `{"botId":7000000001,"apiToken":"${TOKEN}","requestType":"event","event":"common","userId":5}`,
    );
  });

  it("by the id that the bot turns out to have", async () => {
    const server = await makeServer();
    const destination = createHowUsedBotDestination({ apiToken: TOKEN, url: server.url });
    expect(destination.notReady?.(undefined)).toContain("HOWUSEDBOT_BOT_ID");
    expect(destination.notReady?.({ username: "CourseBot" })).toContain("HOWUSEDBOT_BOT_ID");
    expect(destination.notReady?.({ id: "42" })).toBeUndefined();
    server.answer = { body: { ok: true } };
    expect(await destination.send([DELIVERY], makeContext({ bot: { id: "42" } }))).toEqual({ kind: "delivered" });
    expect(server.lastBody).toMatchObject({ botId: 42 });
  });

  it("not at all while the bot's id is unknown, and is kept", async () => {
    const server = await makeServer();
    const destination = createHowUsedBotDestination({ apiToken: TOKEN, url: server.url });
    const outcome = await destination.send([DELIVERY], makeContext({ bot: undefined }));
    expect(outcome).toMatchObject({ kind: "unavailable", request: "never-sent" });
    expect(server.requests).toHaveLength(0);
  });

  it("not at all when a hand spoiled its body, and is buried", async () => {
    const { destination, server } = await makeDestination();
    const outcome = await destination.send([{ ...DELIVERY, body: "[]" }], makeContext());
    expect(outcome).toEqual({
      kind: "rejected",
      reason: { code: "corrupt", description: "its body is not a JSON object" },
    });
    expect(server.requests).toHaveLength(0);
  });
});

describe("what becomes of a delivery after HowUsedBot's answer", () => {
  const unusable = (what: string, status: number, request: "lost" | "answered"): Outcome => ({
    kind: "unavailable",
    description: `${what} came with HTTP status ${status}`,
    request,
  });
  const rows: readonly [string, Answer, Outcome][] = [
    ["ok", { body: { ok: true } }, { kind: "delivered" }],
    ["ok with more", { body: { ok: true, onlineCount: 3 } }, { kind: "delivered" }],
    [
      "a refusal",
      { body: { ok: false, description: "event is too long" } },
      { kind: "rejected", reason: { code: "error", description: "event is too long" } },
    ],
    [
      "400",
      { status: 400, body: { ok: false } },
      { kind: "rejected", reason: { code: 400, description: "No description given" } },
    ],
    [
      "401",
      { status: 401, body: { ok: false, error: "no" } },
      { kind: "key-refused", reason: { code: 401, description: "no" } },
    ],
    [
      "402, since those who send much may have to pay",
      { status: 402, body: { ok: false, error: "pay" } },
      { kind: "key-refused", reason: { code: 402, description: "pay" } },
    ],
    [
      "403 by a page",
      { status: 403, body: "<html>" },
      { kind: "key-refused", reason: { code: 403, description: "No description given" } },
    ],
    [
      "404, which can only mean the bot",
      { body: { ok: false, error_code: 404, description: "not found" } },
      { kind: "key-refused", reason: { code: 404, description: "not found" } },
    ],
    [
      "a refusal that names the token, without a code",
      { body: { ok: false, error: "Wrong apiToken" } },
      { kind: "key-refused", reason: { code: "error", description: "Wrong apiToken" } },
    ],
    [
      "the same in Russian",
      { body: { ok: false, error: "Неверный токен" } },
      { kind: "key-refused", reason: { code: "error", description: "Неверный токен" } },
    ],
    [
      "a refusal that names a token of another kind",
      { body: { ok: false, error: "Unexpected token < in JSON" } },
      { kind: "rejected", reason: { code: "error", description: "Unexpected token < in JSON" } },
    ],
    ["409", { status: 409, body: { ok: false } }, { kind: "delivered" }],
    ["429", { status: 429, body: { ok: false } }, { kind: "rate-limited" }],
    [
      "429 by a page, with Retry-After",
      { status: 429, headers: { "retry-after": "3" }, body: "slow down" },
      { kind: "rate-limited", retryAfterMs: 3000 },
    ],
    [
      "500",
      { status: 500, body: { ok: false, error: "oops" } },
      { kind: "unavailable", description: "500 oops", request: "answered" },
    ],
    [
      "502 by a page",
      { status: 502, body: "<html>" },
      unusable("an answer that is not a JSON object", 502, "answered"),
    ],
    ["504 by a page", { status: 504, body: "<html>" }, unusable("an answer that is not a JSON object", 504, "lost")],
    [
      "404 by a page",
      { status: 404, body: "<html>" },
      unusable("an answer that is not a JSON object", 404, "answered"),
    ],
    ["HTML with HTTP status 200", { body: "<html>" }, unusable("an answer that is not a JSON object", 200, "lost")],
    ["nothing with HTTP status 200", { body: "" }, unusable("an answer that is not a JSON object", 200, "lost")],
    ["JSON without ok", { body: {} }, unusable("JSON without ok", 200, "lost")],
    [
      "a connection that breaks",
      (_request, response) => void response.socket?.resetAndDestroy(),
      {
        kind: "unavailable",
        description: "the connection broke before the answer was complete (ECONNRESET)",
        request: "lost",
      },
    ],
  ];

  it.each(rows)("%s", async (_title, answer, outcome) => {
    const { destination, server } = await makeDestination();
    server.answer = answer;
    expect(await destination.send([DELIVERY], makeContext())).toEqual(outcome);
    expect(server.requests).toHaveLength(1);
  });

  it("a refused connection, which is no lost answer", async () => {
    const { destination } = await makeDestination({ url: await makeDeadUrl() });
    expect(await destination.send([DELIVERY], makeContext())).toMatchObject({
      kind: "unavailable",
      request: "never-sent",
    });
  });

  it("a server that hangs", async () => {
    const { destination, server } = await makeDestination({ timeoutMs: 1_000 });
    server.answer = () => undefined;
    expect(await destination.send([DELIVERY], makeContext())).toMatchObject({ kind: "unavailable", request: "lost" });
  });
});

describe("the question how many are online", () => {
  it("brings the number", async () => {
    const { destination, server } = await makeDestination();
    server.answer = { body: { ok: true, onlineCount: 17 } };
    expect(await destination.online(300, makeContext())).toEqual({
      outcome: { kind: "delivered" },
      kind: "value",
      value: 17,
    });
    expect(server.lastBody).toMatchObject({ requestType: "getOnline", seconds: 300, botId: 7000000001 });
  });

  it("brings an error when the answer holds no number", async () => {
    const { destination } = await makeDestination();
    expect(await destination.online(undefined, makeContext())).toMatchObject({
      kind: "error",
      error: { code: "transport" },
    });
  });

  it("is not asked for a time that HowUsedBot cannot tell", async () => {
    const { destination, server } = await makeDestination();
    const answer = await destination.online(601, makeContext());
    expect(answer).toMatchObject({ kind: "error", error: { code: "howusedbot-not-sent" } });
    expect(answer.kind === "error" && answer.error).toBeInstanceOf(HowUsedBotError);
    expect(server.requests).toHaveLength(0);
  });

  it("is refused with what that means for the token", async () => {
    const { destination, server } = await makeDestination();
    server.answer = { body: { ok: false, error_code: 401 } };
    expect(await destination.online(undefined, makeContext())).toMatchObject({
      outcome: { kind: "key-refused" },
      kind: "error",
      error: { code: "howusedbot-refused", errorCode: 401 },
    });
  });
});

it("its limit is 5 a second unless told otherwise, since HowUsedBot documents none", async () => {
  const { destination } = await makeDestination();
  expect(destination.quota?.windows).toEqual([{ limit: 5, perMs: 1000 }]);
  expect(destination.quota?.key).not.toContain(TOKEN);
});
