import { setTimeout as pass } from "node:timers/promises";
import { seededRandom } from "../../support/virtual-time.ts";
import { waitUntil } from "../../support/wait-until.ts";
import type { BotChild } from "../bot/bot-child.ts";
import { busyBot } from "../bot/deed.ts";
import { drain } from "../bot/drain.ts";
import { tellSlowly } from "../bot/tell-slowly.ts";
import type { Figures } from "../figures.ts";
import { FaultHarness } from "../measure/fault-harness.ts";
import type { Tally } from "../measure/tally.ts";

export interface KillRounds {
  tally: Tally;
  /** Bots that were ended before they had made their tracker. */
  killedAtStart: number;
  /** Deliveries that a bot found waiting when it began, all rounds together. */
  found: number;
  /** Deliveries that a bot had said to be stored, and that the next one did not know of. */
  forgotten: number;
}

const LIMIT = {
  /** Wide, because every request that a kill cuts off keeps its place in the quota for some seconds. */
  SIGKILL: 300,
  /** Too narrow for all to leave before the end. */
  SIGTERM: 40,
};
const STARTS_PER_ROUND = 20;
const CLOSE_TIMEOUT_MS = 1_000;
/** One round in so many ends while the process is still starting. */
const START_UP_EVERY = 5;
const START_UP_MS = 300;
const BUSY_MS = 400;

/**
 * A bot is ended again and again in the middle of its work, and started again. What the dead one had not stored yet,
 * the next one is told again, as Telegram does with updates that were not confirmed.
 */
export async function runKillRounds(
  signal: "SIGKILL" | "SIGTERM",
  figures: Figures,
  seed: number,
): Promise<KillRounds> {
  const { killRounds, requestTimeoutMs } = figures;
  const random = seededRandom(seed);
  const windows = [{ limit: LIMIT[signal], perMs: 1_000 }];
  const limits = { tgtrack: windows, howUsedBot: windows };
  await using harness = await FaultHarness.open({
    outbox: "sqlite",
    limits,
    requestTimeoutMs,
    closeTimeoutMs: CLOSE_TIMEOUT_MS,
  });
  harness.services.sandbox.fault({ kind: "latency", replyMs: { minMs: 10, maxMs: 120 } });

  const deeds = busyBot(killRounds * STARTS_PER_ROUND);
  const perRound = Math.ceil(deeds.length / killRounds);
  const counts = { killedAtStart: 0, found: 0, forgotten: 0 };
  /** Starts a bot and looks at what it found. */
  const startNext = async (): Promise<BotChild> => {
    const storedBefore = harness.stored.size;
    const bot = await harness.start();
    const accounts = Object.values(harness.ledgers.at(-1) ?? {});
    counts.found += accounts.reduce((sum, { pending }) => sum + pending, 0);
    const accepted = accounts.reduce((sum, entry) => sum + entry.accepted, 0);
    counts.forgotten += Math.max(0, storedBefore - accepted);
    return bot;
  };
  for (let round = 0; round < killRounds; round++) {
    if (round % START_UP_EVERY === START_UP_EVERY - 1) {
      const bot = harness.spawn();
      await pass(random() * START_UP_MS);
      await bot.kill(signal);
      if ((await bot.ready) === undefined) counts.killedAtStart++;
      continue;
    }
    const bot = await startNext();
    const storedBefore = harness.stored.size;
    void tellSlowly(bot, harness.notStored(deeds.slice(0, (round + 1) * perRound)), BUSY_MS);
    // On a busy machine the bot would otherwise be ended before its work has begun.
    await waitUntil("the bot to store something", () => harness.stored.size > storedBefore);
    await pass(random() * BUSY_MS);
    const { lastState } = await bot.kill(signal);
    if (lastState !== undefined) harness.ledgers.push(lastState.ledger);
  }

  const last = await startNext();
  last.do(harness.notStored(deeds));
  await drain(last);
  await harness.close(last);
  return { ...counts, tally: harness.tally(deeds) };
}
