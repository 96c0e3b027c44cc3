import { monitorEventLoopDelay } from "node:perf_hooks";
import { PostHog } from "posthog-node";
import type { OutboxKind } from "../engine/held-tracker.ts";
import { benchEvent } from "../recording/bench-event.ts";
import type { Contenders } from "../runner/contender.ts";
import { folderBytes } from "./folder-bytes.ts";
import { openKeepingTracker } from "./stored-events.ts";

export interface LoadSetup {
  sinkUrl: string;
}

export interface SteadyLoad {
  perSecond: number;
  seconds: number;
}

/** Takes events as a bot gives them. */
interface Taker {
  record(index: number): void;
  /** Closes it; bytes of its files, or 0. */
  close(): Promise<number>;
}

const EVERY_MS = 5;

/** Delay of the event loop in milliseconds while events come steadily, the loop's own millisecond included. */
async function measure(open: () => Promise<Taker>, load: SteadyLoad): Promise<Record<string, number>> {
  const taker = await open();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const events = await recordSteadily(taker, load);
  delay.disable();
  const bytes = await taker.close();
  const ms = (ns: number): number => ns / 1e6;
  return {
    p50: ms(delay.percentile(50)),
    p99: ms(delay.percentile(99)),
    max: ms(delay.max),
    diskBytes: bytes / events,
  };
}

function recordSteadily(taker: Taker, { perSecond, seconds }: SteadyLoad): Promise<number> {
  const beganMs = performance.now();
  return new Promise((resolve) => {
    let recorded = 0;
    const timer = setInterval(() => {
      const passedMs = performance.now() - beganMs;
      // What a late timer missed is made up for, as updates that wait at Telegram are.
      for (const due = (passedMs * perSecond) / 1_000; recorded < due; ) taker.record(recorded++);
      if (passedMs < seconds * 1_000) return;
      clearInterval(timer);
      resolve(recorded);
    }, EVERY_MS);
  });
}

async function openNothing(): Promise<Taker> {
  let last: unknown;
  return {
    record: (index) => {
      last = benchEvent(index);
    },
    close: async () => {
      if (last === undefined) throw new Error("nothing was recorded");
      return 0;
    },
  };
}

async function openTracker(outbox: OutboxKind, sinkUrl: string): Promise<Taker> {
  const { tracker, dir, record } = await openKeepingTracker(outbox, sinkUrl);
  return {
    record: (index) => void record(index),
    close: async () => {
      await tracker.close({ timeoutMs: 0 });
      return folderBytes(dir);
    },
  };
}

/** With its own settings, so that it also sends. */
async function openPostHog(sinkUrl: string): Promise<Taker> {
  const client = new PostHog("benchmark", { host: sinkUrl, maxQueueSize: 1_000_000 });
  return {
    record: (index) => {
      const { userId, event, props } = benchEvent(index);
      client.capture({ distinctId: String(userId), event, properties: props });
    },
    close: async () => {
      await client.shutdown();
      return 0;
    },
  };
}

const TAKERS: Readonly<Record<string, (sinkUrl: string) => Promise<Taker>>> = {
  nothing: openNothing,
  memory: (sinkUrl) => openTracker("memory", sinkUrl),
  sqlite: (sinkUrl) => openTracker("sqlite", sinkUrl),
  "posthog-node": openPostHog,
};

export const contenders: Contenders<LoadSetup, SteadyLoad> = Object.fromEntries(
  Object.entries(TAKERS).map(([name, open]) => [
    name,
    ({ sinkUrl }: LoadSetup) =>
      (load: SteadyLoad) =>
        measure(() => open(sinkUrl), load),
  ]),
);
