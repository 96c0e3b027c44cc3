import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { codeBlocks } from "./markdown.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = join(dirname(fileURLToPath(import.meta.resolve("vitest/package.json"))), "vitest.mjs");
const ENVIRONMENT = /^(BOT_TRACKER_|TGTRACK_|HOWUSEDBOT_|VITEST)/;

const readme = readFileSync(join(root, "packages/sandbox/README.md"), "utf8");
const [example = "", ...others] = codeBlocks(readme)
  .map(({ code }) => code)
  .filter((code) => code.includes('from "vitest"'));

test("the sandbox's README shows how to test one's own bot in ten lines", () => {
  const body = /^test\(.*\n([\s\S]*)^\}\);$/m.exec(example)?.[1] ?? "";
  expect(body.trimEnd().split("\n")).toHaveLength(10);
  expect(others).toEqual([]);
});

test("that example passes as it stands", async () => {
  expect(await runInVitest(example)).toMatch(/Tests\s+1 passed \(1\)/);
});

test("that example fails where the start is not reported", async () => {
  const untracked = example.replace(/^ *bot\.use\(tracker.*$/m, "");
  expect(untracked).not.toBe(example);
  expect(await runInVitest(untracked)).toMatch(/Waited 4000 ms for 1 matching requests?, got 0/);
});

/** What vitest prints about a test file, in a folder where a bot's dependencies are found. */
async function runInVitest(code: string): Promise<string> {
  const artifacts = join(root, "test", ".artifacts");
  mkdirSync(artifacts, { recursive: true });
  const folder = mkdtempSync(join(artifacts, "readme-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "bot.test.ts"), code);
  const others = Object.entries(process.env).filter(([name]) => !ENVIRONMENT.test(name));
  const env = { ...Object.fromEntries(others), NO_COLOR: "1", BOT_TRACKER_DIR: folder };
  const run = promisify(execFile)(process.execPath, [VITEST, "run", "--root", folder], { env });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr;
}
