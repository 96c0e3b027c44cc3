import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { codeBlocks } from "./markdown.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = join(dirname(fileURLToPath(import.meta.resolve("vitest/package.json"))), "vitest.mjs");
/** `NODE_TEST_CONTEXT` would make a runner within a runner. */
const ENVIRONMENT = /^(BOT_TRACKER_|TGTRACK_|HOWUSEDBOT_|VITEST|NODE_TEST)/;

const readme = readFileSync(join(root, "packages/sandbox/README.md"), "utf8");
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

function runInVitest(code: string): Promise<string> {
  return runTestFile("bot.test.ts", code, (folder) => [VITEST, "run", "--root", folder]);
}

/** What a runner prints about a test file, in a folder where a bot's dependencies are found. */
async function runTestFile(name: string, code: string, argsIn: (folder: string) => string[]): Promise<string> {
  const artifacts = join(root, "test", ".artifacts");
  mkdirSync(artifacts, { recursive: true });
  const folder = mkdtempSync(join(artifacts, "readme-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, name), code);
  const others = Object.entries(process.env).filter(([name]) => !ENVIRONMENT.test(name));
  const env = { ...Object.fromEntries(others), NO_COLOR: "1", BOT_TRACKER_DIR: folder };
  const run = promisify(execFile)(process.execPath, argsIn(folder), { cwd: folder, env });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr;
}
