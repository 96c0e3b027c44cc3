import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Fault, startSandbox } from "@bot-tracker/sandbox";
import { startTelegramSimulator } from "@bot-tracker/telegram-simulator";
import { GENEROUS } from "../../support/generous.ts";
import { ledgerOf } from "../../support/outbox-file.ts";
import type { EndSettings, ServiceState } from "./end-settings.ts";

export interface EndOptions extends Pick<EndSettings, "framework" | "how" | "waiting"> {
  services: ServiceState;
  /** Off: what the framework needs by itself. Default: on. */
  tracking?: boolean;
  /** After this long a process manager loses its patience and kills the process. Default: never. */
  patienceMs?: number;
}

/** How a process ended, and what became of what it had recorded. */
export interface End {
  code: number | string;
  /** Since it was told to end, or had nothing left to do. */
  tookMs: number;
  output: string;
  /** Recorded deliveries of which the file knows nothing. */
  lost: number;
  ambiguous: number;
}

const PROGRAM = fileURLToPath(new URL("end-program.ts", import.meta.url));
const FAULTS: Partial<Record<ServiceState, Fault>> = {
  hanging: { kind: "hang", recorded: false },
  failing: { kind: "error", code: 500, recorded: false },
};
/** Long enough for requests to be under way. */
const AT_WORK_MS = 500;

/** Runs a bot in a process of its own, ends it, and measures how long that takes. */
export async function measureEnd({ services, tracking = true, patienceMs, ...own }: EndOptions): Promise<End> {
  const telegram = await startTelegramSimulator({ waitTimeoutMs: GENEROUS.timeoutMs });
  const sandbox = await startSandbox();
  const fault = FAULTS[services];
  if (fault !== undefined) sandbox.fault(fault);
  if (services === "refusing") await sandbox.close();
  const dir = await mkdtemp(join(tmpdir(), "bot-tracker-ends-"));
  const bot = telegram.addBot();
  const settings: EndSettings = { ...own, token: bot.token, apiRoot: bot.apiRoot };
  const child = fork(PROGRAM, [JSON.stringify(settings)], {
    env: {
      PATH: process.env["PATH"],
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      BOT_TRACKER_SANDBOX: sandbox.url,
      BOT_TRACKER_DIR: dir,
      ...(!tracking && { BOT_TRACKER_DISABLED: "1" }),
      NODE_NO_WARNINGS: "1",
      NTBA_FIX_350: "1",
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const closed = once(child, "close");
  const recorded = once(child, "message");
  if (own.how !== "by itself") {
    await bot.waitForCall("getUpdates");
    child.send("record");
  }
  await Promise.race([recorded, closed]);
  if (own.how !== "by itself") {
    await setTimeout(AT_WORK_MS);
    child.kill("SIGTERM");
  }
  const beganMs = performance.now();
  if (patienceMs !== undefined) void setTimeout(patienceMs).then(() => child.kill("SIGKILL"));
  const [code, signal] = await closed;
  const tookMs = performance.now() - beganMs;
  const account = tracking ? accountOf(dir, bot.id) : { known: 0, ambiguous: 0 };
  if (services !== "refusing") await sandbox.close();
  await telegram.close();
  await rm(dir, { recursive: true });
  const lost = tracking ? 2 * own.waiting - account.known : 0;
  return { code: code ?? signal, tookMs, output, lost, ambiguous: account.ambiguous };
}

function accountOf(dir: string, botId: number): { known: number; ambiguous: number } {
  let known = 0;
  let ambiguous = 0;
  for (const account of Object.values(ledgerOf(dir, botId))) {
    known += account.delivered + account.pending;
    ambiguous += account.ambiguous;
  }
  return { known, ambiguous };
}
