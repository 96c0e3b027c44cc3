import type { Contenders } from "../runner/contender.ts";
import { cpuNs } from "../runner/cpu-clock.ts";
import { nextTurn } from "../runner/next-turn.ts";
import type { OpenRecorder } from "./recorder.ts";
import { type RecorderSinks, recorders } from "./recorders.ts";

export interface RecordingLoad {
  events: number;
  perTurn: number;
}

/** Per event: `allNs` is all CPU until it is queued, `syncNs` the time until the call returns. */
async function measure(open: OpenRecorder, { events, perTurn }: RecordingLoad): Promise<Record<string, number>> {
  const recorder = await open();
  await nextTurn();
  const before = cpuNs();
  let syncMs = 0;
  for (let index = 0; index < events; ) {
    const calledMs = performance.now();
    for (let call = 0; call < perTurn; call++) recorder.record(index++);
    syncMs += performance.now() - calledMs;
    await nextTurn();
  }
  await recorder.settle();
  const allNs = (cpuNs() - before) / events;
  await recorder.close();
  return { allNs, syncNs: (syncMs * 1e6) / events };
}

const names = Object.keys(recorders({ quickUrl: "", slowUrl: "" }));

export const contenders: Contenders<RecorderSinks, RecordingLoad> = Object.fromEntries(
  names.map((name) => [
    name,
    (sinks: RecorderSinks) => (load: RecordingLoad) => measure(recorders(sinks)[name] as OpenRecorder, load),
  ]),
);
