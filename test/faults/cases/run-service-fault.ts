import { busyBot } from "../bot/deed.ts";
import { tellSlowly } from "../bot/tell-slowly.ts";
import type { Figures } from "../figures.ts";
import { FaultHarness } from "../measure/fault-harness.ts";
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
  const { limits, hungTimeoutMs, durationMs, starts } = figures;
  const requestTimeoutMs = fault.answers === "are-withheld" ? hungTimeoutMs : figures.requestTimeoutMs;
  await using harness = await FaultHarness.open({ outbox, limits, requestTimeoutMs });
  const { services } = harness;
  const deeds = busyBot(starts);
  const bot = await harness.start();

  const end = await fault.begin(services, hungTimeoutMs);
  await tellSlowly(bot, deeds, durationMs);
  if (fault.unharmed !== undefined) await services.waitForDeeds(deeds, fault.unharmed);
  await end();

  await bot.ask({ kind: "flush", timeoutMs: DRAIN_WITHIN_MS });
  await harness.close(bot);
  return harness.tally(deeds);
}
