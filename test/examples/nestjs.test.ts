import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startSandbox } from "@bot-tracker/sandbox";
import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { GENEROUS } from "../support/generous.ts";
import { ledgerOf, lookInto } from "../support/outbox-file.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const AD_CODE = "PJ1f0c2b7a94d";
const ADMIN_ID = 900;
const folder = fileURLToPath(new URL("../../examples/nestjs", import.meta.url));

beforeAll(async () => {
  const typescript = dirname(fileURLToPath(import.meta.resolve("typescript/package.json")));
  // As the example's `build` script does it.
  const options = ["-p", "tsconfig.json", "--preserveSymlinks"];
  await promisify(execFile)(process.execPath, [join(typescript, "bin", "tsc"), ...options], { cwd: folder });
});

describe("the example bot on NestJS", () => {
  test("reports starts, what handlers track, and a block that a broadcast finds", async () => {
    const { bot, sandbox, program } = await startProgram();
    const told = (): string[] =>
      sandbox.requests({ service: "tgtrack", accepted: true }).map(({ userId, method }) => `${userId} ${method}`);
    const [anna, boris, admin] = [501, 502, ADMIN_ID].map((id) => bot.user({ id, first_name: "Анна" }));
    anna?.start(AD_CODE);
    boris?.start(AD_CODE);
    await bot.waitForCall("sendMessage", { count: 2 });
    anna?.say("/lesson");
    await bot.waitForCall("sendMessage", { count: 3 });
    // No update tells of this block, so that only the failed send does.
    bot.failSends(502, { code: 403 });
    admin?.say("/newsletter");
    await bot.waitForCall((call) => JSON.stringify(call.params).includes("Отправлено: 1"));
    await expect.poll(() => told().length).toBeGreaterThanOrEqual(6);
    program.kill("SIGTERM");
    await program.ended;

    expect(told().sort()).toEqual([
      "501 add_event",
      "501 add_event",
      "501 on_telegram_webhook",
      "501 send_reach_goal",
      "502 my_bot_was_stopped",
      "502 on_telegram_webhook",
    ]);
    expect(sandbox.requests().flatMap((request) => request.warnings)).toEqual([]);
    expect(program.said()).not.toContain("[bot-tracker]");
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "sends at %s what it can of what came until then, and keeps the rest",
    async (signal) => {
      const { bot, dir, sandbox, program } = await startProgram();
      for (const id of [1, 2, 3, 4, 5]) bot.user({ id, first_name: "Анна" }).start(AD_CODE);
      await bot.waitForCall("sendMessage", { count: 5 });
      program.kill(signal);
      await program.ended;

      const { delivered = 0, pending = 0 } = ledgerOf(dir, bot.id)["tgtrack"] ?? {};
      expect(delivered + pending).toBe(5);
      expect(sandbox.requests({ service: "tgtrack", accepted: true }).length).toBeGreaterThanOrEqual(delivered);
    },
  );

  test("answers nobody whose start it neither reports nor keeps, while it shuts down either", async () => {
    const { bot, dir, sandbox, program } = await startProgram();
    // So that the tracker takes its time to close.
    sandbox.fault({ kind: "latency", replyMs: 2_000 });
    bot.user({ id: 1, first_name: "Анна" }).start(AD_CODE);
    await bot.waitForCall("sendMessage");
    await sandbox.waitFor({ method: "on_telegram_webhook" }, GENEROUS);
    program.kill("SIGTERM");
    const arriving = setInterval(() => {
      const id = 2 + bot.calls("sendMessage").length;
      bot.user({ id, first_name: "Борис" }).start(AD_CODE);
    }, 200);
    await program.ended;
    clearInterval(arriving);

    const answered = bot.calls("sendMessage").map(({ chatId }) => String(chatId));
    const told = sandbox.requests({ service: "tgtrack", accepted: true }).map(({ userId }) => userId);
    const untold = answered.filter((userId) => !told.includes(userId));
    expect(lookInto(dir, bot.id, (file) => untold.filter((userId) => file.purgeUser(userId).deliveries === 0))).toEqual(
      [],
    );
  });

  test("says where a bot token comes from when there is none", async () => {
    const program = run({ BOT_TRACKER_SANDBOX: "http://127.0.0.1:9" });
    await program.ended;
    expect(program.said()).toMatch(/BOT_TOKEN is not set.*@BotFather/);
  });
});

async function startProgram() {
  const sandbox = await startSandbox();
  const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs });
  onTestFinished(async () => {
    await telegram.close();
    await sandbox.close();
  });
  const bot = telegram.addBot();
  const dir = temporaryFolder();
  const program = run({
    BOT_TRACKER_DIR: dir,
    BOT_TOKEN: bot.token,
    TELEGRAM_API_URL: bot.apiRoot,
    BOT_TRACKER_SANDBOX: sandbox.url,
    ADMIN_ID: String(ADMIN_ID),
  });
  await Promise.race([
    bot.waitForCall("getUpdates"),
    program.ended.then(() => Promise.reject(new Error(program.said()))),
  ]);
  return { sandbox, bot, dir, program };
}

/** The built program, with nothing of this process's environment that a bot would read. */
function run(env: Record<string, string>) {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child: ChildProcess = spawn(process.execPath, ["dist/main.js"], {
    cwd: folder,
    env: { PATH, NODE_COMPILE_CACHE, NO_COLOR: "1", BOT_TRACKER_DIR: temporaryFolder(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += String(chunk)));
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    ended: once(child, "close"),
    said: () => output,
  };
}
