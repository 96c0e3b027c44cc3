import { spawnSync } from "node:child_process";
import type { Socket } from "node:net";
import { inspect } from "node:util";
import undici, { Agent, type Dispatcher, MockAgent } from "undici";
import undici6 from "undici-6";
import undici7 from "undici-7";
import { describe, expect, it, onTestFinished } from "vitest";
import type { HttpTransport } from "../../../../packages/core/src/delivery/http/http-transport.ts";
import {
  createUndiciTransport,
  type UndiciTransportOptions,
} from "../../../../packages/core/src/delivery/http/undici-transport.ts";
import { GENEROUS } from "../../../support/generous.ts";
import { describeTransport, KEY, makeServer, makeTcpServer, post } from "./describe-transport.ts";

function makeTransport(options: Partial<UndiciTransportOptions> = {}): HttpTransport {
  const transport = createUndiciTransport({ undici: () => undici, ...options });
  onTestFinished(() => transport.close());
  return transport;
}

describeTransport((options) => createUndiciTransport({ undici: () => undici, ...options }));

describe("an answered request", () => {
  it("uses at most as many connections as were allowed, and uses them again", async () => {
    const server = await makeServer();
    const sockets = new Set<unknown>();
    server.answer = (_request, response) => {
      sockets.add(response.socket);
      setImmediate(() => response.end('{"status":"OK"}'));
    };
    const transport = makeTransport({ connections: 2 });
    const results = await Promise.all(Array.from({ length: 12 }, () => transport.send(post(server.url))));
    expect(results.every((result) => result.kind === "answered")).toBe(true);
    expect(sockets.size).toBe(2);
  });
});

describe("a request that never reached a connection", () => {
  it("is no lost answer when the TLS handshake hangs until the timeout", async () => {
    const port = await makeTcpServer(() => undefined);
    const result = await makeTransport().send(post(`https://127.0.0.1:${port}`, { timeoutMs: 50 }));
    expect(result).toEqual({
      kind: "failed",
      answerLost: false,
      description: "no connection could be made within 50 ms",
    });
  });

  it("is never written after it was given up", async () => {
    const server = await makeServer();
    const held: (() => void)[] = [];
    server.answer = (_request, response) => void held.push(() => response.end("{}"));
    const transport = makeTransport({ connections: 1 });
    const first = transport.send(post(server.url));
    await expect.poll(() => held).toHaveLength(1);
    const aborter = new AbortController();
    const second = transport.send(post(server.url), aborter.signal);
    await new Promise(setImmediate);
    aborter.abort();
    expect(await second).toMatchObject({ kind: "failed", answerLost: false });
    held[0]?.();
    expect(await first).toMatchObject({ kind: "answered" });
    server.answer = { body: {} };
    expect(await transport.send(post(server.url))).toMatchObject({ kind: "answered" });
    expect(server.requests).toHaveLength(2);
  });
});

