import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect } from "vitest";
import type { Fault } from "../../packages/sandbox/src/index.ts";
import { GENEROUS } from "../support/generous.ts";
import { call, callHowUsedBot, MAX, OK, read, refusal, test } from "./sandbox-test.ts";

const START = { user_id: "42", first_name: "Bob" };
const VISIT = { botId: 1, apiToken: "sandbox", requestType: "event", event: "common", userId: 42 };
const HANGING = { kind: "hang", recorded: true } as const;

/** The system's code of a request that got no answer. */
async function failure(request: Promise<unknown>): Promise<string> {
  try {
    await request;
  } catch (error) {
    const { cause } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? (error as Error).name;
  }
  throw new Error("The request was answered.");
}

describe("a fault answers in the service's place", () => {
  test.for([400, 401, 402, 403, 404, 405, 409, 415, 422, 429, 500, 503])(
    "with the documented error %i",
    async (code, { sandbox }) => {
      sandbox.fault({ kind: "error", code, recorded: false });

      const reply = await call(sandbox, "user_did_start_bot", START);

      expect(reply.status).toBe(code);
      expect(reply.body).toMatchObject({ status: "error", error_code: code, error_description: expect.any(String) });
      expect(sandbox.requests()).toMatchObject([{ fault: "error", status: code, error: { code }, accepted: false }]);
    },
  );

  test("to bots that have no key, where it is for the key sandbox, and to nobody else", async ({ start }) => {
    const sandbox = await start({ keys: ["mine"] });
    sandbox.fault({ kind: "error", code: 500, recorded: false, match: { key: "sandbox" } });

    const statusFor = async (key: string) => (await call(sandbox, "user_did_start_bot", START, { key })).status;
    expect(await Promise.all(["sandbox", "sandbox-7000000001", "mine"].map(statusFor))).toEqual([500, 500, 200]);
  });

  test("with Retry-After, where the fault has one", async ({ sandbox }) => {
    sandbox.fault({ kind: "error", code: 429, recorded: false, retryAfterSeconds: 7 });

    expect((await call(sandbox, "user_did_start_bot", START)).headers.get("retry-after")).toBe("7");
  });

  test("with an error in the body under HTTP 200, in the words of either service", async ({ sandbox }) => {
    sandbox.fault({ kind: "ok-with-error", code: 500, recorded: false });

    expect(await call(sandbox, "user_did_start_bot", START)).toMatchObject({
      status: 200,
      body: refusal(500, "Internal server error"),
    });
    expect(await callHowUsedBot(sandbox, VISIT)).toMatchObject({
      status: 200,
      body: { ok: false, error_code: 500, description: "Internal server error" },
    });
  });

  test("with a page of HTML, under HTTP 200 or another status", async ({ sandbox }) => {
    sandbox.fault({ kind: "non-json", recorded: false, times: 1 });
    sandbox.fault({ kind: "non-json", recorded: false, status: 502 });

    const first = await call(sandbox, "user_did_start_bot", START);
    expect(first).toMatchObject({ status: 200, body: expect.stringContaining("<h1>Bad gateway</h1>") });
    expect(first.headers.get("content-type")).toBe("text/html");
    expect((await call(sandbox, "user_did_start_bot", START)).status).toBe(502);
  });
});

