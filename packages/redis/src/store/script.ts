import { createHash } from "node:crypto";
import { isError } from "@bot-tracker/core/outbox-kit";
import type { Redis } from "ioredis";

/** Whether a script may run when Redis is out of memory: one that only frees some must go on. */
export type ScriptKind = "adds" | "frees";

/** One Lua script, sent in full once and by its hash from then on. */
export class Script {
  readonly #client: Redis;
  readonly #kind: ScriptKind;
  readonly #text: string;
  #lua: string;
  #sha: string;

  constructor(client: Redis, kind: ScriptKind, text: string) {
    this.#client = client;
    this.#kind = kind;
    this.#text = text;
    this.#lua = this.#withFlags();
    this.#sha = shaOf(this.#lua);
  }

  /**
   * Loads it in advance. Otherwise, of calls made at the same time, those that Redis answers with NOSCRIPT would be
   * repeated behind later ones that it knew because another process had loaded the script in between.
   */
  async load(): Promise<void> {
    try {
      await this.#client.script("LOAD", this.#lua);
    } catch (error) {
      if (!this.#hasToDoWithoutFlags(error)) throw error;
      await this.#client.script("LOAD", this.#lua);
    }
  }

  /** `onRepeat`: Redis did not know it, so that what was sent since then comes before it. */
  async run(scope: string, args: readonly (string | number)[], onRepeat?: () => void): Promise<unknown> {
    const values = args.map(String);
    try {
      return await this.#client.evalsha(this.#sha, 1, scope, ...values);
    } catch (error) {
      if (!isReply(error, "NOSCRIPT")) throw error;
    }
    onRepeat?.();
    try {
      return await this.#client.eval(this.#lua, 1, scope, ...values);
    } catch (error) {
      if (!this.#hasToDoWithoutFlags(error)) throw error;
      return this.#client.eval(this.#lua, 1, scope, ...values);
    }
  }

  /** Redis before 7.0 knows no flags. There, a server that is out of memory also refuses what would free some. */
  #hasToDoWithoutFlags(error: unknown): boolean {
    if (!isReply(error, "ERR Error compiling script")) return false;
    this.#lua = this.#text;
    this.#sha = shaOf(this.#text);
    return true;
  }

  /** With flags, Redis checks its memory only before the first step, so that no script stops halfway. */
  #withFlags(): string {
    return `#!lua${this.#kind === "frees" ? " flags=allow-oom" : ""}\n${this.#text}`;
  }
}

function shaOf(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

function isReply(error: unknown, start: string): boolean {
  return isError(error) && error.message.startsWith(start);
}
