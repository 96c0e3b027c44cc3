import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startSandbox } from "@bot-tracker/sandbox";
import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { expect, onTestFinished, test } from "vitest";
import { GENEROUS } from "../support/generous.ts";
import { folderOfPackages } from "./folder-of-packages.ts";
import { codeBlocks } from "./markdown.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const REDIRECT = new URL("./redirect-telegram.ts", import.meta.url).href;

/** Programs that are complete as they stand: in JavaScript all of them, in TypeScript the first example. */
const PROGRAMS = ["README.md", "docs/recipes.md"].flatMap((path) => {
  const blocks = codeBlocks(readFileSync(join(root, path), "utf8"));
  const firstExample = path === "README.md" ? blocks.find(({ language }) => language === "ts") : undefined;
  return blocks
    .filter((block) => block.language === "js" || block === firstExample)
    .map(({ language, code, line }) => ({ where: `${path}:${line}`, language, code }));
});

test("the texts show the first example in both languages, and a program in JavaScript for each framework", () => {
  expect(PROGRAMS.map(({ language }) => language)).toEqual(["ts", "js", "js", "js", "js", "js"]);
});

test.each(PROGRAMS)("the program of $where reports a start, and ends well at SIGTERM", async ({ language, code }) => {
  const sandbox = await startSandbox();
  const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs });
  onTestFinished(async () => {
    await telegram.close();
    await sandbox.close();
  });
  const bot = telegram.addBot();
  const child = run(language, code, {
    BOT_TOKEN: bot.token,
    SIMULATOR_URL: bot.apiRoot,
    BOT_TRACKER_SANDBOX: sandbox.url,
  });
  const end = ended(child);
  await Promise.race([bot.waitForCall("getUpdates"), end.then(({ output }) => Promise.reject(new Error(output)))]);
  bot.user({ id: 42, first_name: "Anna" }).start("PJ123");
  const [start] = await sandbox.waitFor({ method: "on_telegram_webhook" }, { timeoutMs: 60_000 });
  child.kill("SIGTERM");

  expect(start).toMatchObject({ userId: "42", accepted: true, body: { message: { text: "/start PJ123" } } });
  expect(await end).toMatchObject({ code: 0 });
});

/** Runs a program in a folder of its own, as `node bot.js` would. */
function run(language: string, code: string, env: Record<string, string>): ChildProcess {
  const folder = folderOfPackages();
  const isModule = !code.includes("require(");
  writeFileSync(join(folder, "package.json"), JSON.stringify(isModule ? { type: "module" } : {}));
  const isOld = /\battach\b/.test(code);
  const program = join(folder, `bot.${language}`);
  writeFileSync(program, isOld ? code.replace('"node-telegram-bot-api"', '"node-telegram-bot-api-0.67"') : code);
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, ["--import", REDIRECT, program], {
    cwd: folder,
    env: { PATH, NODE_COMPILE_CACHE, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}
