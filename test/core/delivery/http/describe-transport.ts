import { createServer, type Server, type Socket } from "node:net";
import { inspect } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import type { HttpRequest, HttpTransport } from "../../../../packages/core/src/delivery/http/http-transport.ts";
import { GENEROUS } from "../../../support/generous.ts";
import { RecordingServer } from "../../../support/recording-server.ts";

export const KEY = "SECRETKEY123";

export async function makeServer(): Promise<RecordingServer> {
  const server = await RecordingServer.start();
  onTestFinished(() => server.close());
  return server;
}

/** A bare TCP server, for what an HTTP server would not do. */
export async function makeTcpServer(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a port");
  return address.port;
}

export function post(base: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return {
    url: `${base}/v1/${KEY}/add_event`,
    headers: { "content-type": "application/json" },
    body: '{"a":"привет"}',
    ...GENEROUS,
    ...more,
  };
}

/** How a failure is told, which differs by what sends. */
export interface TransportWords {
  readonly refused: RegExp;
  readonly unknownHost: RegExp;
  readonly reset: RegExp;
}

const WORDS_ON_NODE: TransportWords = {
  refused: /^no connection could be made \(ECONNREFUSED\)$/,
  unknownHost: /^no connection could be made \((ENOTFOUND|EAI_AGAIN)\)$/,
  reset: /^the connection broke before the answer was complete \(ECONNRESET\)$/,
};

