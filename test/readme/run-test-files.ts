import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = join(dirname(fileURLToPath(import.meta.resolve("vitest/package.json"))), "vitest.mjs");
/** `NODE_TEST_CONTEXT` would make a runner within a runner. */
const ENVIRONMENT = /^(BOT_TRACKER_|TGTRACK_|HOWUSEDBOT_|VITEST|NODE_TEST)/;
/** On a busy machine the whole way may take longer than the 5 seconds that vitest gives it, and its steps their 4. */
const UNHURRIED = ["--testTimeout=60000", "--retry=5"];
const RESULTS = "results.json";

/** How the one test of a file ended. */
export interface FileResult {
  status: string;
  /** Why, every attempt's reason included. */
  failures: string;
}

interface JsonReport {
  testResults: { name: string; assertionResults: { status: string; failureMessages: string[] }[] }[];
}

/** Runs a README's examples, each a file of this name with one test, in one vitest: starting it costs more than they do. */
export async function runInVitest(codes: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, FileResult>> {
  const files = Object.fromEntries(Object.entries(codes).map(([name, code]) => [`${name}.test.ts`, code]));
  return inFolderWith(files, async (folder) => {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${join(folder, RESULTS)}`];
    const printed = await runNode(folder, [VITEST, "run", "--root", folder, ...UNHURRIED, ...reporters]);
    const { testResults } = readReport(join(folder, RESULTS), printed);
    return new Map(
      testResults.map(({ name, assertionResults: [only, ...others] }) => {
        if (only === undefined || others.length > 0)
          throw new Error(`There should be one test in ${name}.\n${printed}`);
        return [basename(name, ".test.ts"), { status: only.status, failures: only.failureMessages.join("\n") }];
      }),
    );
  });
}

/** What Node's own runner prints about a test file. */
export async function runInNodeTest(code: string): Promise<string> {
  return inFolderWith({ "bot.test.js": code }, (folder) => runNode(folder, ["--test", "--test-reporter=spec"]));
}

/** A folder where a bot's dependencies are found. */
async function inFolderWith<Result>(
  files: Readonly<Record<string, string>>,
  run: (folder: string) => Promise<Result>,
): Promise<Result> {
  const artifacts = join(root, "test", ".artifacts");
  mkdirSync(artifacts, { recursive: true });
  const folder = mkdtempSync(join(artifacts, "readme-"));
  try {
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runNode(folder: string, args: readonly string[]): Promise<string> {
  const others = Object.entries(process.env).filter(([name]) => !ENVIRONMENT.test(name));
  const env = { ...Object.fromEntries(others), NO_COLOR: "1", BOT_TRACKER_DIR: folder };
  const run = promisify(execFile)(process.execPath, args, { cwd: folder, env });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr;
}

function readReport(path: string, printed: string): JsonReport {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new Error(`vitest should have written its results, but printed:\n${printed}`);
  }
}
