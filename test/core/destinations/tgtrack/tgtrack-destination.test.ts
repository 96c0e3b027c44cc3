import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../../packages/core/src/delivery/outcome.ts";
import {
  createTgtrackDestination,
  type TgtrackDestination,
  type TgtrackDestinationOptions,
} from "../../../../packages/core/src/destinations/tgtrack/tgtrack-destination.ts";
import { TgtrackError } from "../../../../packages/core/src/errors/tgtrack-error.ts";
import { TrackerConfigError } from "../../../../packages/core/src/errors/tracker-config-error.ts";
import type { Answer, RecordingServer } from "../../../support/recording-server.ts";
import { makeContext, makeDeadUrl, makeDelivery, makeServer } from "../../../support/service-calls.ts";
import { privateStart } from "../../../support/updates.ts";

const KEY = "8f14e45fceea167a5a36dedd4bea2543";

interface Made {
  destination: TgtrackDestination;
  server: RecordingServer;
}

async function makeDestination(options: Partial<TgtrackDestinationOptions> = {}): Promise<Made> {
  const server = await makeServer();
  return { destination: createTgtrackDestination({ apiKey: KEY, url: `${server.url}/v1`, ...options }), server };
}

function refusal(error_code: unknown, error_description?: string, error_details?: string): object {
  return { status: "error", error_code, error_description, error_details };
}

const rejected = (code: number | string, description: string): Outcome => ({
  kind: "rejected",
  reason: { code, description },
});
const keyRefused = (code: number, description: string): Outcome => ({
  kind: "key-refused",
  reason: { code, description },
});

describe("a delivery goes to TGTrack as it stands in the outbox", () => {
  it("character by character, to its method, with the key in the path", async () => {
    const { destination, server } = await makeDestination();
    const body = JSON.stringify(privateStart({ payload: "PJaf5568712cd" }));
    const delivery = makeDelivery({ method: "on_telegram_webhook", body });
    expect(await destination.send([delivery], makeContext())).toEqual({ kind: "delivered" });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: "POST",
      path: `/v1/${KEY}/on_telegram_webhook`,
      headers: { "content-type": "application/json" },
      body,
    });
  });

  it.each(["..", "../sendMessage", "add_event/../../admin", "add_event?key=1", "a%2fb", "", "a b", "a#b"])(
    "and never anywhere else, whatever its record names as the method: %j",
    async (method) => {
      const { destination, server } = await makeDestination();
      const outcome = await destination.send([makeDelivery({ method })], makeContext());
      expect(outcome).toMatchObject({ kind: "rejected", reason: { description: expect.stringContaining("method") } });
      expect(server.requests).toEqual([]);
    },
  );

  it("under a renewed key if it waited for one", async () => {
    const { server } = await makeDestination();
    const renewed = createTgtrackDestination({ apiKey: "renewed-key", url: `${server.url}/v1` });
    await renewed.send([makeDelivery()], makeContext());
    expect(server.requests[0]?.path).toBe("/v1/renewed-key/add_event");
  });
});

