import { setTimeout as pass } from "node:timers/promises";
import { start } from "../bot/deed.ts";
import type { Figures } from "../figures.ts";
import { deliveryIn } from "../measure/delivery-id.ts";
import { FaultHarness } from "../measure/fault-harness.ts";

/** How a start came through a flood: to TGTrack, within its own limits. */
export interface FloodedStart {
  /** From the moment when the bot was told of it until the service had it. */
  tookMs: number;
  /** What came to the service before it, of what the bot did not yet know to be delivered when it was told. */
  eventsBefore: number;
}

const EVENTS = 10_000;

/** 10,000 events are recorded in one turn of the event loop with a start behind them, and single starts come later. */
export async function runStartAmidFlood(
  outbox: "memory" | "sqlite",
  { limits }: Pick<Figures, "limits">,
  laterStarts: number,
): Promise<{ atOnce: FloodedStart; later: FloodedStart[] }> {
  await using harness = await FaultHarness.open({ outbox, limits });
  const bot = await harness.start();
  const { services } = harness;
  /** At TGTrack, in order. */
  const arrivals: { delivery: string; atMs: number }[] = [];
  services.onTaken((request) => {
    if (request.service === "tgtrack") arrivals.push({ delivery: deliveryIn(request), atMs: performance.now() });
  });

  /** `tell` gives what the bot knew to be delivered when it was told. By its word, since a busy machine tells it late. */
  const measure = async (number: number, tell: () => Promise<number>): Promise<FloodedStart> => {
    const wanted = `tgtrack start ${start(number).userId}`;
    const toldMs = performance.now();
    const delivered = await tell();
    let at = -1;
    await services.waitUntil(() => {
      at = arrivals.findIndex(({ delivery }) => delivery === wanted);
      return at >= 0;
    });
    return { tookMs: (arrivals[at]?.atMs ?? 0) - toldMs, eventsBefore: at - delivered };
  };

  const atOnce = await measure(1, async () => {
    bot.tell({ kind: "flood", events: EVENTS, thenStart: start(1) });
    return 0;
  });
  const later: FloodedStart[] = [];
  for (let number = 2; number < 2 + laterStarts; number++) {
    // At a moment that has nothing to do with the events'.
    await pass(700 + ((number * 137) % 600));
    later.push(
      await measure(number, async () => {
        const { ledger } = await bot.ask({ kind: "do-one", deed: start(number) });
        return ledger["tgtrack"]?.delivered ?? 0;
      }),
    );
  }
  return { atOnce, later };
}
