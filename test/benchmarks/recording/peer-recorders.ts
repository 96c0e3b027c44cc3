import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Analytics } from "@segment/analytics-node";
import PQueue from "p-queue";
import { PostHog } from "posthog-node";
import { Pool } from "undici";
import { nextTurn } from "../runner/next-turn.ts";
import { benchBody, benchEvent } from "./bench-event.ts";
import type { Recorder } from "./recorder.ts";

const LONG_MS = 3_600_000;
const HEADERS = { "content-type": "application/json" };

/** Both SDKs put work off to microtasks and timers of no length; both have nothing left to do after this. */
async function settleSdk(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Nothing is recorded: what it costs to make the events and turn the event loop. Taken off everybody's cost. */
export function openNothing(): Recorder {
  let last: unknown;
  return {
    record: (index) => {
      last = benchEvent(index);
    },
    settle: async () => {
      if (last === undefined) throw new Error("nothing was recorded");
    },
    close: async () => {},
  };
}

export function openPostHog(): Recorder {
  const options = { flushAt: 1_000_000, maxQueueSize: 1_000_000, flushInterval: LONG_MS };
  // Used by nothing but the last flush.
  const answer = { status: 200, text: async () => "{}", json: async () => ({}) };
  const client = new PostHog("benchmark", { ...options, host: "http://127.0.0.1:9", fetch: async () => answer });
  return {
    record: (index) => {
      const { userId, event, props } = benchEvent(index);
      client.capture({ distinctId: String(userId), event, properties: props });
    },
    settle: settleSdk,
    close: () => client.shutdown(),
  };
}

export function openSegment(): Recorder {
  // It sends at half a megabyte, whatever else it is told. These requests stay without an answer, and so held, as by
  // a service that is down.
  const unanswered: (() => void)[] = [];
  const httpClient = (): Promise<never> => new Promise((_resolve, reject) => unanswered.push(reject));
  const options = { flushAt: 1_000_000, flushInterval: LONG_MS, httpClient };
  const client = new Analytics({ ...options, writeKey: "benchmark", host: "http://127.0.0.1:9" });
  client.on("error", () => {});
  return {
    record: (index) => {
      const { userId, event, props } = benchEvent(index);
      client.track({ userId: String(userId), event, properties: props });
    },
    settle: settleSdk,
    close: async () => {
      unanswered.length = 0;
    },
  };
}

export function openPool(sinkUrl: string): Recorder {
  const pool = new Pool(sinkUrl, { connections: 8 });
  return {
    record: (index) => {
      const request = pool.request({ path: "/event", method: "POST", headers: HEADERS, body: benchBody(index) });
      request.then(({ body }) => body.dump()).catch(() => {});
    },
    settle: settleSdk,
    close: () => pool.destroy(),
  };
}

export function openQueue(sinkUrl: string): Recorder {
  const pool = new Pool(sinkUrl, { connections: 8 });
  const queue = new PQueue({ concurrency: 8 });
  return {
    record: (index) => {
      const body = benchBody(index);
      const send = async (): Promise<void> => {
        const answer = await pool.request({ path: "/event", method: "POST", headers: HEADERS, body });
        await answer.body.dump();
      };
      queue.add(send).catch(() => {});
    },
    settle: settleSdk,
    close: async () => {
      queue.clear();
      await pool.destroy();
    },
  };
}

/** There is no queue: a request counts as recorded once it is written to its own socket. */
export function openFetch(sinkUrl: string): Recorder {
  const answers: Promise<unknown>[] = [];
  let written = 0;
  let told = (): void => {};
  const count = (): void => {
    written++;
    told();
  };
  subscribe("undici:request:bodySent", count);
  return {
    record: (index) => {
      const answer = fetch(`${sinkUrl}/event`, { method: "POST", headers: HEADERS, body: benchBody(index) });
      answers.push(answer.then((response) => response.text()).catch(() => {}));
    },
    settle: async () => {
      while (written < answers.length) {
        await new Promise<void>((resolve) => {
          told = resolve;
        });
      }
    },
    close: async () => {
      await Promise.all(answers);
      unsubscribe("undici:request:bodySent", count);
    },
  };
}
