import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { startSandbox } from "@bot-tracker/sandbox";
import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { describe, expect, onTestFinished, test } from "vitest";
import { GENEROUS } from "../support/generous.ts";
import { ledgerOf } from "../support/outbox-file.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { EXAMPLE_BOTS } from "./example-bots.ts";

describe.each(EXAMPLE_BOTS)("the program of the example bot on $name", ({ program }) => {
  test("says where a bot token comes from when there is none", async () => {
    expect(await ended(run(program, { BOT_TRACKER_SANDBOX: "http://127.0.0.1:9" }))).toEqual({
      code: 1,
      errors: expect.stringMatching(/^BOT_TOKEN is not set.*@BotFather/m),
    });
  });

  test("says which variables are missing when there is no service to report to", async () => {
    expect(await ended(run(program, { BOT_TOKEN: "1:A" }))).toEqual({
      code: 1,
      errors: expect.stringMatching(/TGTRACK_API_KEY.*HOWUSEDBOT_API_TOKEN/),
    });
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "sends what it can at %s, keeps the rest, and ends well",
    async (signal) => {
      const sandbox = await startSandbox();
      const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs });
      onTestFinished(async () => {
        await telegram.close();
        await sandbox.close();
      });
      const bot = telegram.addBot();
      const dir = temporaryFolder();
      const child = run(program, {
        BOT_TRACKER_DIR: dir,
        BOT_TOKEN: bot.token,
        TELEGRAM_API_URL: bot.apiRoot,
        BOT_TRACKER_SANDBOX: sandbox.url,
      });
      const end = ended(child);
      await bot.waitForCall("getUpdates");
      for (const id of [1, 2, 3, 4, 5]) bot.user({ id, first_name: "Анна" }).start("PJ1f0c2b7a94d");
      await bot.waitForCall("sendMessage", { count: 5 });
      child.kill(signal);

      expect(await end).toMatchObject({ code: 0 });
      const ledger = ledgerOf(dir, bot.id);
      for (const service of ["tgtrack", "howusedbot"] as const) {
        const { delivered = 0, pending = 0 } = ledger[service] ?? {};
        expect(delivered + pending).toBe(5);
        expect(sandbox.requests({ service, accepted: true }).length).toBeGreaterThanOrEqual(delivered);
      }
    },
  );
});

/** Runs a program as its `start` script does, with nothing of this process's environment that a bot would read. */
function run(program: string, env: Record<string, string>): ChildProcess {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [program], {
    env: { PATH, NODE_COMPILE_CACHE, BOT_TRACKER_DIR: temporaryFolder(), ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; errors: string }> {
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, errors };
}
