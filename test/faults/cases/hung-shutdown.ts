import { busyBot } from "../bot/deed.ts";
import type { Figures } from "../figures.ts";
import { FaultHarness } from "../measure/fault-harness.ts";
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
  const { starts, requestTimeoutMs, closeTimeoutMs } = figures;
  // Every request that was cut off keeps its place in the quota for half a minute.
  const windows = [{ limit: 100, perMs: 1_000 }];
  await using harness = await FaultHarness.open({
    outbox,
    limits: { tgtrack: windows, howUsedBot: windows },
    requestTimeoutMs,
    closeTimeoutMs,
  });
  const deeds = busyBot(starts);
  const fault = harness.services.sandbox.fault({ kind: "hang", recorded: false });
  const bot = await harness.start();
  bot.do(deeds);
  await harness.services.waitUntil(() => harness.services.requests.length > 0);
  const beganMs = performance.now();
  const { code, lastState } = await bot.kill("SIGTERM");
  const tookMs = performance.now() - beganMs;
  if (lastState !== undefined) harness.ledgers.push(lastState.ledger);

  fault.clear();
  const next = await harness.start();
  await next.ask({ kind: "flush", timeoutMs: 300_000 });
  await harness.close(next);
  return { code, tookMs, tally: harness.tally(deeds) };
}
