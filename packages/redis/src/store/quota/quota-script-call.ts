import type { Redis } from "ioredis";
import { END_SLOT } from "./lua/end-slot.ts";
import { LOOK_AT_QUOTA } from "./lua/look-at-quota.ts";
import { QUOTA_BASIS } from "./lua/quota-basis.ts";
import { TAKE_SLOT } from "./lua/take-slot.ts";

/** What any script of the quota answers. */
export interface QuotaAnswer {
  /** Of a take: 0 taken, -1 only an answer can make room, else the milliseconds until there may be room. */
  verdict: number;
  /** Requests under way. */
  open: number;
  /** When the last end is, in milliseconds from the moment of the answer; it may be behind. */
  lastEndInMs: number;
  /** How many ended requests count in each window that was asked for. */
  counts: readonly number[];
  /** The limits of other processes that hold for this key. */
  others: readonly string[];
}

type ScriptCall = (scope: string, ...args: (string | number)[]) => Promise<unknown>;

/** Each is one step on the server: nobody sees it half done. */
export interface QuotaScripts {
  botTrackerTakeSlot: ScriptCall;
  botTrackerEndSlot: ScriptCall;
  botTrackerLookAtQuota: ScriptCall;
}

const SCRIPTS: Readonly<Record<keyof QuotaScripts, string>> = {
  botTrackerTakeSlot: TAKE_SLOT,
  botTrackerEndSlot: END_SLOT,
  botTrackerLookAtQuota: LOOK_AT_QUOTA,
};

/** Teaches a client the quota's scripts. */
export function withQuotaScripts(client: Redis): QuotaScripts {
  for (const [name, lua] of Object.entries(SCRIPTS)) {
    client.defineCommand(name, { numberOfKeys: 1, lua: QUOTA_BASIS + lua });
  }
  return client as Redis & QuotaScripts;
}

export function readQuotaAnswer(reply: unknown): QuotaAnswer {
  const [verdict, open, lastEndInMs, counts, others] = reply as [number, number, string, number[], string[]];
  return {
    verdict,
    open,
    lastEndInMs: lastEndInMs === "" ? Number.NEGATIVE_INFINITY : Number(lastEndInMs),
    counts,
    others,
  };
}
