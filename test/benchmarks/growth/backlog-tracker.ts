import { createTracker, type Destination, type Tracker } from "@bot-tracker/core";
import { redisOutbox } from "@bot-tracker/redis";
import { QUIET } from "../engine/held-tracker.ts";
import { benchEvent } from "../recording/bench-event.ts";
import { nextTurn } from "../runner/next-turn.ts";

/** Where the backlog is. `redisUrl` is missing for SQLite's. */
export interface BacklogPlace {
  dir: string;
  redisUrl?: string;
  /** What its keys in Redis begin with. */
  prefix?: string;
}

export interface BacklogTrackerParts extends BacklogPlace {
  role: "record" | "deliver";
  /** Called for each request, which is answered at once if it says so, and otherwise never. */
  onSend?: () => boolean;
}

const PER_TURN = 100;
const TOLD_EVERY = 100_000;
const LONGEST_MS = 600_000;
const EXPIRES_AFTER_MS = 7 * 86_400_000;

/** One that only records, or one that also sends, to a service that answers at once. */
export function openBacklogTracker({ dir, redisUrl, prefix = "backlog", role, onSend }: BacklogTrackerParts): Tracker {
  const destination: Destination = {
    name: "service",
    accepts: new Set(["event"]),
    notReady: () => (role === "record" ? "the benchmark records first" : undefined),
    plan: (occurrence) => {
      if (occurrence.kind !== "event") return [];
      const { userId, event, labels } = occurrence;
      const body = { user_id: userId, event_name: event, ...labels };
      return [{ kind: "deliver", method: "event", body, class: "event", userId, expiresAfterMs: EXPIRES_AFTER_MS }];
    },
    send: async (_deliveries, { signal }) => {
      if (onSend?.() !== false) return { kind: "delivered" };
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      return { kind: "unavailable", description: "the benchmark is over", request: "never-sent" };
    },
  };
  return createTracker({
    tgtrack: false,
    howUsedBot: false,
    destinations: [destination],
    outbox: redisUrl === undefined ? "sqlite" : redisOutbox({ url: redisUrl, role, prefix }),
    dir,
    botId: 7_000_000_001,
    logger: QUIET,
  });
}

/** Records events, each with a key of its own, until they are where they wait. Says how far it is. */
export async function recordBacklog(tracker: Tracker, { from, to }: { from: number; to: number }): Promise<void> {
  for (let index = from; index < to; index++) {
    const { userId, event, props } = benchEvent(index);
    void tracker.trackEvent({ userId, event, key: String(index), labels: { ...props } });
    if (index % PER_TURN === 0) await nextTurn();
    if (index % TOLD_EVERY === 0 && index > from) console.error(`  ${index.toLocaleString("en-US")} recorded`);
  }
  await nextTurn();
  await nextTurn();
}

/** All that was recorded has come to Redis. */
export async function untilRelayed(tracker: Tracker): Promise<void> {
  const beganMs = performance.now();
  await tracker.flush({ timeoutMs: LONGEST_MS });
  if (performance.now() - beganMs >= LONGEST_MS) throw new Error("not all of it came to Redis");
}
