import type { Contenders, Measured } from "../runner/contender.ts";
import { cpuNs } from "../runner/cpu-clock.ts";
import { benchBodyOf } from "./bench-body.ts";
import { addInBulks, addOne, openQueue } from "./bullmq-peer.ts";
import { benchDestination, openRedisTracker, recordAll, untilConnected } from "./redis-tracker.ts";
import { sharedMs, waitUntil } from "./shared-clock.ts";

export type RecorderName = "redisOutbox()" | "BullMQ, addBulk of 100" | "BullMQ, add one by one";

export type RecordingStep =
  | { step: "open"; name: RecorderName; redisUrl: string }
  | { step: "record"; events: number; beginAtMs: number }
  | { step: "close" };

/** Something open that puts events into Redis. */
interface Recorder {
  /** Resolves when all of them are there. */
  record(events: number): Promise<void>;
  close(): Promise<void>;
}

async function openTracker(redisUrl: string): Promise<Recorder> {
  const tracker = openRedisTracker({ redisUrl, role: "record", destination: benchDestination({ sinkUrl: "" }) });
  await untilConnected(tracker);
  await recordAll(tracker, 1);
  return {
    record: (events) => recordAll(tracker, events),
    close: () => tracker.close({ timeoutMs: 0 }),
  };
}

const openBullmq =
  (inBulks: boolean) =>
  async (redisUrl: string): Promise<Recorder> => {
    const queue = openQueue(redisUrl);
    await addInBulks(queue, 1, 1);
    return {
      record: async (events) => {
        if (inBulks) return addInBulks(queue, events, 100);
        for (let index = 0; index < events; index++) await addOne(queue, benchBodyOf(index));
      },
      close: () => queue.close(),
    };
  };

/** What recording took of the process: when it ended, and its CPU. */
async function measure(recorder: Recorder, events: number, beginAtMs: number): Promise<Measured> {
  await waitUntil(beginAtMs);
  const beforeNs = cpuNs();
  await recorder.record(events);
  return { tookMs: sharedMs() - beginAtMs, cpuNs: cpuNs() - beforeNs };
}

const RECORDERS: Readonly<Record<RecorderName, (redisUrl: string) => Promise<Recorder>>> = {
  "redisOutbox()": openTracker,
  "BullMQ, addBulk of 100": openBullmq(true),
  "BullMQ, add one by one": openBullmq(false),
};

export const contenders: Contenders<undefined, RecordingStep> = {
  recorder: () => {
    let recorder: Recorder | undefined;
    return async (load: RecordingStep): Promise<Measured> => {
      if (load.step === "open") recorder = await RECORDERS[load.name](load.redisUrl);
      else if (recorder === undefined) throw new Error("it is not open");
      else if (load.step === "record") return measure(recorder, load.events, load.beginAtMs);
      else await recorder.close();
      return {};
    };
  },
};
