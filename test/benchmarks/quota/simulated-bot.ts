import { createTracker, type Destination, type Occurrence, type Planned, type Tracker } from "@bot-tracker/core";
import type { QuotaWindow } from "../../../packages/core/src/outbox/rules/quota.ts";
import { StrictServer } from "../../support/strict-server.ts";
import { VirtualTime } from "../../support/virtual-time.ts";
import { type OutboxKind, outboxFolder, QUIET } from "../engine/held-tracker.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** TGTrack's limits. */
export const WINDOWS: readonly QuotaWindow[] = [
  { limit: 3, perMs: 1_000 },
  { limit: 500, perMs: HOUR_MS },
  { limit: 5_000, perMs: DAY_MS },
];

/** Longer than any simulation, so that nothing expires in it. */
const KEPT_MS = 21 * DAY_MS;

/** Bots in virtual time, all with one key, and the service that they tell. */
export interface Simulation {
  time: VirtualTime;
  server: StrictServer;
  trackers: readonly Tracker[];
  /** When a start left for the service, by its user. */
  startLeftAtMs: ReadonlyMap<string, number>;
}

/**
 * `processes` trackers on one outbox, and a service that counts as strictly as can be: in sliding windows, and in fixed
 * ones that begin anywhere. A request takes 50 to 300 ms each way.
 */
export function simulate(outbox: OutboxKind, processes: number, seed: number): Simulation {
  const time = new VirtualTime({ seed });
  const server = new StrictServer(WINDOWS, time.random() * DAY_MS);
  const startLeftAtMs = new Map<string, number>();
  const leg = (): Promise<void> => time.sleep(50 + time.random() * 250);
  const destination = (): Destination => ({
    name: "service",
    accepts: new Set(["start", "event"]),
    quota: { key: "key", windows: WINDOWS },
    plan,
    send: async ([delivery]) => {
      if (delivery?.class === "start") startLeftAtMs.set(delivery.userId ?? "", time.exactMs());
      await leg();
      const isTaken = server.take(time.exactMs());
      await leg();
      return isTaken ? { kind: "delivered" } : { kind: "rate-limited" };
    },
  });
  const dir = outboxFolder();
  const trackers = Array.from({ length: processes }, () =>
    createTracker({
      tgtrack: false,
      howUsedBot: false,
      destinations: [destination()],
      outbox,
      dir,
      botId: 7_000_000_001,
      ports: time,
      logger: QUIET,
    }),
  );
  return { time, server, trackers, startLeftAtMs };
}

function plan(occurrence: Occurrence): readonly Planned[] {
  const userId = occurrence.kind === "start" ? occurrence.user.id : (occurrence.userId ?? "");
  const kind = occurrence.kind === "start" ? "start" : "event";
  return [{ kind: "deliver", method: kind, body: { userId }, class: kind, userId, expiresAfterMs: KEPT_MS }];
}

/** Records `count` starts or events of as many people, at the trackers in turn. */
export async function recordBacklog({ trackers }: Simulation, kind: "start" | "event", count: number): Promise<void> {
  const recorded = Array.from({ length: count }, (_none, index) => {
    const tracker = trackers[index % trackers.length] as Tracker;
    const userId = 1_000_000 + index;
    return kind === "start"
      ? tracker.userStarted({ user: { id: userId } })
      : tracker.trackEvent({ userId, event: "lesson" });
  });
  const stored = (await Promise.all(recorded)).filter((one) => one.stored).length;
  if (stored !== count) throw new Error(`${stored} of ${count} were stored`);
}
