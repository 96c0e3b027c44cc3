import { setTimeout as pass } from "node:timers/promises";
import { createTracker, type Destination, type QuotaLimits, type RecordResult, type Tracker } from "@bot-tracker/core";
import { redisOutbox } from "@bot-tracker/redis";
import { outboxFolder, QUIET } from "../engine/held-tracker.ts";
import { benchEvent } from "../recording/bench-event.ts";
import { nextTurn } from "../runner/next-turn.ts";
import { toBenchBody } from "./bench-body.ts";

export interface RedisTrackerParts {
  redisUrl: string;
  role: "record" | "deliver" | "both";
  destination: Destination;
}

const PER_TURN = 100;
const LONGEST_MS = 60_000;
const EXPIRES_AFTER_MS = 3_600_000;

/** A tracker on a machine of its own: it shares Redis with the others, but not the file that it records to. */
export function openRedisTracker({ redisUrl, role, destination }: RedisTrackerParts): Tracker {
  return createTracker({
    tgtrack: false,
    howUsedBot: false,
    destinations: [destination],
    outbox: redisOutbox({ url: redisUrl, role }),
    dir: outboxFolder(),
    botId: 7_000_000_001,
    logger: QUIET,
  });
}

export interface BenchDestinationParts {
  sinkUrl: string;
  /** Nothing is sent while it is not. Default: it always is. */
  isOpen?: () => boolean;
  /** Called with the request's body as soon as it is answered. */
  onAnswer?: (body: string) => void;
  quota?: QuotaLimits;
}

/** A service that is told of each start and each event in a request of its own. */
export function benchDestination({ sinkUrl, isOpen, onAnswer, quota }: BenchDestinationParts): Destination {
  return {
    name: "service",
    accepts: new Set(["start", "event"]),
    ...(quota !== undefined && { quota }),
    notReady: () => (isOpen?.() === false ? "the benchmark has not begun" : undefined),
    plan: (occurrence) => {
      if (occurrence.kind === "start") {
        const { user, payload } = occurrence;
        const body = { user_id: user.id, payload };
        const userId = user.id;
        return [{ kind: "deliver", method: "start", body, class: "start", userId, expiresAfterMs: EXPIRES_AFTER_MS }];
      }
      if (occurrence.kind !== "event") return [];
      const { userId, event, labels } = occurrence;
      const body = toBenchBody(userId, event, labels);
      return [{ kind: "deliver", method: "event", body, class: "event", userId, expiresAfterMs: EXPIRES_AFTER_MS }];
    },
    send: async ([delivery], { http, signal }) => {
      const body = delivery?.body ?? "";
      const headers = { "content-type": "application/json" };
      const result = await http.send({ url: `${sinkUrl}/event`, headers, body, timeoutMs: 10_000 }, signal);
      if (result.kind === "failed") {
        const request = result.answerLost ? "lost" : "never-sent";
        return { kind: "unavailable", description: result.description, request };
      }
      onAnswer?.(body);
      return { kind: "delivered" };
    },
  };
}

/** Records events as a bot does and waits until all of them are in Redis. */
export async function recordAll(tracker: Tracker, events: number): Promise<void> {
  for (let index = 0; index < events; index++) {
    void recordLabelled(tracker, index);
    if (index % PER_TURN === 0) await nextTurn();
  }
  await untilInRedis(tracker);
}

export function recordLabelled(
  tracker: Tracker,
  index: number,
  more: Record<string, string> = {},
): Promise<RecordResult> {
  const { userId, event, props } = benchEvent(index);
  return tracker.trackEvent({ userId, event, labels: { ...props, ...more } });
}

/** Resolves when what is recorded from here on need not wait for a connection. */
export async function untilConnected(tracker: Tracker): Promise<void> {
  const beganMs = performance.now();
  while (tracker.health()["service"]?.storage !== "redis") {
    if (performance.now() - beganMs >= LONGEST_MS) throw new Error("Redis was not reached");
    await pass(2);
  }
}

async function untilInRedis(tracker: Tracker): Promise<void> {
  const beganMs = performance.now();
  await tracker.flush({ timeoutMs: LONGEST_MS });
  if (performance.now() - beganMs >= LONGEST_MS) throw new Error("not all of it came to Redis");
}
