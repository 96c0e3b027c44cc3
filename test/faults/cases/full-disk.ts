import { busyBot } from "../bot/deed.ts";
import { tellSlowly } from "../bot/tell-slowly.ts";
import type { Figures } from "../figures.ts";
import { Bench } from "../measure/bench.ts";
import { SmallDisk } from "../measure/small-disk.ts";
import type { Tally } from "../measure/tally.ts";

export interface FullDisk {
  tally: Tally;
  messages: readonly string[];
}

/**
 * The disk is full for a while, first while the services are down too, then while they work. Undefined where no small
 * disk can be had.
 */
export async function runFullDisk(figures: Figures): Promise<FullDisk | undefined> {
  const { limits, durationMs, starts } = figures;
  using disk = await SmallDisk.mount();
  if (disk === undefined) return undefined;
  await using bench = await Bench.open({ outbox: "sqlite", limits, dir: disk.dir });
  const deeds = busyBot(starts);
  const quarter = Math.ceil(deeds.length / 4);
  const fault = bench.services.sandbox.fault({ kind: "error", code: 503, recorded: false });
  const bot = await bench.start();
  await tellSlowly(bot, deeds.slice(0, quarter), durationMs / 4);
  disk.fill();
  await tellSlowly(bot, deeds.slice(quarter, 2 * quarter), durationMs / 4);
  fault.clear();
  await tellSlowly(bot, deeds.slice(2 * quarter, 3 * quarter), durationMs / 4);
  disk.empty();
  await tellSlowly(bot, deeds.slice(3 * quarter), durationMs / 4);
  await bot.ask({ kind: "flush", timeoutMs: 300_000 });
  await bench.close(bot);
  // The file's own account, which another process finds, does not know what went through memory. It has to balance.
  const account = bench.ledgers.at(-1);
  await bench.close(await bench.start());
  if (account !== undefined) bench.ledgers.push(account);
  return { messages: bot.messages, tally: bench.tally(deeds) };
}
