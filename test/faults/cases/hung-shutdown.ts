import { busyBot } from "../bot/deed.ts";
import type { Figures } from "../figures.ts";
import { Bench } from "../measure/bench.ts";
import type { Tally } from "../measure/tally.ts";

export interface HungShutdown {
  tally: Tally;
  /** The bot's exit code; null if a signal ended it. */
  code: number | null;
  /** From SIGTERM to the end of the process. */
  tookMs: number;
}

/** SIGTERM comes while both services hang. Another bot then finds them well, and what the first one left. */
export async function runHungShutdown(outbox: "memory" | "sqlite", figures: Figures): Promise<HungShutdown> {
  const { starts, closeTimeoutMs } = figures;
  // Every request that was cut off keeps its place in the quota for half a minute.
  const windows = [{ limit: 100, perMs: 1_000 }];
  await using bench = await Bench.open({ outbox, limits: { tgtrack: windows, howUsedBot: windows }, closeTimeoutMs });
  const deeds = busyBot(starts);
  const fault = bench.services.sandbox.fault({ kind: "hang", recorded: false });
  const bot = await bench.start();
  bot.do(deeds);
  await bench.services.waitUntil(() => bench.services.requests.length > 0);
  const beganMs = performance.now();
  const { code, lastState } = await bot.kill("SIGTERM");
  const tookMs = performance.now() - beganMs;
  if (lastState !== undefined) bench.ledgers.push(lastState.ledger);

  fault.clear();
  const next = await bench.start();
  await next.ask({ kind: "flush", timeoutMs: 300_000 });
  await bench.close(next);
  return { code, tookMs, tally: bench.tally(deeds) };
}
