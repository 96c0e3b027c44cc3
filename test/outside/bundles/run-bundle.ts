import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { BotHandle } from "@bot-tracker/telegram-simulator";
import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { onTestFinished } from "vitest";
import { GENEROUS } from "../../support/generous.ts";
import type { RecordingServer } from "../../support/recording-server.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A folder that holds a bundle and nothing else, or undici above it too. */
export function copyBundle(folder: string, undici?: string): string {
  const copy = temporaryFolder();
  cpSync(folder, join(copy, "dist"), { recursive: true });
  if (undici !== undefined) {
    mkdirSync(join(copy, "node_modules"));
    symlinkSync(realpathSync(undici), join(copy, "node_modules/undici"), "junction");
  }
  return copy;
}

export interface RunningBundle {
  /** Ends with the process. */
  readonly ended: Promise<{ code: number | null; output: string }>;
  stop(): void;
}

/** Runs a bundle as `node dist/bot.js` in its folder, with nothing of this process's environment. */
export function runBundle(folder: string, file: string, bot: BotHandle, services: RecordingServer): RunningBundle {
  const child = spawn(process.execPath, [join("dist", file)], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      BOT_TOKEN: bot.token,
      TELEGRAM_API_URL: bot.apiRoot,
      TGTRACK_API_KEY: "bundle-key",
      TGTRACK_URL: `${services.url}/v1`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { ended: endOf(child), stop: () => void child.kill("SIGTERM") };
}

/** A bot of a Telegram of its own, which the test ends. */
export async function addBot(): Promise<BotHandle> {
  const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs });
  onTestFinished(() => telegram.close());
  return telegram.addBot();
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}