/** What every transport promises, on real servers. */
export function describeTransport(
  create: (options: { nowMs?: () => number }) => HttpTransport,
  words: TransportWords = WORDS_ON_NODE,
): void {
  const makeTransport = (options: { nowMs?: () => number } = {}): HttpTransport => {
    const transport = create(options);
    onTestFinished(() => transport.close());
    return transport;
  };

  describe("an answered request", () => {
    it("reaches the server as it was given", async () => {
      const server = await makeServer();
      const result = await makeTransport().send(post(server.url));
      expect(result).toEqual({ kind: "answered", status: 200, text: '{"status":"OK"}' });
      expect(server.requests).toHaveLength(1);
      expect(server.requests[0]).toMatchObject({
        method: "POST",
        path: `/v1/${KEY}/add_event`,
        body: '{"a":"привет"}',
        headers: { "content-type": "application/json" },
      });
    });

    it("is an answer whatever its status, and a redirect is not followed", async () => {
      const server = await makeServer();
      server.nextAnswers.push({ status: 302, headers: { location: "/elsewhere" }, body: "moved" });
      const result = await makeTransport().send(post(server.url));
      expect(result).toEqual({ kind: "answered", status: 302, text: "moved" });
      expect(server.requests).toHaveLength(1);
    });

    it("carries what Retry-After asks for, by the clock it was given", async () => {
      const server = await makeServer();
      server.nextAnswers.push({ status: 429, headers: { "retry-after": "Fri, 20 Nov 2026 12:00:30 GMT" }, body: {} });
      const transport = makeTransport({ nowMs: () => Date.parse("2026-11-20T12:00:00Z") });
      expect(await transport.send(post(server.url))).toMatchObject({ status: 429, retryAfterMs: 30_000 });
    });

    it("is read without its byte order mark", async () => {
      const server = await makeServer();
      server.nextAnswers.push({ body: '\uFEFF{"status":"OK"}' });
      expect(await makeTransport().send(post(server.url))).toMatchObject({ text: '{"status":"OK"}' });
    });

    it("may be a million bytes long, but not much longer", async () => {
      const server = await makeServer();
      server.nextAnswers.push({ body: "x".repeat(1_048_576) }, { body: "x".repeat(1_048_577) });
      const transport = makeTransport();
      expect(await transport.send(post(server.url))).toMatchObject({ kind: "answered" });
      expect(await transport.send(post(server.url))).toMatchObject({
        kind: "failed",
        answerLost: true,
        description: expect.stringContaining("longer than 1048576 bytes"),
      });
    });
  });

  describe("a request that never reached a connection", () => {
    it("is no lost answer when the connection was refused", async () => {
      const server = await RecordingServer.start();
      const { url } = server;
      await server.close();
      expect(await makeTransport().send(post(url))).toMatchObject({
        kind: "failed",
        answerLost: false,
        description: expect.stringMatching(words.refused),
      });
    });

    it("is no lost answer when the name is unknown", async () => {
      const result = await makeTransport().send(post("http://no-such-host.invalid"));
      expect(result).toMatchObject({
        kind: "failed",
        answerLost: false,
        description: expect.stringMatching(words.unknownHost),
      });
    });

    it("is no lost answer when the TLS handshake fails", async () => {
      const server = await makeServer();
      const result = await makeTransport().send(post(server.url.replace("http:", "https:")));
      expect(result).toMatchObject({ kind: "failed", answerLost: false });
      expect(server.requests).toHaveLength(0);
    });

    it("is no lost answer when the signal was aborted before", async () => {
      const server = await makeServer();
      expect(await makeTransport().send(post(server.url), AbortSignal.abort())).toMatchObject({
        kind: "failed",
        answerLost: false,
      });
      expect(server.requests).toHaveLength(0);
    });

    it("fails and does not reject when the address or a header is impossible", async () => {
      const transport = makeTransport();
      expect(await transport.send(post("nonsense"))).toMatchObject({ kind: "failed", answerLost: false });
      const server = await makeServer();
      const request = post(server.url, { headers: { "bad header": "\n" } });
      expect(await transport.send(request)).toMatchObject({ kind: "failed", answerLost: false });
    });
  });

  describe("a request whose answer was lost", () => {
    it("is told when the connection is reset after the request", async () => {
      const server = await makeServer();
      server.answer = (_request, response) => void response.socket?.resetAndDestroy();
      expect(await makeTransport().send(post(server.url))).toMatchObject({
        kind: "failed",
        answerLost: true,
        description: expect.stringMatching(words.reset),
      });
      expect(server.requests).toHaveLength(1);
    });

    it("is told when the server hangs until the timeout", async () => {
      const server = await makeServer();
      const transport = makeTransport();
      // On a connection that is there: to make one may take a busy machine longer than that.
      await transport.send(post(server.url));
      server.answer = () => undefined;
      expect(await transport.send(post(server.url, { timeoutMs: 100 }))).toEqual({
        kind: "failed",
        answerLost: true,
        description: "no complete answer came within 100 ms",
      });
    });

    it("is told when the answer is cut in the middle of its body", async () => {
      const server = await makeServer();
      server.answer = (_request, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write('{"status":', () => response.destroy());
      };
      expect(await makeTransport().send(post(server.url))).toMatchObject({ kind: "failed", answerLost: true });
    });

    it("is told when the body drips in longer than the whole timeout", async () => {
      const server = await makeServer();
      const transport = makeTransport();
      await transport.send(post(server.url));
      server.answer = (_request, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(" "), 20);
        response.on("close", () => clearInterval(drip));
      };
      expect(await transport.send(post(server.url, { timeoutMs: 150 }))).toMatchObject({
        kind: "failed",
        answerLost: true,
        description: "no complete answer came within 150 ms",
      });
    });

    it("is told when the request is aborted while the server works on it", async () => {
      const server = await makeServer();
      const aborter = new AbortController();
      server.answer = () => aborter.abort();
      expect(await makeTransport().send(post(server.url), aborter.signal)).toMatchObject({
        kind: "failed",
        answerLost: true,
        description: "the request was aborted",
      });
    });

    it("is told when what comes back is not HTTP", async () => {
      const port = await makeTcpServer((socket) => socket.on("data", () => socket.end("SSH-2.0-nonsense\r\n")));
      expect(await makeTransport().send(post(`http://127.0.0.1:${port}`))).toMatchObject({
        kind: "failed",
        answerLost: true,
      });
    });

    it("is followed by requests that work", async () => {
      const server = await makeServer();
      server.nextAnswers.push((_request, response) => void response.socket?.resetAndDestroy());
      const transport = makeTransport();
      expect(await transport.send(post(server.url))).toMatchObject({ kind: "failed" });
      expect(await transport.send(post(server.url))).toMatchObject({ kind: "answered" });
    });
  });

  describe("M18: what the transport says", () => {
    it("never holds the address or the key in it", async () => {
      const server = await makeServer();
      server.answer = (_request, response) => void response.socket?.resetAndDestroy();
      const results = [
        await makeTransport().send(post(server.url)),
        await makeTransport().send(post("http://127.0.0.1:1")),
        await makeTransport().send(post("nonsense")),
        await makeTransport().send(post("http://no-such-host.invalid")),
      ];
      for (const result of results) {
        expect(result.kind).toBe("failed");
        expect(inspect(result, { depth: 10, showHidden: true })).not.toContain(KEY);
      }
    });
  });

  describe("closing", () => {
    it("aborts what is under way and refuses what comes after", async () => {
      const server = await makeServer();
      server.answer = () => undefined;
      const transport = makeTransport();
      const pending = transport.send(post(server.url));
      await expect.poll(() => server.requests).toHaveLength(1);
      await transport.close();
      expect(await pending).toMatchObject({ kind: "failed", answerLost: true });
      expect(await transport.send(post(server.url))).toMatchObject({ kind: "failed", answerLost: false });
    });
  });
}
