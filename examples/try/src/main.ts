import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startBot as startGrammyBot } from "@bot-tracker/example-grammy";
import { startBot as startNodeTelegramBot } from "@bot-tracker/example-node-telegram-bot-api";
import { startBot as startTelegrafBot } from "@bot-tracker/example-telegraf";
import { type Sandbox, startSandbox } from "@bot-tracker/sandbox";
import { openInBrowser } from "./open-in-browser.ts";

const BOTS = { grammy: startGrammyBot, telegraf: startTelegrafBot, "node-telegram-bot-api": startNodeTelegramBot };
type Framework = keyof typeof BOTS;

const { values } = parseArgs({
  options: { bot: { type: "string", default: "grammy" }, port: { type: "string", default: "8790" } },
});

if (isFramework(values.bot)) await run(values.bot, Number(values.port));
else {
  console.error(`--bot must be one of ${Object.keys(BOTS).join(", ")}, not ${values.bot}.`);
  process.exitCode = 2;
}

/** Both services, a Telegram, and a bot that reports to them, until Ctrl-C. */
async function run(framework: Framework, port: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bot-tracker-try-"));
  const sandbox = await startSandbox({ port, telegram: { port: port === 0 ? 0 : port + 1 }, acceptAnyKey: true });
  try {
    const bot = startExample(framework, sandbox, folder);
    let stopping: unknown;
    const stop = () => {
      stopping = bot.stop();
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
    const chat = `${sandbox.url}/chat`;
    console.log(`The example bot on ${framework} is running. Make a person and press START: ${chat}`);
    console.log("Press Ctrl-C to stop.");
    if (process.stdout.isTTY) openInBrowser(chat);
    await bot.finished;
    // grammY tells Telegram last of what it has handled, so Telegram may not be gone before.
    await stopping;
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function startExample(framework: Framework, { url, telegramUrl }: Sandbox, folder: string) {
  // The tracker reads these when it is created.
  process.env["BOT_TRACKER_SANDBOX"] = url;
  process.env["BOT_TRACKER_DIR"] = folder;
  return BOTS[framework]({ botToken: "1:sandbox", paymentToken: undefined, telegramApiUrl: telegramUrl });
}

function isFramework(name: string): name is Framework {
  return Object.hasOwn(BOTS, name);
}
