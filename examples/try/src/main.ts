import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "@bot-tracker/sandbox";
import { AD_LINKS, tellCosts } from "./ads.ts";
import { BOTS, type Framework } from "./frameworks.ts";
import { openInBrowser } from "./open-in-browser.ts";
import { readArguments } from "./read-arguments.ts";

const EXIT_FAILED = 1;
const EXIT_BAD_ARGUMENTS = 2;

const request = readArguments(process.argv.slice(2));
if (request.kind === "mistake") fail(request.message, EXIT_BAD_ARGUMENTS);
else {
  const sandbox = await start(request.port);
  if (sandbox !== undefined) await run(request.framework, sandbox);
}

/** Both services and a Telegram, or a line that says what to do. */
async function start(port: number): Promise<Sandbox | undefined> {
  const telegram = { port: port === 0 ? 0 : port + 1 };
  try {
    return await startSandbox({ port, telegram, acceptAnyKey: true, links: AD_LINKS });
  } catch (error) {
    const { code, message, port: taken = port } = error as NodeJS.ErrnoException & { port?: number };
    const why = code === "EADDRINUSE" ? `Port ${taken} is in use, perhaps by another sandbox.` : `${message}.`;
    fail(`${why} Stop what uses it, or choose another: npx -y pnpm@12 try --port 8800`, EXIT_FAILED);
    return undefined;
  }
}

/** A bot that reports to the sandbox, until Ctrl-C. */
async function run(framework: Framework, sandbox: Sandbox): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bot-tracker-try-"));
  try {
    await tellCosts(sandbox.url, new Date());
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

function fail(message: string, exitCode: number): void {
  console.error(message);
  process.exitCode = exitCode;
}