describe("what becomes of a delivery after TGTrack's answer", () => {
  const rows: readonly [string, Answer, Outcome][] = [
    ["OK", { body: { status: "OK" } }, { kind: "delivered" }],
    ["OK with data and a mode", { body: { status: "OK", data: {}, mode: "sandbox" } }, { kind: "delivered" }],
    ["400", { body: refusal(400, "Bad request") }, rejected(400, "Bad request")],
    ["401", { body: refusal(401, "Invalid token") }, keyRefused(401, "Invalid token")],
    ["402", { body: refusal(402, "Token expired") }, keyRefused(402, "Token expired")],
    ["403", { body: refusal(403, "Forbidden") }, keyRefused(403, "Forbidden")],
    ["404", { body: refusal(404, "Method not found") }, rejected(404, "Method not found")],
    ["405", { body: refusal(405, "Resource not found") }, rejected(405, "Resource not found")],
    ["409, which says that it is recorded", { body: refusal(409, "Data conflict") }, { kind: "delivered" }],
    ["415", { body: refusal(415, "Unsupported media type") }, rejected(415, "Unsupported media type")],
    ["422", { body: refusal(422, "Unprocessable entity") }, rejected(422, "Unprocessable entity")],
    [
      "422 with details",
      { body: refusal(422, "Unprocessable entity", "field from") },
      { kind: "rejected", reason: { code: 422, description: "Unprocessable entity", details: "field from" } },
    ],
    ["429", { status: 429, body: refusal(429, "Too many requests") }, { kind: "rate-limited" }],
    [
      "429 with Retry-After",
      { status: 429, headers: { "retry-after": "30" }, body: refusal(429, "Too many requests") },
      { kind: "rate-limited", retryAfterMs: 30_000 },
    ],
    ["452, its sister host's 429", { status: 452, body: "too many requests" }, { kind: "rate-limited" }],
    [
      "500",
      { status: 500, body: refusal(500, "Internal server error") },
      { kind: "unavailable", description: "500 Internal server error", request: "answered" },
    ],
    [
      "503 with Retry-After",
      { status: 503, headers: { "retry-after": "5" }, body: refusal(503, "Service unavailable") },
      { kind: "unavailable", description: "503 Service unavailable", request: "answered", retryAfterMs: 5000 },
    ],
    [
      "an error without a code",
      { body: { status: "error", error_description: "chat not found" } },
      rejected("error", "chat not found"),
    ],
    ["an error without anything", { status: 400, body: { status: "error" } }, rejected(400, "Bad request")],
    [
      "the text of a code without the code",
      { body: refusal(undefined, "Invalid token") },
      keyRefused(401, "Invalid token"),
    ],
    ["a proxy's 401", { status: 401, body: "<html>" }, keyRefused(401, "No description given")],
    ["a firewall's 403", { status: 403, body: "<html>" }, keyRefused(403, "No description given")],
    ["a proxy's 413, which is about this body", { status: 413, body: "<html>" }, rejected(413, "No description given")],
    [
      "a proxy's 429",
      { status: 429, headers: { "retry-after": "2" }, body: "" },
      { kind: "rate-limited", retryAfterMs: 2000 },
    ],
    [
      "a web server's 404, which says nothing of the item",
      { status: 404, body: "<html>" },
      {
        kind: "unavailable",
        description: "an answer that is not a JSON object came with HTTP status 404",
        request: "answered",
      },
    ],
    [
      "a gateway's 404 in JSON",
      { status: 404, body: { message: "no Route matched" } },
      { kind: "unavailable", description: "JSON without a status came with HTTP status 404", request: "answered" },
    ],
    ["somebody's 400 in JSON", { status: 400, body: { message: "cannot parse" } }, rejected(400, "cannot parse")],
    [
      "408, which is about this attempt",
      { status: 408, body: { message: "too slow" } },
      { kind: "unavailable", description: "408 too slow", request: "answered" },
    ],
    [
      "a broken gateway's 502",
      { status: 502, body: "<html>" },
      {
        kind: "unavailable",
        description: "an answer that is not a JSON object came with HTTP status 502",
        request: "answered",
      },
    ],
    [
      "a gateway's 504, behind which TGTrack may have worked",
      { status: 504, body: "<html>" },
      {
        kind: "unavailable",
        description: "an answer that is not a JSON object came with HTTP status 504",
        request: "lost",
      },
    ],
    [
      "an HTML page with HTTP status 200",
      { body: "<html>" },
      {
        kind: "unavailable",
        description: "an answer that is not a JSON object came with HTTP status 200",
        request: "lost",
      },
    ],
    [
      "an empty answer with HTTP status 200",
      { body: "" },
      {
        kind: "unavailable",
        description: "an answer that is not a JSON object came with HTTP status 200",
        request: "lost",
      },
    ],
    [
      "JSON without a status",
      { body: {} },
      { kind: "unavailable", description: "JSON without a status came with HTTP status 200", request: "lost" },
    ],
    [
      "a redirect, which is not followed",
      { status: 301, headers: { location: "/v2" }, body: "" },
      {
        kind: "unavailable",
        description: "an answer that is not a JSON object came with HTTP status 301",
        request: "answered",
      },
    ],
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
    expect(await destination.send([makeDelivery()], makeContext())).toEqual(outcome);
    expect(server.requests).toHaveLength(1);
  });

  it("a server that hangs", async () => {
    const { destination, server } = await makeDestination({ timeoutMs: 1_000 });
    server.answer = () => undefined;
    expect(await destination.send([makeDelivery()], makeContext())).toEqual({
      kind: "unavailable",
      description: "no complete answer came within 1000 ms",
      request: "lost",
    });
  });

  it("a refused connection, which is no lost answer", async () => {
    const { destination } = await makeDestination({ url: await makeDeadUrl() });
    expect(await destination.send([makeDelivery()], makeContext())).toEqual({
      kind: "unavailable",
      description: "no connection could be made (ECONNREFUSED)",
      request: "never-sent",
    });
  });

  it("a tracker that closes while TGTrack works on it", async () => {
    const { destination, server } = await makeDestination();
    const closing = new AbortController();
    server.answer = () => closing.abort();
    const outcome = await destination.send([makeDelivery()], makeContext({ signal: closing.signal }));
    expect(outcome).toEqual({ kind: "unavailable", description: "the request was aborted", request: "lost" });
  });

  it("a transport of one's own that throws: the engine never sees its error", async () => {
    const { destination } = await makeDestination();
    const http = {
      send: () => Promise.reject(new Error(`fetch failed: /v1/${KEY}/add_event`)),
      close: () => Promise.resolve(),
    };
    expect(await destination.send([makeDelivery()], makeContext({ http }))).toEqual({
      kind: "unavailable",
      description: "the HTTP transport failed",
      request: "lost",
    });
  });
});

