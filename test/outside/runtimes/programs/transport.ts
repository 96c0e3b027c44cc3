/**
 * The transports of the engine's sources, in whatever runtime. Usage: transport.ts <fetch|undici|chosen> <nowMs>. Each line of
 * its standard input is a `TransportCommand`, and it answers with a line of its own.
 */
import { createInterface } from "node:readline";
import { inspect } from "node:util";
import { createTransport } from "../../../../packages/core/src/delivery/http/create-transport.ts";
import { createFetchTransport } from "../../../../packages/core/src/delivery/http/fetch-transport.ts";
import type { HttpRequest, HttpTransport } from "../../../../packages/core/src/delivery/http/http-transport.ts";
import { loadUndici } from "../../../../packages/core/src/delivery/http/load-undici.ts";
import { createUndiciTransport } from "../../../../packages/core/src/delivery/http/undici-transport.ts";

export type TransportCommand =
  | { kind: "send"; id: number; request: HttpRequest; isAborted: boolean }
  | { kind: "abort"; id: number }
  | { kind: "close"; id: number };

const [which, now] = process.argv.slice(2);
const options = now === undefined ? {} : { nowMs: () => Number(now) };
const transport = makeTransport();
const aborters = new Map<number, AbortController>();

createInterface({ input: process.stdin }).on("line", (line) => void obey(JSON.parse(line)));

function makeTransport(): HttpTransport {
  if (which === "fetch") return createFetchTransport(options);
  if (which === "chosen") return createTransport(options);
  const undici = loadUndici();
  if (undici === undefined) throw new Error("There is no undici here.");
  return createUndiciTransport({ ...options, undici: () => undici });
}

async function obey(command: TransportCommand): Promise<void> {
  switch (command.kind) {
    case "send": {
      const { id, request, isAborted } = command;
      const aborter = new AbortController();
      aborters.set(id, aborter);
      if (isAborted) aborter.abort();
      const result = await transport.send(request, aborter.signal);
      // As a cause does not fit into JSON, it goes as all that a log could show of it.
      const cause = "cause" in result ? { cause: inspect(result.cause, { depth: 10, showHidden: true }) } : {};
      console.log(JSON.stringify({ id, result: { ...result, ...cause } }));
      return;
    }
    case "abort":
      aborters.get(command.id)?.abort();
      return;
    case "close":
      await transport.close();
      console.log(JSON.stringify({ id: command.id }));
  }
}
