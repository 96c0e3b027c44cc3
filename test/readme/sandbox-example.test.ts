import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { codeBlocks } from "./markdown.ts";
import { runInVitest, runTestFile } from "./run-test-file.ts";

const readme = readFileSync(new URL("../../packages/sandbox/README.md", import.meta.url), "utf8");
const examples = codeBlocks(readme).map(({ code }) => code);
const [example = "", ...others] = examples.filter((code) => code.includes('from "vitest"'));
const [forNode = ""] = examples.filter((code) => code.includes('from "node:test"'));

test("the sandbox's README shows how to test one's own bot in ten lines", () => {
  const body = /^test\(.*\n([\s\S]*)^\}\);$/m.exec(example)?.[1] ?? "";
  expect(body.trimEnd().split("\n")).toHaveLength(10);
  expect(others).toEqual([]);
});

test("that example passes as it stands", async () => {
  expect(await runInVitest(example)).toMatch(/Tests\s+1 passed \(1\)/);
});

test("that example fails where the start is not reported", async () => {
  const untracked = example.replace(/^.*\btracking\b.*$/gm, "");
  expect(untracked).not.toBe(example);
  expect(await runInVitest(untracked)).toMatch(/Waited 4000 ms for 1 matching requests?, got 0/);
});

test("the example for node --test passes, says nothing, and the process ends at once", async () => {
  const output = await runInNodeTest(forNode);
  expect(output).toMatch(/pass 1\n/);
  expect(output).not.toContain("[bot-tracker]");
  expect(output).toContain(NOTHING_HOLDS_IT);
});

test("a node --test whose tracker is never closed ends as quietly, although a start is not sent yet", async () => {
  const forgotten = forNode.replace(/^ *t\.after\(\(\) => tracking.*$/m, "");
  expect(forgotten).not.toBe(forNode);
  // Recorded after the sandbox has answered for the last time.
  const again = "await bot.handleUpdate({ update_id: 2, message: { ...message, message_id: 2 } });";
  const late = forgotten.replace(/^\}\);$/m, `  await sandbox.close();\n  ${again}\n});`);
  const output = await runInNodeTest(late);
  expect(output).toMatch(/pass 1\n/);
  expect(output).not.toContain("[bot-tracker]");
  expect(output).toContain(NOTHING_HOLDS_IT);
});

/** Tells what still keeps the process when nothing is left to do. A wait, for a service that is gone, is a timer. */
const AT_THE_END = `process.once("beforeExit", () => setImmediate(() => {
  const timers = process.getActiveResourcesInfo().filter((resource) => resource === "Timeout");
  console.log("timers that hold the process:", timers.length);
}));`;
const NOTHING_HOLDS_IT = "timers that hold the process: 0";

function runInNodeTest(code: string): Promise<string> {
  return runTestFile("bot.test.js", `${AT_THE_END}\n${code}`, () => ["--test", "--test-reporter=spec"]);
}