describe("a fault spoils the connection", () => {
  test("reset: it ends before any answer", async ({ sandbox }) => {
    sandbox.fault({ kind: "reset", recorded: false });

    expect(await failure(call(sandbox, "user_did_start_bot", START))).toBe("ECONNRESET");
    expect(sandbox.requests()).toMatchObject([{ fault: "reset", status: null, accepted: false }]);
  });

  test("hang: no answer comes until the client gives up", async ({ sandbox }) => {
    sandbox.fault(HANGING);
    const giveUp = new AbortController();
    const reply = call(sandbox, "user_did_start_bot", START, { signal: giveUp.signal });
    await sandbox.waitFor({ method: "user_did_start_bot" }, GENEROUS);
    giveUp.abort();

    expect(await failure(reply)).toBe("AbortError");
    expect(sandbox.requests()).toMatchObject([{ fault: "hang", status: null }]);
  });

  test("cut: the head and a part of the body come, and then the end of the connection", async ({ sandbox }) => {
    sandbox.fault({ kind: "cut" });

    const response = await fetch(`${sandbox.url}/v1/sandbox/user_did_start_bot`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(START),
    });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get("content-length"))).toBe(JSON.stringify(OK).length);
    expect(await failure(response.text())).toBe("UND_ERR_SOCKET");
    expect(sandbox.requests()).toMatchObject([{ fault: "cut", status: null, accepted: true }]);
  });

  test("slow-body: the head comes at once and the body whole, but in pieces", async ({ sandbox }) => {
    sandbox.fault({ kind: "slow-body", spreadMs: 20 });

    expect(await call(sandbox, "user_did_start_bot", START)).toMatchObject({ status: 200, body: OK });
    expect(sandbox.requests()).toMatchObject([{ fault: "slow-body", status: 200, accepted: true }]);
  });

  test("latency: the request or its answer comes later, with the answer as it would have been", async ({ sandbox }) => {
    sandbox.fault({ kind: "latency", requestMs: 5, replyMs: { minMs: 1, maxMs: 10 } });

    expect(await call(sandbox, "user_did_start_bot", START)).toMatchObject({ status: 200, body: OK });
    expect(sandbox.requests()).toMatchObject([{ fault: "latency", status: 200, accepted: true }]);
  });

  test("latency joins with a fault of another kind", async ({ sandbox }) => {
    const latency = sandbox.fault({ kind: "latency", requestMs: 1 });
    const error = sandbox.fault({ kind: "error", code: 503, recorded: false });

    expect((await call(sandbox, "user_did_start_bot", START)).status).toBe(503);
    expect([latency.hits, error.hits]).toEqual([1, 1]);
  });

  test.for([
    { kind: "slow-body", spreadMs: 60_000 },
    { kind: "latency", replyMs: 60_000 },
    { kind: "latency", requestMs: 60_000 },
  ] as const)("a client that gives up in the middle of %j leaves the sandbox running", async (fault, { sandbox }) => {
    const active = sandbox.fault({ ...fault, times: 1 });
    const { port } = new URL(sandbox.url);
    const socket = connect(Number(port), "127.0.0.1");
    const body = JSON.stringify(START);
    socket.write(
      `POST /v1/sandbox/user_did_start_bot HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    await expect.poll(() => active.hits).toBe(1);
    socket.destroy();
    await once(socket, "close");

    expect((await call(sandbox, "user_did_start_bot", START)).status).toBe(200);
  });
});

describe("a fault that spoils an answer says whether the service did its work before", () => {
  test.for([
    { kind: "error", code: 500 },
    { kind: "ok-with-error", code: 500 },
    { kind: "non-json" },
    { kind: "reset" },
  ] as const)("recorded or not: %j", async (effect, { sandbox }) => {
    const isKnown = async () => (await call(sandbox, "get_user_info", { user_id: "42" })).status === 200;

    sandbox.fault({ ...effect, recorded: false, times: 1 });
    await call(sandbox, "user_did_start_bot", START).catch(() => undefined);
    expect(await isKnown()).toBe(false);

    sandbox.fault({ ...effect, recorded: true, times: 1 });
    await call(sandbox, "user_did_start_bot", START).catch(() => undefined);
    expect(await isKnown()).toBe(true);
    expect(sandbox.requests({ method: "user_did_start_bot" }).map(({ accepted }) => accepted)).toEqual([false, true]);
  });

  test("a request that never reached the service spends none of its limits", async ({ start }) => {
    const sandbox = await start();
    sandbox.fault({ kind: "error", code: 500, recorded: false, times: 5 });

    const statuses: number[] = [];
    for (let sent = 0; sent < 9; sent++) statuses.push((await call(sandbox, "user_did_start_bot", START)).status);

    expect(statuses).toEqual([500, 500, 500, 500, 500, 200, 200, 200, 429]);
  });
});

describe("a fault hits", () => {
  const failing = { kind: "error", code: 500, recorded: false } as const;

  test("only what it matches: a service, a method, a key", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: ["other"] });
    const failsFor = async (match: NonNullable<Fault["match"]>) => {
      const fault = sandbox.fault({ ...failing, match });
      const replies = [
        await call(sandbox, "user_id_start_bot", START),
        await call(sandbox, "user_id_start_bot", START, MAX),
        await call(sandbox, "my_bot_was_stopped", { user_id: "42" }, { key: "other" }),
        await callHowUsedBot(sandbox, VISIT),
      ];
      fault.clear();
      return replies.map(({ status }) => status === 500);
    };

    expect(await failsFor({ service: "tgtrack" })).toEqual([true, false, true, false]);
    expect(await failsFor({ service: "howusedbot" })).toEqual([false, false, false, true]);
    expect(await failsFor({ method: "user_id_start_bot" })).toEqual([true, true, false, false]);
    expect(await failsFor({ method: "event" })).toEqual([false, false, false, true]);
    expect(await failsFor({ key: "other" })).toEqual([false, false, true, false]);
    expect(await failsFor({ key: "sandbox", service: "tgtrack-max" })).toEqual([false, true, false, false]);
  });

  test("as many times as it says", async ({ sandbox }) => {
    const fault = sandbox.fault({ ...failing, times: 2 });

    const statuses: number[] = [];
    for (let sent = 0; sent < 4; sent++) statuses.push((await call(sandbox, "user_did_start_bot", START)).status);

    expect(statuses).toEqual([500, 500, 200, 200]);
    expect(fault.hits).toBe(2);
  });

  test("as long as it says, by the sandbox's clock", async ({ sandbox }) => {
    sandbox.fault({ ...failing, durationMs: 20_000 });

    sandbox.advance(19_999);
    expect((await call(sandbox, "user_did_start_bot", START)).status).toBe(500);
    sandbox.advance(1);
    expect((await call(sandbox, "user_did_start_bot", START)).status).toBe(200);
  });

  test("the share of the requests that it says", async ({ start }) => {
    const drawn = [0.1, 0.9, 0.24, 0.25];
    const sandbox = await start({ limits: "none", random: () => drawn.shift() ?? 1 });
    sandbox.fault({ ...failing, share: 0.25 });

    const statuses: number[] = [];
    for (let sent = 0; sent < 4; sent++) statuses.push((await call(sandbox, "user_did_start_bot", START)).status);

    expect(statuses).toEqual([500, 200, 500, 200]);
  });

  test("until it is cleared, the oldest first", async ({ sandbox }) => {
    const older = sandbox.fault(failing);
    sandbox.fault({ ...failing, code: 503 });

    expect((await call(sandbox, "user_did_start_bot", START)).status).toBe(500);
    older.clear();
    expect((await call(sandbox, "user_did_start_bot", START)).status).toBe(503);
    sandbox.reset();
    expect((await call(sandbox, "user_did_start_bot", START)).status).toBe(200);
  });

  test("the services only, never the page and the sandbox's own API", async ({ sandbox }) => {
    sandbox.fault(failing);

    expect((await read(`${sandbox.url}/`, {})).status).toBe(200);
    expect((await read(`${sandbox.url}/api/health`, {})).status).toBe(200);
  });
});

describe("a fault that makes no sense is refused with what was expected and what came", () => {
  test.for([
    [undefined, "A fault must be an object such as"],
    [
      { kind: "explode" },
      "A fault's kind must be error, ok-with-error, non-json, reset, hang, latency, cut or slow-body",
    ],
    [{ kind: "error", code: 200, recorded: true }, "A fault's code must be an integer from 400 to 599; got 200."],
    [{ kind: "error", code: 500 }, "A fault's recorded must be true (the service did its work first) or false"],
    [{ kind: "non-json", recorded: false, status: 99 }, "A fault's status must be an integer from 200 to 599"],
    [
      { kind: "non-json", recorded: false, status: 204 },
      "A fault's status must be one that has a body, so none of 204, 205, 304; got 204.",
    ],
    [{ kind: "cut", times: 0 }, "A fault's times must be an integer from 1"],
    [{ kind: "cut", share: 2 }, "A fault's share must be a number from 0 to 1; got 2."],
    [{ kind: "cut", durationMs: -1 }, "A fault's durationMs must be an integer from 1"],
    [
      { kind: "cut", match: { service: "telegram" } },
      "A fault's match.service must be tgtrack, tgtrack-max, howusedbot",
    ],
    [{ kind: "latency", replyMs: { minMs: 5, maxMs: 1 } }, "A fault's replyMs.maxMs must be an integer from 5"],
    [{ kind: "slow-body" }, "A fault's spreadMs must be an integer from 0"],
  ])("%j", ([fault, message], { sandbox }) => {
    expect(() => sandbox.fault(fault as Fault)).toThrow(message as string);
  });
});
