import { readFileSync } from "node:fs";
import { SLOT_MS } from "@bot-tracker/core/outbox-kit";
import type { Redis } from "ioredis";
import { Script } from "../script.ts";

// In the published package the build puts the text of the file in the place of each reading (.ci/packages).
const BASIS = readFileSync(new URL("./lua/basis.lua", import.meta.url), "utf8");
const TAKE_SLOT = readFileSync(new URL("./lua/take-slot.lua", import.meta.url), "utf8");
const END_SLOT = readFileSync(new URL("./lua/end-slot.lua", import.meta.url), "utf8");
const TWICE = readFileSync(new URL("./lua/twice.lua", import.meta.url), "utf8");
const LOOK_AT_QUOTA = readFileSync(new URL("./lua/look-at-quota.lua", import.meta.url), "utf8");

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
    const script = (lua: string): Script =>
      new Script(
        client,
        "frees",
        [`local SLOT_MS = ${SLOT_MS}`, "local function step()", BASIS, lua, "end", TWICE].join("\n"),
      );
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
