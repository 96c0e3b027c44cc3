import type { QuotaWindow } from "@bot-tracker/core";

/** How long and how hard everything is tried. */
export interface Figures {
  /** How long a service is in trouble. */
  durationMs: number;
  /** How many people start the bot meanwhile. */
  starts: number;
  /**
   * Of one request, where every answer comes: so long that no machine is too busy for it, and a request that passes it
   * is a fault of ours.
   */
  requestTimeoutMs: number;
  /** Of one request to a service that withholds its answers. A request that hangs takes as long. */
  hungTimeoutMs: number;
  /** What a bot has to end in when SIGTERM comes and both services hang. */
  closeTimeoutMs: number;
  /** Limits of the services, which refuse what is beyond them, wherever a window begins. */
  limits: { tgtrack: readonly QuotaWindow[]; howUsedBot: readonly QuotaWindow[] };
  /**
   * The same where a bot is started under another clock: its quota then counts for half a minute longer what an earlier
   * one has sent.
   */
  limitsOverClocks: Figures["limits"];
  /** How many times a bot is killed. */
  killRounds: number;
}

const HOUR_MS = 3_600_000;
const OWN_LIMITS: Figures["limits"] = {
  tgtrack: [
    { limit: 3, perMs: 1_000 },
    { limit: 500, perMs: HOUR_MS },
    { limit: 5_000, perMs: 24 * HOUR_MS },
  ],
  howUsedBot: [{ limit: 20, perMs: 1_000 }],
};
const WIDE = [{ limit: 300, perMs: 1_000 }];
/** The longest that the option takes. */
const ANSWER_WITHIN_MS = 50_000;

/** TGTrack's own limits, and times as they are in a bot. */
export const WHOLE: Figures = {
  durationMs: 20_000,
  starts: 101,
  requestTimeoutMs: ANSWER_WITHIN_MS,
  hungTimeoutMs: 10_000,
  closeTimeoutMs: 5_000,
  limits: OWN_LIMITS,
  limitsOverClocks: OWN_LIMITS,
  killRounds: 50,
};

/** As many starts, in less time and under wider limits: for every run of the tests. */
export const SHORT: Figures = {
  durationMs: 1_500,
  starts: 101,
  requestTimeoutMs: ANSWER_WITHIN_MS,
  hungTimeoutMs: 2_000,
  closeTimeoutMs: 1_000,
  limits: {
    tgtrack: [
      { limit: 90, perMs: 1_000 },
      { limit: 2_000, perMs: HOUR_MS },
    ],
    howUsedBot: [{ limit: 90, perMs: 1_000 }],
  },
  limitsOverClocks: { tgtrack: WIDE, howUsedBot: WIDE },
  killRounds: 5,
};
