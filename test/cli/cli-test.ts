import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type BotHandle, startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { test as base, expect, vi } from "vitest";
import { runCli } from "../../packages/cli/src/index.ts";
import { type Sandbox, startSandbox } from "../../packages/sandbox/src/index.ts";
import { GENEROUS } from "../support/generous.ts";

export const PACKAGE = new URL("../../packages/cli/package.json", import.meta.url);
export const { bin, publishConfig } = JSON.parse(readFileSync(PACKAGE, "utf8"));
const CLI = fileURLToPath(new URL(bin["bot-tracker"], PACKAGE));

/** Secrets that no output may hold; every run is searched for them. */
export const KEY = "tg-key-5f0c6c1e9b";
export const TOKEN = "hub-token-77aa31c0";

export type Env = Readonly<Record<string, string>>;

/** How a run of the command line ended, and all that it printed. */
export interface CliRun {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface CliFixtures {
  /** A folder of the test's own. */
  folder: string;
  /** Runs the command line in `folder`, with these variables and no others, within the test's process: a tenth of the work. */
  cli(args: readonly string[], env?: Env): Promise<CliRun>;
  /** Likewise, but as a user would: a process of its own, which has to end by itself. Each command has some such tests. */
  cliProcess(args: readonly string[], env?: Env, input?: string): Promise<CliRun>;
  /** Both services, with `KEY` and `TOKEN`. */
  sandbox: Sandbox;
  bot: BotHandle;
}

export const test = base.extend<CliFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs off this pattern.
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "bot-tracker-cli-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  cli: async ({ folder }, use) => {
    await use(async (args, env = {}) => checked(await runHere(folder, args, env), env));
  },
  cliProcess: async ({ folder }, use) => {
    await use(async (args, env = {}, input = "") => checked(await runProcess(folder, args, env, input), env));
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  sandbox: async ({}, use) => {
    const sandbox = await startSandbox({ keys: [KEY, TOKEN] });
    await use(sandbox);
    await sandbox.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  bot: async ({}, use) => {
    const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs });
    await use(telegram.addBot({ token: "7000000001:SIMULATED-for-the-cli", username: "shop_bot" }));
    await telegram.close();
  },
});

/** The services' addresses and keys as a bot's environment has them. */
export function serviceEnv(sandbox: Sandbox): Env {
  return {
    TGTRACK_API_KEY: KEY,
    TGTRACK_URL: `${sandbox.url}/v1`,
    HOWUSEDBOT_API_TOKEN: TOKEN,
    HOWUSEDBOT_URL: `${sandbox.url}/bin/webhooks/6438/181/4opQGmB6OlHqqPRM`,
  };
}

export function telegramEnv(bot: BotHandle): Env {
  return { BOT_TOKEN: bot.token, TELEGRAM_API_URL: bot.apiRoot };
}

async function runHere(folder: string, args: readonly string[], env: Env): Promise<CliRun> {
  const said = { stdout: "", stderr: "" };
  const output = (name: keyof typeof said) => ({ write: (written: string) => (said[name] += written) });
  // Whatever does not go where it should would be seen by a user all the same.
  const astray = (["log", "info", "warn", "error", "debug"] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...parts) => {
      said.stderr += `${parts.join(" ")}\n`;
    }),
  );
  const before = process.cwd();
  process.chdir(folder);
  try {
    const ports = { env, stdout: output("stdout"), stderr: output("stderr"), program: "bot-tracker" };
    const exitCode = await runCli(args, ports);
    return { exitCode, ...said };
  } finally {
    process.chdir(before);
    for (const spy of astray) spy.mockRestore();
  }
}

async function runProcess(folder: string, args: readonly string[], env: Env, input: string): Promise<CliRun> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", CLI, ...args], {
    cwd: folder,
    env: { ...env, NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  // How the program is called here; what it is elsewhere, mistakes.test.ts looks at.
  const read = async (stream: Readable): Promise<string> =>
    (await text(stream)).replaceAll(`node ${CLI}`, "bot-tracker");
  const [[exitCode], stdout, stderr] = await Promise.all([once(child, "exit"), read(child.stdout), read(child.stderr)]);
  return { exitCode, stdout, stderr };
}

/** What holds of every run. */
function checked(run: CliRun, env: Env): CliRun {
  const secrets = [KEY, TOKEN, ...(env["BOT_TOKEN"] === undefined ? [] : [env["BOT_TOKEN"]])];
  for (const secret of secrets) expect(run.stdout + run.stderr).not.toContain(secret);
  // What can be expected is told in words.
  expect(run.stderr).not.toMatch(/^\s+at /m);
  return run;
}
