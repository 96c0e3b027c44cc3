import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { CaseResult } from "./conformance/run-cases.ts";
import type { Runtime } from "./runtime.ts";

const FILE = inject("runtimeCases");

// The table that every adapter passes on Node, run by that runtime as a whole: bots, Telegram and the services.
describe.each(inject("runtimes"))("on $name", (runtime) => {
  const results = new Map<string, PromiseWithResolvers<CaseResult>>(
    titlesIn(runtime).map((title) => [title, Promise.withResolvers()]),
  );
  let end = (): void => {};

  beforeAll(() => {
    const child = runCases(runtime, (result) => results.get(result.title)?.resolve(result));
    child.once("close", (code, signal) => {
      for (const [title, { resolve }] of results) resolve({ title, error: `It ended with ${code ?? signal} before.` });
    });
    end = () => void child.kill("SIGKILL");
  });
  afterAll(() => end());

  test("there are cases of both frameworks, in polling and webhook mode", () => {
    for (const bot of ["grammY 1.46", "node-telegram-bot-api 2.1"]) {
      for (const mode of ["polling", "webhook"]) {
        expect([...results.keys()].filter((title) => title.startsWith(`${bot}, ${mode} > `)).length).toBeGreaterThan(
          30,
        );
      }
    }
  });

  for (const [title, { promise }] of results) {
    test(title, async () => expect((await promise).error).toBeUndefined());
  }
});

function titlesIn({ program, args }: Runtime): string[] {
  return JSON.parse(execFileSync(program, [...args, FILE, "list"], { encoding: "utf8" }));
}

/** Runs them one after another, and calls back as each ends. */
function runCases({ program, args }: Runtime, onResult: (result: CaseResult) => void): ChildProcess {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(program, [...args, FILE, "run"], {
    env: { PATH, HOME, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => onResult(JSON.parse(line) as CaseResult));
  return child;
}