describe("a start whose method TGTrack does not know", () => {
  const start = (id: string) =>
    makeDelivery({ id, method: "user_did_start_bot", body: '{"user_id":"1","first_name":"A"}', class: "start" });
  const unknown = { body: refusal(404, "Method not found") };
  const page = { status: 404, body: "<html>404</html>" };
  const methods = (server: RecordingServer) => server.requests.map(({ path }) => path.split("/").at(-1));

  it("is sent again at once under its other name, which is tried first from then on", async () => {
    const { destination, server } = await makeDestination();
    const context = makeContext();
    server.nextAnswers.push(unknown);
    expect(await destination.send([start("a")], context)).toEqual({ kind: "again" });
    expect(await destination.send([start("a")], context)).toEqual({ kind: "delivered" });
    expect(await destination.send([start("b")], context)).toEqual({ kind: "delivered" });
    expect(methods(server)).toEqual(["user_did_start_bot", "user_id_start_bot", "user_id_start_bot"]);
    expect(server.requests.map(({ body }) => body)).toEqual(Array(3).fill('{"user_id":"1","first_name":"A"}'));
  });

  it("is refused when TGTrack knows neither name, and the next start tries both again", async () => {
    const { destination, server } = await makeDestination();
    const context = makeContext();
    server.nextAnswers.push(unknown, unknown);
    expect(await destination.send([start("a")], context)).toEqual({ kind: "again" });
    expect(await destination.send([start("a")], context)).toEqual(rejected(404, "Method not found"));
    expect(await destination.send([start("b")], context)).toEqual({ kind: "delivered" });
    expect(methods(server)).toEqual(["user_did_start_bot", "user_id_start_bot", "user_did_start_bot"]);
  });

  it.each([
    ["first", [page, unknown]],
    ["second", [unknown, page]],
    ["only", [page, page]],
  ])(
    "is kept when a web server's page was the %s answer, since the method may exist after all",
    async (_which, answers) => {
      const { destination, server } = await makeDestination();
      const context = makeContext();
      server.nextAnswers.push(...answers);
      expect(await destination.send([start("a")], context)).toEqual({ kind: "again" });
      expect(await destination.send([start("a")], context)).toMatchObject({ kind: "unavailable", request: "answered" });
    },
  );

  it("survives a moment in which every address is missing: the name that worked is still tried first", async () => {
    const { destination, server } = await makeDestination();
    const context = makeContext();
    await destination.send([start("a")], context);
    server.nextAnswers.push(page, page);
    await destination.send([start("b")], context);
    await destination.send([start("b")], context);
    expect(await destination.send([start("b")], context)).toEqual({ kind: "delivered" });
    expect(methods(server)).toEqual([
      "user_did_start_bot",
      "user_did_start_bot",
      "user_id_start_bot",
      "user_did_start_bot",
    ]);
  });

  it("does not confuse starts that are under way together", async () => {
    const { destination, server } = await makeDestination();
    const context = makeContext();
    server.answer = ({ path }, response) =>
      void response.end(JSON.stringify(path.endsWith("user_id_start_bot") ? { status: "OK" } : refusal(404)));
    const ids = ["a", "b", "c", "d"];
    const first = await Promise.all(ids.map((id) => destination.send([start(id)], context)));
    const second = await Promise.all(ids.map((id) => destination.send([start(id)], context)));
    expect(first).toEqual(Array(4).fill({ kind: "again" }));
    expect(second).toEqual(Array(4).fill({ kind: "delivered" }));
  });

  it("is not asked for under another name because of any other refusal", async () => {
    const { destination, server } = await makeDestination();
    server.answer = { body: refusal(422, "Unprocessable entity") };
    expect(await destination.send([start("a")], makeContext())).toEqual(rejected(422, "Unprocessable entity"));
    expect(methods(server)).toEqual(["user_did_start_bot"]);
  });

  it("tries three names when the synonym was asked for", async () => {
    const { destination, server } = await makeDestination({ startMethod: "user_id_subscribe" });
    const context = makeContext();
    server.answer = unknown;
    for (let round = 0; round < 3; round++) await destination.send([start("a")], context);
    expect(methods(server)).toEqual(["user_id_subscribe", "user_did_start_bot", "user_id_start_bot"]);
  });
});

