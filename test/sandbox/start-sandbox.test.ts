import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, vi } from "vitest";
import {
  type RecordedRequest,
  SandboxError,
  type SandboxOptions,
  startSandbox,
  WaitTimeoutError,
} from "../../packages/sandbox/src/index.ts";
import { GENEROUS } from "../support/generous.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { call, callHowUsedBot, NOON_MS, OK, test } from "./sandbox-test.ts";

const stopOf = (userId: number) => ({ user_id: String(userId) });

describe("startSandbox", () => {
  test("needs nothing: a free port of this machine, the key sandbox, the real time", async () => {
    const before = Date.now();
    await using sandbox = await startSandbox();

    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await call(sandbox, "my_bot_was_stopped", stopOf(1))).body).toEqual(OK);
    expect(sandbox.nowMs()).toBeGreaterThanOrEqual(before);
  });

  test("runs as many at once as one likes, each with its own memory", async ({ start }) => {
    const [one, other] = [await start(), await start()];
    await call(one, "my_bot_was_stopped", stopOf(1));

    expect(one.requests()).toHaveLength(1);
    expect(other.requests()).toHaveLength(0);
  });

  test("listens on the IPv6 loopback address as well", async ({ start }) => {
    const sandbox = await start({ host: "::1" });

    expect(sandbox.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await call(sandbox, "my_bot_was_stopped", stopOf(1))).status).toBe(200);
  });

  test("rejects with the system's error when the port is taken", async ({ sandbox }) => {
    const port = Number(new URL(sandbox.url).port);

    await expect(startSandbox({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("leaves the process's own Request and Response alone", async () => {
    const { Request: RequestBefore, Response: ResponseBefore } = globalThis;
    await using _sandbox = await startSandbox();

    expect(globalThis.Request).toBe(RequestBefore);
    expect(globalThis.Response).toBe(ResponseBefore);
  });

  test.for([
    [{ port: 70_000 }, "port must be an integer from 0 to 65535, not 70000."],
    [{ password: "" }, "password must not be empty; omit it to have none."],
    [{ maxRequests: 0 }, "maxRequests must be an integer from 1 to 1000000, not 0."],
    [{ limits: "strict" }, 'limits must be "fixed", "sliding", "none" or an object, not "strict".'],
    [{ limits: { mode: "rolling" } }, 'limits.mode must be "fixed" or "sliding", not "rolling".'],
    [{ limits: { windows: [{ limit: 0, perMs: 1 }] } }, "A window of limits must be { limit, perMs }"],
    [{ howUsedBotLimits: "strict" }, 'howUsedBotLimits must be "fixed"'],
    [{ errorStatus: 200 }, 'errorStatus must be one of "code", "always-200", not 200.'],
    [{ repeats: "ignore" }, 'repeats must be one of "warn", "conflict", not "ignore".'],
    [{ maxEventLength: 30 }, "maxEventLength must be one of 20, 50, not 30."],
    [{ integration: "medium" }, 'integration must be one of "minimal", "limited", "full", not "medium".'],
    [{ keys: [""] }, "A key must be given as"],
    [{ keys: [{ key: "a", state: "lost" }] }, 'A key\'s state must be "active", "expired" or "read-only", not "lost".'],
    [{ links: [{ code: "PJ 1", name: "VK" }] }, "A link's code must be 1 to 64 characters"],
  ])("refuses %j with what was expected and what came", async ([options, message]) => {
    const started = startSandbox(options as SandboxOptions);

    await expect(started).rejects.toThrow(SandboxError);
    await expect(started).rejects.toThrow(message as string);
  });
});

describe("requests", () => {
  test("gives what fits a filter or a function, oldest first", async ({ sandbox }) => {
    for (const userId of [1, 2, 3]) await call(sandbox, "my_bot_was_stopped", stopOf(userId));
    const usersOf = (requests: RecordedRequest[]) => requests.map(({ userId }) => userId);

    expect(usersOf(sandbox.requests())).toEqual(["1", "2", "3"]);
    expect(usersOf(sandbox.requests({ userId: "2" }))).toEqual(["2"]);
    expect(usersOf(sandbox.requests(({ id }) => id !== 2))).toEqual(["1", "3"]);
  });

  test("holds the newest maxRequests", async ({ start }) => {
    const sandbox = await start({ limits: "none", maxRequests: 2 });
    for (const userId of [1, 2, 3]) await call(sandbox, "my_bot_was_stopped", stopOf(userId));

    expect(sandbox.requests().map(({ id, userId }) => [id, userId])).toEqual([
      [2, "2"],
      [3, "3"],
    ]);
  });

  test("holds a body exactly as it came", async ({ sandbox }) => {
    const bodyText = '{ "user_id":"1",\n "event_type": "\\u043f\\u0440ивет 😀" }';
    await call(sandbox, "add_event", bodyText);

    expect(sandbox.requests()).toMatchObject([{ bodyText, body: { event_type: "привет 😀" } }]);
  });

  test("holds 96 MiB of bodies and headers at most", async ({ sandbox }) => {
    const limit = 96 * 1024 * 1024;
    const held = () => {
      const requests = sandbox.requests();
      const bodies = requests.reduce((sum, { bodyText }) => sum + bodyText.length, 0);
      const headers = requests.reduce((sum, each) => sum + JSON.stringify(each.headers).length, 0);
      return { headers, all: bodies + headers };
    };
    // HowUsedBot's deprecated update leaves nothing but the request itself.
    const body = { botId: 1, apiToken: "sandbox", more: "x".repeat(1_000_000) };
    // A few at a time: of a hundred at once a busy machine leaves some without a connection for longer than fetch waits.
    for (let sent = 0; sent < 102; sent += 6) {
      await Promise.all(Array.from({ length: 6 }, () => callHowUsedBot(sandbox, body)));
    }
    expect(held().all).toBeGreaterThan(limit - 1_001_000);
    expect(held().all).toBeLessThanOrEqual(limit);

    const headers = { "content-type": "application/json", "x-long": "x".repeat(15_000) };
    for (let sent = 0; sent < 100; sent++) await call(sandbox, "get_user_info", "{}", { headers });
    const { all, headers: ofHeaders } = held();
    expect(ofHeaders).toBeGreaterThan(1_500_000);
    expect(all).toBeLessThanOrEqual(limit);
  });
});

describe("onRequest", () => {
  test("calls back at each request, until it is told to stop", async ({ sandbox }) => {
    const methods: string[] = [];
    await call(sandbox, "my_bot_was_stopped", stopOf(1));
    const stop = sandbox.onRequest(({ method }) => methods.push(method));
    await call(sandbox, "get_user_info", stopOf(1));
    stop();
    await call(sandbox, "my_bot_was_stopped", stopOf(1));

    expect(methods).toEqual(["get_user_info"]);
  });
});

test("a listener that throws spoils neither the answer nor what others hear", async ({ sandbox }) => {
  const printed = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => printed.mockRestore());
  const heard: number[] = [];
  sandbox.onRequest(() => {
    throw new Error("in the listener");
  });
  sandbox.onRequest(({ id }) => heard.push(id));

  expect((await call(sandbox, "my_bot_was_stopped", stopOf(1))).status).toBe(200);
  expect(heard).toEqual([1]);
  expect(printed).toHaveBeenCalledExactlyOnceWith(new Error("in the listener"));
});

describe("waitFor", () => {
  test("resolves with what is there already, or as soon as enough has come", async ({ sandbox }) => {
    await call(sandbox, "my_bot_was_stopped", stopOf(1));
    expect(await sandbox.waitFor({ userId: "1" })).toHaveLength(1);

    const both = sandbox.waitFor({ method: "my_bot_was_stopped" }, { count: 2, ...GENEROUS });
    await call(sandbox, "get_user_info", stopOf(1));
    await call(sandbox, "my_bot_was_stopped", stopOf(2));
    expect((await both).map(({ userId }) => userId)).toEqual(["1", "2"]);
  });

  test("rejects after its time and tells what arrived instead", async ({ sandbox }) => {
    await call(sandbox, "my_bot_was_stopped", stopOf(1));
    await call(sandbox, "my_bot_was_stopped", stopOf(2));
    await call(sandbox, "add_event", {});
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());

    const waiting = sandbox.waitFor({ method: "on_telegram_webhook" }, { count: 2, ...GENEROUS });
    const rejection = expect(waiting).rejects.toEqual(
      new WaitTimeoutError(
        "Waited 60000 ms for 2 matching requests, got 0. " +
          "Arrived in all: 2 × my_bot_was_stopped, 1 × add_event (not accepted).",
      ),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    await rejection;
  });
});

describe("waitFor, when it cannot come to its end,", () => {
  test("rejects at the close and tells what arrived instead, of what is kept in a file too", async ({ start }) => {
    for (const file of [undefined, join(temporaryFolder(), "sandbox.db")]) {
      const sandbox = await start({ ...(file !== undefined && { file }) });
      await call(sandbox, "my_bot_was_stopped", stopOf(1));
      const rejection = expect(sandbox.waitFor({ userId: "2" }, GENEROUS)).rejects.toEqual(
        new WaitTimeoutError(
          "Waited until close for 1 matching requests, got 0. Arrived in all: 1 × my_bot_was_stopped.",
        ),
      );
      await sandbox.close();
      await rejection;
    }
  });

  test("rejects with the error of its function, of which the bot hears nothing", async ({ sandbox }) => {
    const waiting = sandbox.waitFor(() => {
      throw new Error("no such field");
    });
    const rejection = expect(waiting).rejects.toThrow("no such field");

    expect((await call(sandbox, "my_bot_was_stopped", stopOf(1))).status).toBe(200);
    await rejection;
  });

  test.for([
    [{ count: 0 }, "count must be an integer from 1 to 1000000, not 0."],
    [{ timeoutMs: Number.POSITIVE_INFINITY }, "timeoutMs must be a number of milliseconds from 0 to 2147483647"],
    [{ timeoutMs: -1 }, "timeoutMs must be a number of milliseconds from 0 to 2147483647, not -1."],
  ] as const)("refuses %j", async ([options, message], { sandbox }) => {
    const waiting = sandbox.waitFor({}, options);

    await expect(waiting).rejects.toThrow(SandboxError);
    await expect(waiting).rejects.toThrow(message);
  });
});

describe("advance", () => {
  test("moves the clock on from where now stands, and never back", async ({ sandbox }) => {
    sandbox.advance(1_500);
    sandbox.advance(0);

    expect(sandbox.nowMs()).toBe(NOON_MS + 1_500);
    for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => sandbox.advance(wrong)).toThrow(SandboxError);
    }
  });
});

