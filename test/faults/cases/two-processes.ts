import { busyBot } from "../bot/deed.ts";
import { drain } from "../bot/drain.ts";
import { tellSlowly } from "../bot/tell-slowly.ts";
import type { Figures } from "../figures.ts";
import { FaultHarness } from "../measure/fault-harness.ts";
import type { Tally } from "../measure/tally.ts";

/**
 * Two processes of a bot share an outbox, each with half of the people. With `isKilled` one of them is killed when a
 * third has left, and the other is told what it had not stored.
 */
export async function runTwoProcesses(isKilled: boolean, figures: Figures): Promise<Tally> {
  const { limits, requestTimeoutMs, durationMs, starts } = figures;
  await using harness = await FaultHarness.open({ outbox: "sqlite", limits, requestTimeoutMs });
  harness.services.sandbox.fault({ kind: "latency", replyMs: { minMs: 10, maxMs: 120 } });
  const deeds = busyBot(starts);
  const one = await harness.start();
  const other = await harness.start();
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
    await harness.services.waitUntil(() => harness.services.taken.length > (deeds.length * 2) / 3);
    await one.kill("SIGKILL");
    await told;
    other.do(harness.notStored(deeds));
    await drain(other);
  } else {
    await told;
    await Promise.all([one, other].map((bot) => bot.ask({ kind: "flush", timeoutMs: 300_000 })));
    await harness.close(one);
  }
  await harness.close(other);
  return harness.tally(deeds);
}
