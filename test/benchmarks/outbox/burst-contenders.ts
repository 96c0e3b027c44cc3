import { PostHog } from "posthog-node";
import type { OutboxKind } from "../engine/held-tracker.ts";
import { benchEvent } from "../recording/bench-event.ts";
import { collectGarbage } from "../runner/collect-garbage.ts";
import type { Contenders } from "../runner/contender.ts";
import { openKeepingTracker } from "./stored-events.ts";

export interface BurstSetup {
  sinkUrl: string;
}

export interface BurstLoad {
  events: number;
}

/** Records everything in one turn; what comes back says how many are stored, once that is known. */
type Burst = (events: number) => Promise<number>;

/** From the first call until all is stored, and the longest time in it that the event loop stood still. */
async function measure(burst: Burst, { events }: BurstLoad): Promise<Record<string, number>> {
  collectGarbage();
  const heapBefore = process.memoryUsage().heapUsed;
  const beganMs = performance.now();
  let lastTurnMs = beganMs;
  let longestMs = 0;
  let isOver = false;
  const watch = (): void => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastTurnMs);
    lastTurnMs = nowMs;
    if (!isOver) setImmediate(watch);
  };
  setImmediate(watch);
  const stored = await burst(events);
  const totalMs = performance.now() - beganMs;
  longestMs = Math.max(longestMs, performance.now() - lastTurnMs);
  isOver = true;
  const heapGrownBytes = process.memoryUsage().heapUsed - heapBefore;
  collectGarbage();
  const heldBytes = (process.memoryUsage().heapUsed - heapBefore) / events;
  return { stored, perThousandMs: (totalMs * 1_000) / events, longestMs, heapGrownBytes, heldBytes };
}

const trackerContender =
  (outbox: OutboxKind) =>
  ({ sinkUrl }: BurstSetup) =>
  async (load: BurstLoad): Promise<Record<string, number>> => {
    const { tracker, record } = await openKeepingTracker(outbox, sinkUrl);
    const burst: Burst = async (events) => {
      const all = Array.from({ length: events }, (_none, index) => record(index));
      return (await Promise.all(all)).filter(({ stored }) => stored).length;
    };
    const measured = await measure(burst, load);
    await tracker.close({ timeoutMs: 0 });
    return measured;
  };

/** Its queue made large enough; by itself it drops beyond 10,000. It says nothing when an event is queued. */
const postHogContender =
  ({ sinkUrl }: BurstSetup) =>
  async (load: BurstLoad): Promise<Record<string, number>> => {
    const options = { flushAt: 1_000_000, maxQueueSize: 1_000_000, flushInterval: 3_600_000 };
    const client = new PostHog("benchmark", { ...options, host: sinkUrl });
    const burst: Burst = async (events) => {
      for (let index = 0; index < events; index++) {
        const { userId, event, props } = benchEvent(index);
        client.capture({ distinctId: String(userId), event, properties: props });
      }
      await new Promise((resolve) => setImmediate(resolve));
      return events;
    };
    const measured = await measure(burst, load);
    await client.shutdown();
    return measured;
  };

export const contenders: Contenders<BurstSetup, BurstLoad> = {
  memory: trackerContender("memory"),
  sqlite: trackerContender("sqlite"),
  "posthog-node": postHogContender,
};
