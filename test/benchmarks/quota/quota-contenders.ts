import type { Tracker } from "@bot-tracker/core";
import type { OutboxKind } from "../engine/held-tracker.ts";
import type { Contenders } from "../runner/contender.ts";
import { HOUR_MS, recordBacklog, type Simulation, simulate, WINDOWS } from "./simulated-bot.ts";

export interface QuotaSetup {
  outbox: OutboxKind;
  processes: number;
}

export interface QuotaLoad {
  /** Simulated time. */
  hours: number;
  seed: number;
}

const [, HOUR, DAY] = WINDOWS as [unknown, { limit: number }, { limit: number }];
/** The hour's limit governs until the day's is spent. */
const HOURS_OF_A_DAY = Math.floor(DAY.limit / HOUR.limit) - 1;
const FLOOD = 10_000;
const START_EVERY_MS = 90_000;

/** How much of each allowance a backlog uses that is never empty. */
const backlog =
  (kind: "start" | "event") =>
  ({ outbox, processes }: QuotaSetup) =>
  async ({ hours, seed }: QuotaLoad): Promise<Record<string, number>> => {
    const simulation = simulate(outbox, processes, seed);
    const { time, server } = simulation;
    const beganMs = time.exactMs();
    await onTime(simulation, recordBacklog(simulation, kind, Math.ceil((hours / 24) * DAY.limit) + 600));
    await time.advance(hours * HOUR_MS);
    await close(simulation);
    const takenBy = (ms: number): number => server.takenAtMs.filter((atMs) => atMs - beganMs <= ms).length;
    const countedHours = Math.min(hours, HOURS_OF_A_DAY);
    return {
      hourPercent: (100 * takenBy(countedHours * HOUR_MS)) / (countedHours * HOUR.limit),
      dayPercent: (100 * takenBy(hours * HOUR_MS)) / ((hours / 24) * DAY.limit),
      refused: server.refused,
    };
  };

/** How long single starts wait amid 10,000 events that are recorded first, until their request leaves. */
const flood =
  ({ outbox, processes }: QuotaSetup) =>
  async ({ hours, seed }: QuotaLoad): Promise<Record<string, number>> => {
    const simulation = simulate(outbox, processes, seed);
    const { time, server, trackers, startLeftAtMs } = simulation;
    await onTime(simulation, recordBacklog(simulation, "event", FLOOD));
    const toldAtMs = new Map<string, number>();
    for (let start = 0; start < (hours * HOUR_MS) / START_EVERY_MS; start++) {
      await time.advance(START_EVERY_MS / 2 + time.random() * START_EVERY_MS);
      const id = String(9_000_000 + start);
      toldAtMs.set(id, time.exactMs());
      void (trackers[start % trackers.length] as Tracker).userStarted({ user: { id } });
    }
    await time.advance(60_000);
    await close(simulation);
    const delays = [...toldAtMs].map(([id, atMs]) => (startLeftAtMs.get(id) ?? Number.POSITIVE_INFINITY) - atMs);
    const sorted = delays.toSorted((one, two) => one - two);
    return {
      starts: delays.length,
      medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
      mostMs: sorted.at(-1) ?? 0,
      refused: server.refused,
    };
  };

/** Lets virtual time stand still while something is done that needs none of it. */
async function onTime({ time }: Simulation, task: Promise<void>): Promise<void> {
  let isDone = false;
  const done = task.finally(() => {
    isDone = true;
  });
  while (!isDone) await time.settle();
  await done;
}

async function close({ time, trackers }: Simulation): Promise<void> {
  await time.until(Promise.all(trackers.map((tracker) => tracker.close({ timeoutMs: 0 }))));
}

export const contenders: Contenders<QuotaSetup, QuotaLoad> = {
  "backlog of starts": backlog("start"),
  "backlog of events": backlog("event"),
  flood,
};