describe("reset and close", () => {
  test("a reset drops the requests under way, which leave no trace", async ({ sandbox }) => {
    sandbox.fault({ kind: "hang", recorded: true, times: 1 });
    const hanging = call(sandbox, "my_bot_was_stopped", stopOf(1));
    await sandbox.waitFor({ userId: "1" }, GENEROUS);
    const late = sandbox.fault({ kind: "latency", requestMs: 60_000, times: 1 });
    const delayed = call(sandbox, "my_bot_was_stopped", stopOf(2));
    const answers = Promise.allSettled([hanging, delayed]);
    await expect.poll(() => late.hits).toBe(1);

    sandbox.reset();

    expect((await answers).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(sandbox.requests()).toEqual([]);
  });

  test("a request whose body is still coming in at a reset leaves no trace either", async ({ sandbox }) => {
    const socket = connect(Number(new URL(sandbox.url).port), "127.0.0.1");
    socket.write(
      "POST /v1/sandbox/my_bot_was_stopped HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
        'Expect: 100-continue\r\nContent-Length: 15\r\n\r\n{"user_id"',
    );
    // "100 Continue": the sandbox has read the head and waits for the rest.
    await once(socket, "data");
    sandbox.reset();
    socket.write(':"1"}');
    await once(socket, "close");

    expect(sandbox.requests()).toEqual([]);
  });

  test("close drops every connection and may be called twice", async () => {
    const sandbox = await startSandbox();
    sandbox.fault({ kind: "hang", recorded: true });
    const hanging = call(sandbox, "my_bot_was_stopped", stopOf(1));
    await sandbox.waitFor({ userId: "1" }, GENEROUS);

    const dropped = expect(hanging).rejects.toThrow();
    await Promise.all([sandbox.close(), sandbox.close()]);
    await dropped;

    await expect(call(sandbox, "my_bot_was_stopped", stopOf(1))).rejects.toThrow();
    expect(sandbox.requests()).toHaveLength(1);
  });
});
