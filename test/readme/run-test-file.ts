import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = join(dirname(fileURLToPath(import.meta.resolve("vitest/package.json"))), "vitest.mjs");
/** `NODE_TEST_CONTEXT` would make a runner within a runner. */
const ENVIRONMENT = /^(BOT_TRACKER_|TGTRACK_|HOWUSEDBOT_|VITEST|NODE_TEST)/;

/** What vitest prints about a README's example. */
export function runInVitest(code: string, ...options: readonly string[]): Promise<string> {
  return runTestFile("bot.test.ts", code, (folder) => [VITEST, "run", "--root", folder, ...options]);
}

/** What a runner prints about a test file, in a folder where a bot's dependencies are found. */
export async function runTestFile(name: string, code: string, argsIn: (folder: string) => string[]): Promise<string> {
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
