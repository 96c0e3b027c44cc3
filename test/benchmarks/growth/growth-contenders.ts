import { createTracker, type Destination, type Tracker } from "@bot-tracker/core";
import { type OutboxKind, outboxFolder, QUIET } from "../engine/held-tracker.ts";
import type { Contenders } from "../runner/contender.ts";
import { cpuNs } from "../runner/cpu-clock.ts";
import { nextTurn } from "../runner/next-turn.ts";

export interface GrowthLoad {
  events: number;
  /** So often, so that a small load is measured as long as a large one. */
  times: number;
}

const PER_TURN = 100;
/** More of them as there are more events. */
const EVENTS_OF_A_PERSON = 4;

/** A tracker whose service is told of everything as soon as it is open. */
function openTracker(outbox: OutboxKind): { tracker: Tracker; open(): void } {
  let isOpen = false;
  const open = (): void => {
    isOpen = true;
  };
  const destination: Destination = {
    name: "service",
    accepts: new Set(["event"]),
    notReady: () => (isOpen ? undefined : "the benchmark records first"),
    plan: (occurrence) =>
      occurrence.kind === "event"
        ? [
            {
              kind: "deliver",
              method: "event",
              body: occurrence,
              class: "event",
              userId: occurrence.userId,
              expiresAfterMs: 3_600_000,
            },
          ]
        : [],
    send: async () => ({ kind: "delivered" }),
  };
  const tracker = createTracker({
    tgtrack: false,
    howUsedBot: false,
    destinations: [destination],
    outbox,
    memory: { maxItems: 1_000_000, maxBytes: 1_000_000_000 },
    dir: outboxFolder(),
    botId: 7_000_000_001,
    logger: QUIET,
  });
  return { tracker, open };
}

/** CPU per event of recording them all, each with a key of its own, then of delivering them all. */
const growth =
  (outbox: OutboxKind) =>
  () =>
  async ({ events, times }: GrowthLoad): Promise<Record<string, number>> => {
    let recordNs = 0;
    let deliverNs = 0;
    for (let time = 0; time < times; time++) {
      const { tracker, open } = openTracker(outbox);
      const beganNs = cpuNs();
      for (let index = 0; index < events; index++) {
        const userId = 1_000_000 + Math.floor(index / EVENTS_OF_A_PERSON);
        void tracker.trackEvent({ userId, event: "lesson", key: String(index), labels: { course: "piano" } });
        if (index % PER_TURN === 0) await nextTurn();
      }
      await nextTurn();
      await nextTurn();
      const recordedNs = cpuNs();
      open();
      const { pending } = await tracker.flush({ timeoutMs: 600_000 });
      deliverNs += cpuNs() - recordedNs;
      recordNs += recordedNs - beganNs;
      if (pending > 0) throw new Error(`${pending} of ${events} are left`);
      await tracker.close();
    }
    return { recordNs: recordNs / (events * times), deliverNs: deliverNs / (events * times) };
  };

export const contenders: Contenders<undefined, GrowthLoad> = {
  memory: growth("memory"),
  sqlite: growth("sqlite"),
};
