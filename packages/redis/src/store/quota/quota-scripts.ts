import type { Redis } from "ioredis";
import { Script } from "../script.ts";
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

export type QuotaScriptName = "take" | "end" | "look";

/** The quota's scripts on one connection. */
export class QuotaScripts {
  readonly #scripts: Record<QuotaScriptName, Script>;

  constructor(client: Redis) {
    // A slot's few bytes are taken also from a Redis that is full: without one, nothing could be sent that makes room.
    const script = (lua: string): Script => new Script(client, "frees", QUOTA_BASIS + lua);
    this.#scripts = { take: script(TAKE_SLOT), end: script(END_SLOT), look: script(LOOK_AT_QUOTA) };
  }

  async run(name: QuotaScriptName, scope: string, args: readonly (string | number)[]): Promise<QuotaAnswer> {
    const reply = await this.#scripts[name].run(scope, args);
    const [verdict, open, lastEndInMs, counts, others] = reply as [number, number, string, number[], string[]];
    return {
      verdict,
      open,
      lastEndInMs: lastEndInMs === "" ? Number.NEGATIVE_INFINITY : Number(lastEndInMs),
      counts,
      others,
    };
  }
}
