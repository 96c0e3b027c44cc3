import { busyBot } from "../bot/deed.ts";
import { tellSlowly } from "../bot/tell-slowly.ts";
import type { Figures } from "../figures.ts";
import { Bench } from "../measure/bench.ts";
import type { Tally } from "../measure/tally.ts";
import type { ServiceFault } from "./service-fault.ts";

/** Long enough for the longest pause, the longest delay of a retry, and everything at three a second. */
const DRAIN_WITHIN_MS = 300_000;

/** A bot that is busy while the services are in trouble, until everything has arrived. */
export async function runServiceFault(
  fault: ServiceFault,
  outbox: "memory" | "sqlite",
  figures: Figures,
): Promise<Tally> {
  const { limits, requestTimeoutMs, durationMs, starts } = figures;
  await using bench = await Bench.open({ outbox, limits, requestTimeoutMs });
  const { services } = bench;
  const deeds = busyBot(starts);
  const bot = await bench.start();

  const end = await fault.begin(services, { requestTimeoutMs });
  await tellSlowly(bot, deeds, durationMs);
  if (fault.unharmed !== undefined) await services.waitForDeeds(deeds, fault.unharmed);
  await end();

  await bot.ask({ kind: "flush", timeoutMs: DRAIN_WITHIN_MS });
  await bench.close(bot);
  return bench.tally(deeds);
}
