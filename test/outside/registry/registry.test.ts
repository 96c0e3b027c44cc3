import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { makeOutsideFolder } from "../../../.ci/packages/outside-folder.ts";
import { publicPackages } from "../../../.ci/packages/public-package.ts";
import { GENEROUS } from "../../support/generous.ts";
import { firstLines, installLine, inWordsOf, programOf } from "./first-lines.ts";
import { addChange, cloneProject, forgetOwner, releaseLines, setOwner } from "./release.ts";
import { Shell } from "./shell.ts";
import { type Registry, startRegistry } from "./start-registry.ts";

const REDIRECT = new URL("../../readme/redirect-telegram.ts", import.meta.url).href;
const outside = makeOutsideFolder("registry");
const clone = join(outside, "bot-tracker");
let registry: Registry | undefined;
let shell: Shell;

// A registry that is left running keeps the test run from ending.
afterAll(async () => {
  registry?.close();
  await rm(outside, { recursive: true, force: true, maxRetries: 5 });
});

beforeAll(async () => {
  registry = await startRegistry(join(outside, "registry"));
  shell = new Shell(registry, outside);
  await cloneProject(shell, clone);
});

test("a release is refused while the project has no owner", async () => {
  forgetOwner(clone);
  await expect(shell.run("pnpm run release", clone)).rejects.toThrow(/placeholder: no release/);
});

test("the lines of CONTRIBUTING publish every package in one version", async () => {
  await setOwner(shell, clone);
  addChange(clone);
  const lines = releaseLines();
  expect(lines).toContain("pnpm run release");
  for (const line of lines) await shell.run(line, clone);

  const names = publicPackages().map(({ manifest }) => manifest.name);
  const versions = await Promise.all(names.map((name) => shell.run(`npm view ${name} version`, outside)));
  expect(names.length).toBeGreaterThan(5);
  expect(versions.map((version) => version.trim())).toEqual(names.map(() => releasedVersion()));
  expect(await shell.run("git tag --list", clone)).toContain(`@bot-tracker/core@${releasedVersion()}`);
});

test.each(["npm", "pnpm", "yarn"] as const)(
  "the README's first lines make a bot with %s that reports a start",
  async (manager) => {
    const parent = join(outside, manager);
    await shell.run(inWordsOf(manager, firstLines()), parent);
    await expectStart(join(parent, "my-bot"), "grammy");
  },
);

test.each(["grammy", "telegraf", "node-telegram-bot-api"])(
  "the line that the README of %s begins with is enough for its program",
  async (name) => {
    const folder = join(outside, `by-${name}`);
    await shell.run(`npm init -y\nnpm pkg set type=module\n${installLine(name)}`, folder);
    await expectStart(folder, name);
  },
);

/** Runs the program of an adapter beside a Telegram and the published sandbox, and has somebody start the bot. */
async function expectStart(folder: string, adapter: string): Promise<void> {
  expect(versionIn(join(folder, "node_modules/@bot-tracker", adapter))).toBe(releasedVersion());
  const sandbox = await startPublishedSandbox();
  const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs });
  onTestFinished(() => telegram.close());
  const bot = telegram.addBot();
  writeFileSync(join(folder, "bot.js"), programOf(adapter));
  const child = spawn(process.execPath, ["--import", REDIRECT, "bot.js"], {
    cwd: folder,
    env: { BOT_TOKEN: bot.token, SIMULATOR_URL: bot.apiRoot, BOT_TRACKER_SANDBOX: sandbox },
    stdio: ["ignore", "inherit", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "exit");
  await Promise.race([bot.waitForCall("getUpdates"), ended.then(() => Promise.reject(new Error("The bot ended.")))]);
  bot.user({ id: 42, first_name: "Anna" }).start("PJ123");
  await expect
    .poll(async () => (await fetch(`${sandbox}/api/requests?method=on_telegram_webhook`)).text())
    .toContain("/start PJ123");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
}

/** By the line that its README begins with. Gives its address. */
async function startPublishedSandbox(): Promise<string> {
  const { pid = 0, stdout } = shell.start(`${installLine("sandbox")} --port 0`, join(outside, "sandbox"));
  onTestFinished(() => void process.kill(-pid, "SIGTERM"));
  if (stdout === null) throw new Error("The sandbox has no output.");
  for await (const line of createInterface({ input: stdout })) {
    const [, address] = /^BOT_TRACKER_SANDBOX=(\S+)$/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error("The sandbox ended before it said where it is.");
}

function releasedVersion(): string {
  return versionIn(join(clone, "packages/core"));
}

function versionIn(folder: string): string {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}