describe("a question", () => {
  it("brings the answer and that the key works", async () => {
    const { destination, server } = await makeDestination();
    server.answer = { body: { status: "OK", data: { user_id: "5", utm_source: "ya", left_date: 0 } } };
    expect(await destination.userInfo("5", makeContext())).toEqual({
      outcome: { kind: "delivered" },
      kind: "value",
      value: { userId: "5", utmSource: "ya", leftDate: 0 },
    });
    expect(server.requests[0]?.body).toBe('{"user_id":"5"}');
  });

  it.each([
    [405, "rejected"],
    [401, "key-refused"],
    [429, "rate-limited"],
    [503, "unavailable"],
  ])("that is refused with %i brings the error, and for the key: %s", async (code, kind) => {
    const { destination, server } = await makeDestination();
    server.answer = { body: refusal(code) };
    const answer = await destination.userInfo("5", makeContext());
    expect(answer).toMatchObject({ outcome: { kind }, kind: "error", error: { errorCode: code } });
    expect(answer.kind === "error" && answer.error).toBeInstanceOf(TgtrackError);
  });
});

describe("limits", () => {
  it("are TGTrack's documented ones unless told otherwise", async () => {
    const { destination } = await makeDestination();
    expect(destination.quota?.windows).toEqual([
      { limit: 3, perMs: 1000 },
      { limit: 500, perMs: 3_600_000 },
      { limit: 5000, perMs: 86_400_000 },
    ]);
  });

  it("belong to the key, however its address is written, and are named without it", () => {
    const keyOf = (apiKey: string, url?: string) =>
      createTgtrackDestination({ apiKey, ...(url === undefined ? {} : { url }) }).quota?.key;
    expect(keyOf(KEY)).toBe(keyOf(KEY, "HTTPS://Bot-Api.tgtrack.ru:443/v1/"));
    expect(keyOf(KEY)).not.toBe(keyOf("another"));
    expect(keyOf(KEY)).not.toContain(KEY);
  });

  it("that cannot be met are refused", () => {
    expect(() => createTgtrackDestination({ apiKey: KEY, limits: [{ limit: 0, perMs: 1000 }] })).toThrow(
      TrackerConfigError,
    );
  });
});
