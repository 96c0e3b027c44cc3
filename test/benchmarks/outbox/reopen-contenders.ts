import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { createTracker } from "@bot-tracker/core";
import { outboxFolder, QUIET } from "../engine/held-tracker.ts";
import type { Contenders } from "../runner/contender.ts";
import { nextTurn } from "../runner/next-turn.ts";
import { openKeepingTracker } from "./stored-events.ts";

export interface ReopenSetup {
  sinkUrl: string;
  /** The file with the backlog. */
  file: string;
}

export interface ReopenLoad {
  events: number;
}

const PER_TURN = 500;
const BOT_ID = 7_000_000_001;
const NAME = `${BOT_ID}.sqlite`;

/** Makes the file. */
const seed =
  ({ sinkUrl, file }: ReopenSetup) =>
  async ({ events }: ReopenLoad): Promise<Record<string, number>> => {
    const { tracker, dir, record } = await openKeepingTracker("sqlite", sinkUrl);
    for (let index = 0; index < events; index++) {
      void record(index);
      if (index % PER_TURN === 0) await nextTurn();
    }
    const pending = tracker.ledger()["tgtrack"]?.pending;
    if (pending !== events) throw new Error(`${pending} of ${events} wait`);
    await tracker.close({ timeoutMs: 0 });
    copyFileSync(join(dir, NAME), file);
    return {};
  };

/** From `createTracker` until it is back, and until the first request is answered. */
const reopen =
  ({ sinkUrl, file }: ReopenSetup) =>
  async (_load: ReopenLoad): Promise<Record<string, number>> => {
    const dir = outboxFolder();
    copyFileSync(file, join(dir, NAME));
    let tell = (): void => {};
    const delivered = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const beganMs = performance.now();
    const tracker = createTracker({
      // Another key, whose allowance is not spent.
      tgtrack: { apiKey: "another", url: sinkUrl, limits: [] },
      outbox: "sqlite",
      dir,
      botId: BOT_ID,
      logger: QUIET,
      onDelivery: ({ kind }) => {
        if (kind === "delivered") tell();
      },
    });
    const openMs = performance.now() - beganMs;
    await delivered;
    const firstRequestMs = performance.now() - beganMs;
    await tracker.close({ timeoutMs: 0 });
    return { openMs, firstRequestMs };
  };

export const contenders: Contenders<ReopenSetup, ReopenLoad> = { seed, reopen };
