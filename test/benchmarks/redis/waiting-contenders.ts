import type { Contenders, Measured } from "../runner/contender.ts";
import { addInBulks, openQueue, openSender, openWorker } from "./bullmq-peer.ts";
import { benchDestination, openRedisTracker, recordAll, untilConnected } from "./redis-tracker.ts";

export interface WaitingSetup {
  redisUrl: string;
  sinkUrl: string;
}

export type WaitingStep =
  /** With `events` that wait for `perSecond`, or none. */
  { step: "open"; deliverers: number; events: number; perSecond: number | undefined } | { step: "close" };

type OpenStep = Extract<WaitingStep, { step: "open" }>;
type OpenDeliverers = (setup: WaitingSetup, load: OpenStep) => Promise<() => Promise<unknown>>;

const openTrackers: OpenDeliverers = async ({ redisUrl, sinkUrl }, { deliverers, events, perSecond }) => {
  // Each tracker listens to the end of the process.
  process.setMaxListeners(0);
  const quota =
    perSecond === undefined ? undefined : { key: "benchmark", windows: [{ limit: perSecond, perMs: 1_000 }] };
  const destination = benchDestination({ sinkUrl, ...(quota !== undefined && { quota }) });
  const recorder = openRedisTracker({ redisUrl, role: "record", destination });
  await recordAll(recorder, events);
  const trackers = Array.from({ length: deliverers }, () =>
    openRedisTracker({ redisUrl, role: "deliver", destination }),
  );
  await Promise.all(trackers.map(untilConnected));
  return () => Promise.all([recorder, ...trackers].map((tracker) => tracker.close({ timeoutMs: 0 })));
};

const openWorkers: OpenDeliverers = async ({ redisUrl, sinkUrl }, { deliverers, events, perSecond }) => {
  const queue = openQueue(redisUrl);
  await addInBulks(queue, events, 1_000);
  await queue.close();
  const sender = openSender(sinkUrl);
  const limiter = perSecond === undefined ? {} : { limiter: { max: perSecond, duration: 1_000 } };
  const workers = Array.from({ length: deliverers }, () => openWorker(redisUrl, sender.send, limiter));
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  for (const worker of workers) void worker.run();
  return () => Promise.all(workers.map((worker) => worker.close(true)));
};

const contender = (open: OpenDeliverers) => (setup: WaitingSetup) => {
  let close: (() => Promise<unknown>) | undefined;
  return async (load: WaitingStep): Promise<Measured> => {
    if (load.step === "open") close = await open(setup, load);
    else await close?.();
    return {};
  };
};

export const contenders: Contenders<WaitingSetup, WaitingStep> = {
  "redisOutbox()": contender(openTrackers),
  "BullMQ Worker": contender(openWorkers),
};