describe("a dispatcher that somebody else made", () => {
  it("is left open", async () => {
    const server = await makeServer();
    const dispatcher = new Agent();
    onTestFinished(() => dispatcher.close());
    const transport = makeTransport({ dispatcher });
    expect(await transport.send(post(server.url))).toMatchObject({ kind: "answered" });
    await transport.close();
    expect(dispatcher.closed || dispatcher.destroyed).toBe(false);
  });

  it("never has its words repeated: undici's mock puts the whole path into its error", async () => {
    const server = await makeServer();
    const mock = new MockAgent();
    mock.disableNetConnect();
    const result = await makeTransport({ dispatcher: mock }).send(post(server.url));
    await mock.close();
    expect(result.kind).toBe("failed");
    expect(inspect(result, { depth: 10, showHidden: true })).not.toContain(KEY);
  });

  it.each([
    ["6", undici6],
    ["7", undici7],
  ])("may be of undici %s", async (_version, older) => {
    const server = await makeServer();
    server.nextAnswers.push({ status: 429, headers: { "retry-after": "7" }, body: { message: "привет" } });
    const dispatcher = new older.Agent() as unknown as Dispatcher;
    onTestFinished(() => dispatcher.close());
    const transport = makeTransport({ dispatcher });
    expect(await transport.send(post(server.url))).toEqual({
      kind: "answered",
      status: 429,
      text: '{"message":"привет"}',
      retryAfterMs: 7_000,
    });
    server.answer = (_request, response) => void response.socket?.resetAndDestroy();
    expect(await transport.send(post(server.url))).toMatchObject({ kind: "failed", answerLost: true });
    expect(await transport.send(post("http://127.0.0.1:1"))).toMatchObject({ kind: "failed", answerLost: false });
  });

  const broken: Record<string, (handler: Dispatcher.DispatchHandler) => unknown> = {
    throws: () => {
      throw new Error(KEY);
    },
    "returns a promise that rejects": () => Promise.reject(new Error(KEY)),
    "starts without a controller, then answers nothing": (handler) => {
      setImmediate(() => {
        handler.onRequestStart?.(undefined as never, undefined);
        handler.onResponseStart?.(undefined as never, 200, undefined as never);
      });
      return true;
    },
    "answers with what is no data": (handler) => {
      setImmediate(() => handler.onResponseData?.({} as never, undefined as never));
      return true;
    },
    "fails with what is no error": (handler) => {
      setImmediate(() => handler.onResponseError?.(undefined as never, KEY as never));
      return true;
    },
    "fails with an error that has a symbol for a name": (handler) => {
      const error = Object.assign(new Error(KEY), { name: Symbol(KEY) });
      setImmediate(() => handler.onResponseError?.(undefined as never, error as never));
      return true;
    },
    "calls nothing at all": () => true,
  };

  it.each(Object.entries(broken))(
    "that %s is a failed request, and never the process's end",
    async (_what, dispatch) => {
      const dispatcher = {
        dispatch: (_options: unknown, handler: never) => dispatch(handler),
      } as unknown as Dispatcher;
      const result = await makeTransport({ dispatcher }).send(post("http://127.0.0.1:1", { timeoutMs: 50 }));
      expect(result.kind).toBe("failed");
      expect(inspect(result, { depth: 10, showHidden: true })).not.toContain(KEY);
    },
  );
});

describe("closing", () => {
  it("breaks off a connection that is still being made", async () => {
    const sockets: Socket[] = [];
    const port = await makeTcpServer((socket) => void sockets.push(socket.resume()));
    const transport = makeTransport();
    const pending = transport.send(post(`https://127.0.0.1:${port}`, { timeoutMs: 60_000 }));
    await expect.poll(() => sockets).toHaveLength(1);
    await transport.close();
    expect(await pending).toMatchObject({ kind: "failed", answerLost: false });
    await expect.poll(() => sockets[0]?.closed).toBe(true);
  });

  it("is not needed for the process to end: an idle connection does not hold it", async () => {
    const program = `
      import { createServer } from "node:http";
      import undici from ${JSON.stringify(import.meta.resolve("undici"))};
      import { createUndiciTransport } from ${JSON.stringify(new URL("../../../../packages/core/src/delivery/http/undici-transport.ts", import.meta.url).href)};
      const server = createServer((request, response) => { request.resume(); response.end("{}"); });
      server.listen(0, "127.0.0.1", async () => {
        const url = "http://127.0.0.1:" + server.address().port + "/";
        server.on("connection", (socket) => socket.unref());
        const result = await createUndiciTransport({ undici: () => undici }).send({ url, headers: {}, body: "{}", timeoutMs: 600_000 });
        server.unref();
        process.on("exit", () => console.log(result.kind, process.getActiveResourcesInfo().includes("Timeout")));
      });
    `;
    const child = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      timeout: GENEROUS.timeoutMs,
    });
    expect(child.stderr).toBe("");
    expect(child.stdout.trim()).toBe("answered false");
  });
});
