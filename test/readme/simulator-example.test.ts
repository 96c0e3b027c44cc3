import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { codeBlocks } from "./markdown.ts";
import { runInVitest } from "./run-test-file.ts";

const readme = readFileSync(new URL("../../packages/telegram-simulator/README.md", import.meta.url), "utf8");
const [example = "", ...others] = codeBlocks(readme)
  .map(({ code }) => code)
  .filter((code) => code.includes('from "vitest"'));

/** On a busy machine the whole way may take longer than the 5 seconds that vitest gives it. */
const UNHURRIED = "--testTimeout=60000";

test("the simulator's README shows how to test one's own bot from start to stop in ten lines", () => {
  const body = /^test\(.*\n([\s\S]*)^\}\);$/m.exec(example)?.[1] ?? "";
  expect(body.trimEnd().split("\n")).toHaveLength(10);
  expect(others).toEqual([]);
});

test("that example passes as it stands", async () => {
  expect(await runInVitest(example, "--retry=5", UNHURRIED)).toMatch(/Tests\s+1 passed \(1\)/);
});

test("that example fails where the bot does not answer, and says what it did instead", async () => {
  const silent = example.replace('ctx.reply("Welcome!")', "ctx.api.getMe()");
  expect(silent).not.toBe(example);
  expect(await runInVitest(silent, UNHURRIED)).toMatch(
    /Expected 1 calls of sendMessage within 4000 ms and got 0. Calls so far: .*getMe/,
  );
});

test("that example fails where the block is not reported", async () => {
  const untracked = example.replace("anna.block();", "");
  expect(untracked).not.toBe(example);
  expect(await runInVitest(untracked, UNHURRIED)).toMatch(/Waited 4000 ms for 2 matching requests?, got 1/);
});
