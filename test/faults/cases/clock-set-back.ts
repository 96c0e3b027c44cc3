import { busyBot } from "../bot/deed.ts";
import { tellSlowly } from "../bot/tell-slowly.ts";
import type { Figures } from "../figures.ts";
import { FaultHarness } from "../measure/fault-harness.ts";
import type { Tally } from "../measure/tally.ts";

const HOUR_MS = 3_600_000;

/**
 * The machine's clock is set back by an hour while a bot runs whose services are in trouble, and by another while the
 * bot is stopped.
 */
export async function runClockSetBack(figures: Figures): Promise<Tally> {
  const { limitsOverClocks: limits, requestTimeoutMs, durationMs, starts } = figures;
  await using harness = await FaultHarness.open({ outbox: "sqlite", limits, requestTimeoutMs });
  const deeds = busyBot(starts);
  const middle = Math.floor(deeds.length / 2);
  const first = await harness.start();
  await tellSlowly(first, deeds.slice(0, middle), durationMs / 4);
  const fault = harness.services.sandbox.fault({ kind: "error", code: 500, recorded: false });
  await tellSlowly(first, deeds.slice(middle, -10), durationMs / 4);
  first.tell({ kind: "set-clock", aheadMs: -HOUR_MS });
  await tellSlowly(first, deeds.slice(-10), durationMs / 2);
  await harness.close(first);
  const second = await harness.start({ clockAheadMs: -2 * HOUR_MS });
  fault.clear();
  await second.ask({ kind: "flush", timeoutMs: 300_000 });
  await harness.close(second);
  return harness.tally(deeds);
}

/** The same while the bot goes on: nobody starts it again. */
export async function runClockSetBackWhileRunning(figures: Figures): Promise<Tally> {
  const { limits, requestTimeoutMs, durationMs, starts } = figures;
  await using harness = await FaultHarness.open({ outbox: "sqlite", limits, requestTimeoutMs });
  const deeds = busyBot(starts);
  const fault = harness.services.sandbox.fault({ kind: "error", code: 500, recorded: false });
  const bot = await harness.start();
  await tellSlowly(bot, deeds, durationMs / 2);
  bot.tell({ kind: "set-clock", aheadMs: -HOUR_MS });
  await bot.ask({ kind: "flush", timeoutMs: durationMs / 2 });
  fault.clear();
  await bot.ask({ kind: "flush", timeoutMs: 300_000 });
  await harness.close(bot);
  return harness.tally(deeds);
}
