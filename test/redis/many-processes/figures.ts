import type { QuotaWindow } from "@bot-tracker/core";

/** How much is tried, and for how long. */
export interface Figures {
  /** Different people who start the bot. */
  starts: number;
  /** How long it takes until all have come. */
  tellWithinMs: number;
  /** TGTrack's limits, scaled down in time. */
  limits: readonly QuotaWindow[];
  /** How long Redis is away. */
  outageMs: number;
  /** How many processes are killed. */
  kills: number;
  /** Between two of them, at most. */
  killEveryMs: number;
  /** For a tracker to close in. */
  closeTimeoutMs: number;
  /**
   * How long what a dead process had under way is waited for; undefined: as long as in a bot. A process that is started
   * on the folder of a dead one then has its clock put forward, for the same reason.
   */
  leaseMs: number | undefined;
  /** Nothing takes this long; it is there to say what is missing. */
  guardMs: number;
}

const LIMITS: Figures["limits"] = [
  { limit: 60, perMs: 200 },
  { limit: 500, perMs: 5_000 },
  { limit: 5_000, perMs: 60_000 },
];

/** For the command. */
export const WHOLE: Figures = {
  starts: 2_000,
  tellWithinMs: 15_000,
  limits: LIMITS,
  outageMs: 10_000,
  kills: 12,
  killEveryMs: 2_400,
  closeTimeoutMs: 2_000,
  leaseMs: undefined,
  guardMs: 300_000,
};

/** For every run of the tests. */
export const SHORT: Figures = {
  starts: 600,
  tellWithinMs: 4_000,
  limits: LIMITS,
  outageMs: 3_000,
  kills: 4,
  killEveryMs: 1_500,
  closeTimeoutMs: 2_000,
  leaseMs: 10_000,
  guardMs: 150_000,
};

/** What a process may take longer to close, because a busy machine leaves it without time. */
export const CLOSE_GRACE_MS = 8_000;
