import { busyBot } from "../bot/deed.ts";
import { drain } from "../bot/drain.ts";
import { tellSlowly } from "../bot/tell-slowly.ts";
import type { Figures } from "../figures.ts";
import { Bench } from "../measure/bench.ts";
import type { Tally } from "../measure/tally.ts";

/**
 * Two processes of a bot share an outbox, each with half of the people. With `isKilled` one of them is killed when a
 * third has left, and the other is told what it had not stored.
 */
export async function runTwoProcesses(isKilled: boolean, figures: Figures): Promise<Tally> {
  const { limits, durationMs, starts } = figures;
  await using bench = await Bench.open({ outbox: "sqlite", limits });
  bench.services.sandbox.fault({ kind: "latency", replyMs: { minMs: 10, maxMs: 120 } });
  const deeds = busyBot(starts);
  const one = await bench.start();
  const other = await bench.start();
  const told = Promise.all([
    tellSlowly(
      one,
      deeds.filter(({ userId }) => userId % 2 === 0),
      durationMs,
    ),
    tellSlowly(
      other,
      deeds.filter(({ userId }) => userId % 2 === 1),
      durationMs,
    ),
  ]);
  if (isKilled) {
    await bench.services.waitUntil(() => bench.services.taken.length > (deeds.length * 2) / 3);
    await one.kill("SIGKILL");
    await told;
    other.do(bench.notStored(deeds));
    await drain(other, figures);
  } else {
    await told;
    await Promise.all([one, other].map((bot) => bot.ask({ kind: "flush", timeoutMs: 300_000 })));
    await bench.close(one);
  }
  await bench.close(other);
  return bench.tally(deeds);
}
