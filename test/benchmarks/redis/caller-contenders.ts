import { createTracker } from "@bot-tracker/core";
import { redisOutbox } from "@bot-tracker/redis";
import { outboxFolder, QUIET } from "../engine/held-tracker.ts";
import type { Contenders, Measured } from "../runner/contender.ts";
import { nextTurn } from "../runner/next-turn.ts";
import { benchDestination, recordLabelled, untilConnected } from "./redis-tracker.ts";

export interface CallerSetup {
  /** Missing for the SQLite outbox alone. */
  redisUrl?: string;
  /** Whether there is a Redis. */
  isThere?: boolean;
}

export interface CallerLoad {
  events: number;
  perTurn: number;
}

/** The time until the call returns, for one event. */
const contender =
  ({ redisUrl, isThere = false }: CallerSetup) =>
  async ({ events, perTurn }: CallerLoad): Promise<Measured> => {
    const tracker = createTracker({
      tgtrack: false,
      howUsedBot: false,
      // Never open, so that nothing is measured but recording.
      destinations: [benchDestination({ sinkUrl: "", isOpen: () => false })],
      outbox: redisUrl === undefined ? "sqlite" : redisOutbox({ url: redisUrl, role: "record" }),
      dir: outboxFolder(),
      botId: 7_000_000_001,
      logger: QUIET,
    });
    if (isThere) await untilConnected(tracker);
    await recordLabelled(tracker, 0);
    let syncMs = 0;
    for (let index = 0; index < events; ) {
      const calledMs = performance.now();
      for (let call = 0; call < perTurn; call++) void recordLabelled(tracker, index++);
      syncMs += performance.now() - calledMs;
      await nextTurn();
    }
    await tracker.close({ timeoutMs: 0 });
    return { syncNs: (syncMs * 1e6) / events };
  };

export const contenders: Contenders<CallerSetup, CallerLoad> = { caller: contender };
