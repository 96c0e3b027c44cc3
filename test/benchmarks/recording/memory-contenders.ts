import { collectGarbage } from "../runner/collect-garbage.ts";
import type { Contenders } from "../runner/contender.ts";
import { nextTurn } from "../runner/next-turn.ts";
import type { OpenRecorder } from "./recorder.ts";
import { type RecorderSinks, recorders } from "./recorders.ts";

export interface MemoryLoad {
  events: number;
}

const PER_TURN = 100;
const FIRST = 500;

/** Bytes held for each event that waits, the heap and what lies outside it. */
async function measure(open: OpenRecorder, { events }: MemoryLoad): Promise<Record<string, number>> {
  const recorder = await open();
  // What is loaded and compiled at the first calls is not held per event.
  await record(0, FIRST);
  const before = heldBytes();
  await record(FIRST, FIRST + events);
  const bytes = (heldBytes() - before) / events;
  await recorder.settle();
  return { bytes };

  async function record(from: number, until: number): Promise<void> {
    for (let index = from; index < until; index++) {
      recorder.record(index);
      if (index % PER_TURN === 0) await nextTurn();
    }
    await recorder.settle();
  }
}

function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const names = Object.keys(recorders({ quickUrl: "", slowUrl: "" }));

export const contenders: Contenders<RecorderSinks, MemoryLoad> = Object.fromEntries(
  names.map((name) => [
    name,
    (sinks: RecorderSinks) => (load: MemoryLoad) => measure(recorders(sinks)[name] as OpenRecorder, load),
  ]),
);
