import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { BenchmarkContext } from "../runner/benchmark.ts";

const PROGRAM = fileURLToPath(new URL("./sink-process.ts", import.meta.url));

/** Starts a sink in a process of its own, which ends with the benchmark, and gives its address. */
export async function startSink(
  context: BenchmarkContext,
  { delayMs = 0, answer = '{"status":"OK","ok":true}' }: { delayMs?: number; answer?: string } = {},
): Promise<string> {
  const child = fork(PROGRAM, [String(delayMs), answer], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  context.onEnd(async () => {
    const ended = once(child, "exit");
    child.disconnect();
    await ended;
  });
  const [port] = await once(child, "message");
  return `http://127.0.0.1:${port}`;
}
