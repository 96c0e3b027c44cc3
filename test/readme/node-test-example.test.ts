import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { codeBlocks } from "./markdown.ts";
import { runInNodeTest } from "./run-test-files.ts";

const readme = readFileSync(new URL("../../packages/sandbox/README.md", import.meta.url), "utf8");
const examples = codeBlocks(readme).map(({ code }) => code);
const [forNode = ""] = examples.filter((code) => code.includes('from "node:test"'));

test("the example for node --test passes, says nothing, and the process ends at once", async () => {
  const output = await runWatched(forNode);
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
  const output = await runWatched(late);
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

function runWatched(code: string): Promise<string> {
  return runInNodeTest(`${AT_THE_END}\n${code}`);
}
