import { busyBot } from "../bot/deed.ts";
import { WHOLE } from "../figures.ts";
import { FaultHarness } from "../measure/fault-harness.ts";

/** After so many updates. */
export interface MemoryPoint {
  updates: number;
  heapBytes: number;
  rssBytes: number;
  pending: number;
  overflow: number;
}

const PER_SECOND = 100;

/** A bot with `updates` updates while both services are down, as fast as it takes them. */
export async function runMemoryCurve(
  outbox: "memory" | "sqlite",
  updates: number,
  points: number,
): Promise<MemoryPoint[]> {
  await using harness = await FaultHarness.open({ outbox, limits: WHOLE.limits });
  harness.services.sandbox.fault({ kind: "error", code: 503, recorded: false });
  const bot = await harness.start();
  const deeds = busyBot(updates).slice(0, updates);
  const curve: MemoryPoint[] = [];
  let done = 0;
  for (let point = 0; point <= points; point++) {
    for (const until = Math.round((updates * point) / points); done < until; done += PER_SECOND) {
      bot.do(deeds.slice(done, done + PER_SECOND));
    }
    const { ledger, heapBytes, rssBytes } = await bot.ask({ kind: "measure" });
    const accounts = Object.values(ledger);
    const pending = accounts.reduce((sum, entry) => sum + entry.pending, 0);
    const overflow = accounts.reduce((sum, { dropped }) => sum + dropped.overflow, 0);
    curve.push({ updates: done, heapBytes, rssBytes, pending, overflow });
  }
  return curve;
}
