import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Services } from "../measure/services.ts";

export const FRAMEWORKS = [
  "grammY",
  "Telegraf",
  "node-telegram-bot-api 2.0",
  "node-telegram-bot-api 0.67",
  "MAX",
] as const;

export interface KillAndRestart {
  /** From the moment when the tracker that takes over is made, or when the other process is killed, to its first request. */
  firstMs: number;
  /** The same to the last of what was waiting. */
  lastMs: number;
  /** Requests under way at the kill. */
  cutOff: number;
  /** Of all people, those whose start arrived. */
  arrived: number;
}

const PROGRAM = fileURLToPath(new URL("../bot/framework-program.ts", import.meta.url));
export const PEOPLE = 9;
/** TGTrack's, so that all of a second are under way at the kill. */
const PER_SECOND = 3;
const SLOW_MS = 20_000;

/**
 * A bot is killed while it waits for the answers to all requests that a second allows, and either started again at once
 * or, with `isShared`, followed by another process that has been at the file all the time.
 */
export async function killAndRestart(
  framework: (typeof FRAMEWORKS)[number],
  isShared: boolean,
): Promise<KillAndRestart> {
  const windows = [{ limit: PER_SECOND, perMs: 1_000 }];
  await using services = await Services.open({ limits: { mode: "sliding", windows } });
  const slowness = services.sandbox.fault({ kind: "latency", replyMs: { minMs: SLOW_MS, maxMs: SLOW_MS } });
  const dir = await mkdtemp(join(tmpdir(), "bot-tracker-restart-"));
  const spawn = async (people: number): Promise<ChildProcess> => {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = {
      PATH,
      NODE_COMPILE_CACHE,
      BOT_TRACKER_SANDBOX: services.url,
      BOT_TRACKER_DIR: dir,
      NODE_NO_WARNINGS: "1",
    };
    const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
    const bot = fork(PROGRAM, [framework, String(people)], { env: { ...env }, stdio: [...stdio] });
    await once(bot, "message");
    return bot;
  };
  const starts = () => services.taken.filter(({ service }) => service.startsWith("tgtrack"));
  const bots = [await spawn(PEOPLE)];
  try {
    await services.waitUntil(() => starts().length === PER_SECOND);
    if (isShared) bots.push(await spawn(0));
    slowness.clear();
    const [first] = bots;
    first?.kill("SIGKILL");
    if (first !== undefined) await once(first, "exit");
    if (!isShared) bots.push(await spawn(0));
    const sinceMs = performance.now();
    await services.waitUntil(() => starts().length > PER_SECOND);
    const firstMs = performance.now() - sinceMs;
    const users = (): Set<unknown> => new Set(starts().map(({ userId }) => userId));
    await services.waitUntil(() => starts().length >= PEOPLE + PER_SECOND);
    return { firstMs, lastMs: performance.now() - sinceMs, cutOff: PER_SECOND, arrived: users().size };
  } finally {
    for (const bot of bots) bot.kill("SIGKILL");
    await rm(dir, { recursive: true, force: true });
  }
}
