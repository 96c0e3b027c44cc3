import { setTimeout as pass } from "node:timers/promises";
import type { Contenders, Measured } from "../runner/contender.ts";
import { cpuNs } from "../runner/cpu-clock.ts";
import { addInBulks, CONCURRENCY, openQueue, openSender, openWorker } from "./bullmq-peer.ts";
import { benchDestination, openRedisTracker, recordAll, untilConnected } from "./redis-tracker.ts";
import { sharedMs, waitUntil } from "./shared-clock.ts";

export type DelivererName = "redisOutbox()" | "BullMQ Worker" | "BullMQ by hand";

export interface DeliverySetup {
  name: DelivererName;
  redisUrl: string;
  sinkUrl: string;
}

export type DeliveryStep =
  | { step: "fill"; setup: DeliverySetup; events: number }
  | { step: "open"; setup: DeliverySetup }
  | { step: "deliver"; forMs: number; beginAtMs: number }
  | { step: "close" };

/** Something that delivers what waits in Redis. */
interface Deliverer {
  begin(): void;
  /** Takes nothing more; resolves when the last answer is there. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

interface Contestant {
  /** Puts into Redis what is to be delivered. */
  fill(setup: DeliverySetup, events: number): Promise<void>;
  open(setup: DeliverySetup, onAnswer: () => void): Promise<Deliverer>;
}

const tracker: Contestant = {
  fill: async ({ redisUrl, sinkUrl }, events) => {
    const recorder = openRedisTracker({ redisUrl, role: "record", destination: benchDestination({ sinkUrl }) });
    await recordAll(recorder, events);
    await recorder.close({ timeoutMs: 0 });
  },
  open: async ({ redisUrl, sinkUrl }, onAnswer) => {
    let isOpen = false;
    const destination = benchDestination({ sinkUrl, isOpen: () => isOpen, onAnswer });
    const deliverer = openRedisTracker({ redisUrl, role: "deliver", destination });
    await untilConnected(deliverer);
    return {
      begin: () => {
        isOpen = true;
        void deliverer.flush({ timeoutMs: 0 });
      },
      stop: async () => {
        isOpen = false;
        await deliverer.close();
      },
      close: async () => {},
    };
  },
};

async function fillQueue({ redisUrl }: DeliverySetup, events: number): Promise<void> {
  const queue = openQueue(redisUrl);
  await addInBulks(queue, events, 1_000);
  await queue.close();
}

const worker: Contestant = {
  fill: fillQueue,
  open: async ({ redisUrl, sinkUrl }, onAnswer) => {
    const sender = openSender(sinkUrl);
    const opened = openWorker(redisUrl, async (body) => {
      await sender.send(body);
      onAnswer();
    });
    await opened.waitUntilReady();
    return {
      begin: () => void opened.run(),
      stop: () => opened.close(),
      close: () => sender.close(),
    };
  },
};

const byHand: Contestant = {
  fill: fillQueue,
  open: async ({ redisUrl, sinkUrl }, onAnswer) => {
    const sender = openSender(sinkUrl);
    const opened = openWorker(redisUrl, undefined);
    await opened.waitUntilReady();
    let isOpen = true;
    let loops: Promise<void>[] = [];
    const loop = async (token: string): Promise<void> => {
      while (isOpen) {
        const job = await opened.getNextJob(token, { block: false });
        if (job === undefined) return;
        await sender.send(job.data);
        onAnswer();
        await job.moveToCompleted(undefined, token, false);
      }
    };
    return {
      begin: () => {
        loops = Array.from({ length: CONCURRENCY }, (_none, index) => loop(`${process.pid}-${index}`));
      },
      stop: async () => {
        isOpen = false;
        await Promise.all(loops);
        await opened.close();
      },
      close: () => sender.close(),
    };
  },
};

const LONGEST_MS = 5_000;

const CONTESTANTS: Readonly<Record<DelivererName, Contestant>> = {
  "redisOutbox()": tracker,
  "BullMQ Worker": worker,
  "BullMQ by hand": byHand,
};

export const contenders: Contenders<undefined, DeliveryStep> = {
  deliverer: () => {
    let deliverer: Deliverer | undefined;
    let answered = 0;
    let lastAtMs = 0;
    const onAnswer = (): void => {
      answered++;
      lastAtMs = sharedMs();
    };
    return async (load: DeliveryStep): Promise<Measured> => {
      if (load.step === "fill") await CONTESTANTS[load.setup.name].fill(load.setup, load.events);
      else if (load.step === "open") deliverer = await CONTESTANTS[load.setup.name].open(load.setup, onAnswer);
      else if (deliverer === undefined) throw new Error("it is not open");
      else if (load.step === "close") await deliverer.close();
      else {
        await waitUntil(load.beginAtMs);
        const beforeNs = cpuNs();
        answered = 0;
        deliverer.begin();
        await pass(load.forMs);
        // A busy machine may not even have begun.
        for (let waitedMs = 0; answered === 0 && waitedMs < LONGEST_MS; waitedMs += 10) await pass(10);
        const measured = { delivered: answered, tookMs: lastAtMs - load.beginAtMs, cpuNs: cpuNs() - beforeNs };
        await deliverer.stop();
        return measured;
      }
      return {};
    };
  },
};
