import type { FloodedStart } from "../cases/start-amid-flood.ts";

/** What became of starts amid a flood, as a sentence. */
export function floodLine(outbox: string, atOnce: FloodedStart, later: readonly FloodedStart[]): string {
  const took = later.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  const middle = took[Math.floor(took.length / 2)] ?? 0;
  const worst = took.at(-1) ?? 0;
  return (
    `A start amid 10,000 events, ${outbox} outbox: recorded right behind them, TGTrack had it after ` +
    `${Math.round(atOnce.tookMs)} ms and ${atOnce.eventsBefore} events; each of ${later.length} later ones after ` +
    `${Math.round(middle)} ms in the middle and ${Math.round(worst)} ms at most.`
  );
}
