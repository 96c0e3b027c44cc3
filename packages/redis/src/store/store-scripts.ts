import type { RedisStoreParts } from "./redis-store-parts.ts";
import { Script } from "./script.ts";
import { type ScriptName, STORE_LUA } from "./store-lua.ts";
import { parseReply, type StoreReply } from "./store-reply.ts";

/** Those that may add to what Redis holds. All others free some, or hardly add any. */
const ADDING: ReadonlySet<ScriptName> = new Set(["put", "putAndLease", "retryDead"]);

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

  /** `nowMs`: the caller's clock, where that counts and the script goes by time. `onRepeat`: see `Script.run`. */
  async run(
    name: ScriptName,
    nowMs: number | undefined,
    args: readonly (string | number)[],
    onRepeat?: () => void,
  ): Promise<StoreReply> {
    const { scope, clock, bounds, idPrefix } = this.#parts;
    const { maxItems, maxBytes, maxDeadLetters } = bounds;
    const givenMs = clock === "caller" && nowMs !== undefined ? nowMs : "";
    const head = [givenMs, this.newId(), maxItems, maxBytes, maxDeadLetters, idPrefix];
    return parseReply(await this.#scriptOf(name).run(scope, [...head, ...args], onRepeat));
  }

  /** See `Script.load`. */
  load(name: ScriptName): Promise<void> {
    return this.#scriptOf(name).load();
  }

  #scriptOf(name: ScriptName): Script {
    let script = this.#scripts.get(name);
    if (script === undefined) {
      script = new Script(this.#parts.client, ADDING.has(name) ? "adds" : "frees", STORE_LUA[name]);
      this.#scripts.set(name, script);
    }
    return script;
  }
}
