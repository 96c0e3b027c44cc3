import { LEASE, NEXT, RENEW, SETTLE, TAKE_BACK } from "./lua/hand-out.ts";
import { DISCARD, LETTERS, REVIVE } from "./lua/letters.ts";
import { PRELUDE } from "./lua/prelude.ts";
import { DROP_WAITING, LOOK, MARK_PURGED, PURGE } from "./lua/purge.ts";
import { PUT } from "./lua/put.ts";
import type { RedisStoreParts } from "./redis-store-parts.ts";
import { Script, type ScriptKind } from "./script.ts";
import { parseReply, type StoreReply } from "./store-reply.ts";

export type ScriptName =
  | "put"
  | "next"
  | "lease"
  | "renew"
  | "takeBack"
  | "settle"
  | "letters"
  | "revive"
  | "discard"
  | "purge"
  | "dropWaiting"
  | "markPurged"
  | "look";

const TEXTS: Record<ScriptName, readonly [ScriptKind, string]> = {
  put: ["adds", PUT],
  next: ["frees", NEXT],
  lease: ["frees", LEASE],
  renew: ["frees", RENEW],
  takeBack: ["frees", TAKE_BACK],
  settle: ["frees", SETTLE],
  letters: ["frees", LETTERS],
  revive: ["adds", REVIVE],
  discard: ["frees", DISCARD],
  purge: ["frees", PURGE],
  dropWaiting: ["frees", DROP_WAITING],
  markPurged: ["frees", MARK_PURGED],
  look: ["frees", LOOK],
};

/** The scripts of one store, with what all of them are told. */
export class StoreScripts {
  readonly #parts: RedisStoreParts;
  readonly #scripts = new Map<ScriptName, Script>();
  #lastId = 0;

  constructor(parts: RedisStoreParts) {
    this.#parts = parts;
  }

  /** Unique for ever. */
  newId(): string {
    return `${this.#parts.idPrefix}${(++this.#lastId).toString(36)}`;
  }

  /** `nowMs`: the caller's clock, where that counts and the script goes by time. */
  async run(name: ScriptName, nowMs: number | undefined, args: readonly (string | number)[]): Promise<StoreReply> {
    const { scope, clock, bounds, idPrefix } = this.#parts;
    const { maxItems, maxBytes, maxDeadLetters } = bounds;
    const givenMs = clock === "caller" && nowMs !== undefined ? nowMs : "";
    const head = [givenMs, this.newId(), maxItems, maxBytes, maxDeadLetters, idPrefix];
    return parseReply(await this.#scriptOf(name).run(scope, [...head, ...args]));
  }

  /** See `Script.load`. */
  load(name: ScriptName): Promise<void> {
    return this.#scriptOf(name).load();
  }

  #scriptOf(name: ScriptName): Script {
    let script = this.#scripts.get(name);
    if (script === undefined) {
      const [kind, text] = TEXTS[name];
      script = new Script(this.#parts.client, kind, PRELUDE + text);
      this.#scripts.set(name, script);
    }
    return script;
  }
}
