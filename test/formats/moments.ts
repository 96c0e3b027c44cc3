import type { QuotaLimits } from "@bot-tracker/core";
import { BOT, DATE } from "../support/updates.ts";

export const BOT_ID: string = String(BOT.id);
/** When every fixture was written, by the clock that its writer was given: what waits in it is then in date. */
export const WRITTEN_MS: number = DATE * 1_000;
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS: number = 60 * MINUTE_MS;
export const DAY_MS: number = 24 * HOUR_MS;

/** The quota that the fixtures have spent some of. */
export const LIMITS: QuotaLimits = {
  key: "hash-of-a-key",
  windows: [
    { limit: 8, perMs: 10 * SECOND_MS },
    { limit: 500, perMs: HOUR_MS },
  ],
};
