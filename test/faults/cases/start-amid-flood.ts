import { setTimeout as pass } from "node:timers/promises";
import { start } from "../bot/deed.ts";
import type { Figures } from "../figures.ts";
import { Bench } from "../measure/bench.ts";
import { deliveryIn } from "../measure/delivery-id.ts";

/** How a start came through a flood: to TGTrack, within its own limits. */
export interface FloodedStart {
  /** From the moment when the bot was told of it until the service had it. */
  tookMs: number;
  /** Events that came to the service in that time. */
  eventsBefore: number;
}

const EVENTS = 10_000;

/** 10,000 events are recorded in one turn of the event loop with a start behind them, and single starts come later. */
export async function runStartAmidFlood(
  outbox: "memory" | "sqlite",
  { limits }: Pick<Figures, "limits">,
  laterStarts: number,
): Promise<{ atOnce: FloodedStart; later: FloodedStart[] }> {
  await using bench = await Bench.open({ outbox, limits });
  const bot = await bench.start();
  const { services } = bench;
  const arrivals: { delivery: string; atMs: number }[] = [];
  const eventsSoFar = (): number => arrivals.filter(({ delivery }) => delivery.startsWith("tgtrack event")).length;
  services.onTaken((request) => arrivals.push({ delivery: deliveryIn(request), atMs: performance.now() }));

  const measure = async (number: number, tell: () => void): Promise<FloodedStart> => {
    const wanted = `tgtrack start ${start(number).userId}`;
    const before = eventsSoFar();
    const toldMs = performance.now();
    tell();
    let at = -1;
    await services.waitUntil(() => {
      at = arrivals.findIndex(({ delivery }) => delivery === wanted);
      return at >= 0;
    });
    const events = arrivals.slice(0, at).filter(({ delivery }) => delivery.startsWith("tgtrack event")).length;
    return { tookMs: (arrivals[at]?.atMs ?? 0) - toldMs, eventsBefore: events - before };
  };

  const atOnce = await measure(1, () => bot.tell({ kind: "flood", events: EVENTS, thenStart: start(1) }));
  const later: FloodedStart[] = [];
  for (let number = 2; number < 2 + laterStarts; number++) {
    // At a moment that has nothing to do with the events'.
    await pass(700 + ((number * 137) % 600));
    later.push(await measure(number, () => bot.do([start(number)])));
  }
  return { atOnce, later };
}
