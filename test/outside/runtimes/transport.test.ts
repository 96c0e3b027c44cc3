import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import type { HttpResult, HttpTransport } from "../../../packages/core/src/delivery/http/http-transport.ts";
import {
  describeTransport,
  makeServer,
  post,
  type TransportWords,
} from "../../core/delivery/http/describe-transport.ts";
import type { TransportCommand } from "./programs/transport.ts";
import { runProgram } from "./run-program.ts";
import type { Runtime } from "./runtime.ts";

const PROGRAM = join(import.meta.dirname, "programs/transport.ts");

const WORDS: Record<Runtime["name"], TransportWords> = {
  Bun: {
    refused: /^no connection could be made \((ECONNREFUSED|ConnectionRefused)\)$/,
    unknownHost: /^no connection could be made \((ENOTFOUND|EAI_AGAIN|ConnectionRefused|FailedToOpenSocket)\)$/,
    reset: /^the connection broke before the answer was complete \(ECONNRESET\)$/,
  },
  Deno: {
    refused: /^no connection could be made$/,
    unknownHost: /^no connection could be made$/,
    reset: /^the connection broke before the answer was complete \(TypeError\)$/,
  },
};

/** Bun puts something of its own in the place of undici. */
const SENDS_BY: Record<Runtime["name"], "fetch" | "undici"> = { Bun: "fetch", Deno: "undici" };

for (const runtime of inject("runtimes")) {
  describe(`fetch of ${runtime.name}`, () => {
    describeTransport(({ nowMs }) => transportIn(runtime, "fetch", nowMs?.()), WORDS[runtime.name]);
  });

  test(`${runtime.name} sends by ${SENDS_BY[runtime.name]}`, async () => {
    const server = await makeServer();
    await transportIn(runtime, "chosen").send(post(server.url));
    // Every runtime's fetch says that it takes anything, and undici's request says nothing of it.
    expect(server.requests.map(({ headers }) => headers.accept)).toEqual([
      SENDS_BY[runtime.name] === "fetch" ? "*/*" : undefined,
    ]);
  });

  if (SENDS_BY[runtime.name] === "undici")
    describe(`undici on ${runtime.name}`, () => {
      describeTransport(({ nowMs }) => transportIn(runtime, "undici", nowMs?.()));
    });
}

/** A transport that lives in a process of that runtime. */
function transportIn(runtime: Runtime, which: "fetch" | "undici" | "chosen", nowMs?: number): HttpTransport {
  const process = runProgram(runtime, PROGRAM, [which, ...(nowMs === undefined ? [] : [String(nowMs)])]);
  const answers = new Map<number, (result: HttpResult) => void>();
  process.onLine((line) => {
    const { id, result } = JSON.parse(line) as { id: number; result: HttpResult };
    answers.get(id)?.(result);
  });
  let lastId = 0;
  const tell = (command: TransportCommand): void => process.write(JSON.stringify(command));
  const ask = (of: (id: number) => TransportCommand): Promise<HttpResult> => {
    const id = ++lastId;
    const ended = process.ended.then(({ end, errors }) => Promise.reject(new Error(`It ended (${end}): ${errors}`)));
    tell(of(id));
    return Promise.race([new Promise<HttpResult>((resolve) => answers.set(id, resolve)), ended]);
  };
  return {
    send(request, signal) {
      const sent = ask((id) => ({ kind: "send", id, request, isAborted: signal?.aborted ?? false }));
      const id = lastId;
      signal?.addEventListener("abort", () => tell({ kind: "abort", id }), { once: true });
      return sent;
    },
    async close() {
      await ask((id) => ({ kind: "close", id }));
    },
  };
}
