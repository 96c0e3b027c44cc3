import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { waitUntil } from "../../support/wait-until.ts";
import type { Runtime } from "./runtime.ts";

/** A program under way in some runtime. */
export interface RunningProgram {
  /** All lines that it has written to its standard output. */
  readonly lines: readonly string[];
  /** With its exit code, or the signal that ended it, and everything that it wrote to its standard error. */
  readonly ended: Promise<{ end: unknown; errors: string }>;
  /** Calls back at each line of its standard output. */
  onLine(listener: (line: string) => void): void;
  write(line: string): void;
  /** Resolves when it has written that line. */
  waitForLine(line: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs a script with nothing of this process's environment. The test's end ends it. */
export function runProgram(
  { program, args }: Runtime,
  script: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningProgram {
  const { PATH = "", HOME = "" } = process.env;
  const child: ChildProcessWithoutNullStreams = spawn(program, [...args, script, ...argv], {
    env: { PATH, HOME, NO_COLOR: "1", ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  let errors = "";
  let hasEnded = false;
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  // A line may be on its way when it is killed.
  child.stdin.on("error", () => {});
  const ended = once(child, "close").then(([code, signal]) => {
    hasEnded = true;
    return { end: code ?? signal, errors };
  });
  return {
    lines,
    ended,
    onLine: (listener) => void reader.on("line", listener),
    write: (line) => void child.stdin.write(`${line}\n`),
    async waitForLine(line) {
      await waitUntil(`the line "${line}"`, () => lines.includes(line) || hasEnded);
      if (!lines.includes(line)) throw new Error(`It ended without the line "${line}": ${errors}`);
    },
    kill: (signal) => void child.kill(signal),
  };
}
