import { join } from "node:path";
import { describe, inject } from "vitest";
import type { HttpResult, HttpTransport } from "../../../packages/core/src/delivery/http/http-transport.ts";
import { describeTransport, type TransportWords } from "../../core/delivery/http/describe-transport.ts";
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

for (const runtime of inject("runtimes")) {
  describe(`fetch of ${runtime.name}`, () => {
    describeTransport(({ nowMs }) => transportIn(runtime, nowMs?.()), WORDS[runtime.name]);
  });
}

/** A transport that lives in a process of that runtime. */
function transportIn(runtime: Runtime, nowMs: number | undefined): HttpTransport {
  const process = runProgram(runtime, PROGRAM, ["fetch", ...(nowMs === undefined ? [] : [String(nowMs)])]);
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
