import { setTimeout as pass } from "node:timers/promises";
import { createTracker, type TrackerOptions, webhook } from "@bot-tracker/core";
import PQueue from "p-queue";
import { PostHog } from "posthog-node";
import { Pool } from "undici";
import { type OutboxKind, outboxFolder, QUIET } from "../engine/held-tracker.ts";
import { benchBody, benchEvent } from "../recording/bench-event.ts";
import type { Contenders } from "../runner/contender.ts";
import { cpuNs } from "../runner/cpu-clock.ts";
import { nextTurn } from "../runner/next-turn.ts";

export interface DeliverySetup {
  sinkUrl: string;
}

export interface DeliveryLoad {
  events: number;
}

/** Takes events to send them at once. */
interface Sender {
  /** May ask to be waited for. */
  record(index: number): Promise<unknown> | undefined;
  /** Resolves when the last answer is there. */
  finish(): Promise<void>;
}

const PER_TURN = 100;
const HEADERS = { "content-type": "application/json" };
const IN_FLIGHT = 8;

async function measure(open: () => Sender, { events }: DeliveryLoad): Promise<Record<string, number>> {
  const sender = open();
  const beforeNs = cpuNs();
  const beganMs = performance.now();
  for (let index = 0; index < events; index++) {
    const wait = sender.record(index);
    if (wait !== undefined) await wait;
    if (index % PER_TURN === 0) await nextTurn();
  }
  await sender.finish();
  const tookMs = performance.now() - beganMs;
  return { perSecond: (events * 1_000) / tookMs, cpuNs: (cpuNs() - beforeNs) / events };
}

function openTracker(outbox: OutboxKind, options: TrackerOptions): Sender {
  const tracker = createTracker({ outbox, dir: outboxFolder(), botId: 7_000_000_001, logger: QUIET, ...options });
  let recorded = 0;
  return {
    record: (index) => {
      const { userId, event, props } = benchEvent(index);
      void tracker.trackEvent({ userId, event, labels: props });
      recorded++;
      return undefined;
    },
    finish: async () => {
      await tracker.flush({ timeoutMs: 60_000 });
      const delivered = Object.values(tracker.ledger()).reduce((sum, entry) => sum + entry.delivered, 0);
      if (delivered !== recorded) throw new Error(`${delivered} of ${recorded} were delivered`);
      await tracker.close();
    },
  };
}

function openSingle(outbox: OutboxKind, sinkUrl: string): Sender {
  return openTracker(outbox, { tgtrack: { apiKey: "benchmark", url: sinkUrl, limits: [] } });
}

function openBatches(outbox: OutboxKind, sinkUrl: string): Sender {
  return openTracker(outbox, { destinations: [webhook({ url: `${sinkUrl}/events`, secret: "benchmark" })] });
}

function openQueue(sinkUrl: string): Sender {
  const pool = new Pool(sinkUrl, { connections: IN_FLIGHT });
  const queue = new PQueue({ concurrency: IN_FLIGHT });
  return {
    record: (index) => {
      const body = benchBody(index);
      void queue.add(async () => {
        const answer = await pool.request({ path: "/event", method: "POST", headers: HEADERS, body });
        await answer.body.dump();
      });
      return undefined;
    },
    finish: async () => {
      await queue.onIdle();
      await pool.close();
    },
  };
}

/** Kinder than bots that write it by hand: they open a socket for each event of a burst. */
function openFetch(sinkUrl: string): Sender {
  const open = new Set<Promise<unknown>>();
  return {
    record: (index) => {
      const answer = fetch(`${sinkUrl}/event`, { method: "POST", headers: HEADERS, body: benchBody(index) })
        .then((response) => response.text())
        .finally(() => open.delete(answer));
      open.add(answer);
      return open.size < 64 ? undefined : Promise.race(open);
    },
    finish: async () => {
      await Promise.all(open);
    },
  };
}

/** With its own settings, but for the bound of its queue, beyond which it drops. */
function openPostHog(sinkUrl: string): Sender {
  const client = new PostHog("benchmark", { host: sinkUrl, maxQueueSize: 1_000_000 });
  return {
    record: (index) => {
      const { userId, event, props } = benchEvent(index);
      client.capture({ distinctId: String(userId), event, properties: props });
      return undefined;
    },
    finish: async () => {
      await pass(0);
      await client.shutdown(60_000);
    },
  };
}

const SENDERS: Readonly<Record<string, (sinkUrl: string) => Sender>> = {
  "single memory": (sinkUrl) => openSingle("memory", sinkUrl),
  "single sqlite": (sinkUrl) => openSingle("sqlite", sinkUrl),
  "batches memory": (sinkUrl) => openBatches("memory", sinkUrl),
  "batches sqlite": (sinkUrl) => openBatches("sqlite", sinkUrl),
  "p-queue + Pool": openQueue,
  fetch: openFetch,
  "posthog-node": openPostHog,
};

export const contenders: Contenders<DeliverySetup, DeliveryLoad> = Object.fromEntries(
  Object.entries(SENDERS).map(([name, open]) => [
    name,
    ({ sinkUrl }: DeliverySetup) =>
      (load: DeliveryLoad) =>
        measure(() => open(sinkUrl), load),
  ]),
);
