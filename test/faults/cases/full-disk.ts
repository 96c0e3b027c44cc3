import { waitUntil } from "../../support/wait-until.ts";
import { busyBot } from "../bot/deed.ts";
import { tellSlowly } from "../bot/tell-slowly.ts";
import type { Figures } from "../figures.ts";
import { FaultHarness } from "../measure/fault-harness.ts";
import { SmallDisk } from "../measure/small-disk.ts";
import type { Tally } from "../measure/tally.ts";

export interface FullDisk {
  tally: Tally;
  messages: readonly string[];
}

/** Whether a bot says with it that its file cannot be written. */
export function isAboutFullDisk(message: string): boolean {
  return message.includes("cannot be written");
}

/**
 * The disk is full for a while, first while the services are down too, then while they work. Undefined where no small
 * disk can be had.
 */
export async function runFullDisk(figures: Figures): Promise<FullDisk | undefined> {
  const { limits, requestTimeoutMs, durationMs, starts } = figures;
  using disk = await SmallDisk.mount();
  if (disk === undefined) return undefined;
  await using harness = await FaultHarness.open({ outbox: "sqlite", limits, requestTimeoutMs, dir: disk.dir });
  const deeds = busyBot(starts);
  const quarter = Math.ceil(deeds.length / 4);
  const fault = harness.services.sandbox.fault({ kind: "error", code: 503, recorded: false });
  const bot = await harness.start();
  await tellSlowly(bot, deeds.slice(0, quarter), durationMs / 4);
  disk.fill();
  await tellSlowly(bot, deeds.slice(quarter, 2 * quarter), durationMs / 4);
  fault.clear();
  await tellSlowly(bot, deeds.slice(2 * quarter, 3 * quarter), durationMs / 4);
  // A bot that gets no time of a busy machine may not have met the full disk yet.
  await waitUntil("the bot to notice that its disk is full", () => bot.messages.some(isAboutFullDisk));
  disk.empty();
  await tellSlowly(bot, deeds.slice(3 * quarter), durationMs / 4);
  await bot.ask({ kind: "flush", timeoutMs: 300_000 });
  await harness.close(bot);
  // The last account is the one that another process finds in the file: it knows what went through memory too.
  await harness.close(await harness.start());
  return { messages: bot.messages, tally: harness.tally(deeds) };
}
