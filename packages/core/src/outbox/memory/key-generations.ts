import { DEDUPE_KEEP_MS } from "../rules/keep-times.ts";

const GENERATIONS = 3;
const GENERATION_MS = DEDUPE_KEEP_MS / (GENERATIONS - 1);

/**
 * Keys already seen, in three generations of 24 hours each. A whole generation is forgotten at a time, so that no key
 * needs a date of its own: each is known for 48 hours at least and 72 at most. A generation that reaches
 * `maxPerGeneration` closes early: memory stays bounded, and under such a flood the keys live shorter.
 */
export class KeyGenerations {
  #generations: Set<string>[] = [new Set()];
  readonly #maxPerGeneration: number;
  #openedAtMs: number | undefined;

  constructor(maxPerGeneration: number) {
    this.#maxPerGeneration = maxPerGeneration;
  }

  has(key: string, nowMs: number): boolean {
    this.#forgetOld(nowMs);
    return this.#generations.some((generation) => generation.has(key));
  }

  add(key: string, nowMs: number): void {
    this.#forgetOld(nowMs);
    const newest = this.#generations[0];
    if (newest === undefined || newest.size >= this.#maxPerGeneration) this.#open(nowMs);
    this.#generations[0]?.add(key);
  }

  /** Forgets all keys that begin so. Goes through every one. */
  forget(prefix: string): void {
    for (const generation of this.#generations) {
      for (const key of generation) if (key.startsWith(prefix)) generation.delete(key);
    }
  }

  /** Looked at with every question too: a key that is only ever asked for would otherwise be known for ever. */
  #forgetOld(nowMs: number): void {
    this.#openedAtMs ??= nowMs;
    const passed = Math.floor((nowMs - this.#openedAtMs) / GENERATION_MS);
    if (passed <= 0) return;
    const openedAtMs = this.#openedAtMs + passed * GENERATION_MS;
    for (let opened = 0; opened < Math.min(passed, GENERATIONS); opened++) this.#open(openedAtMs);
  }

  #open(nowMs: number): void {
    this.#generations = [new Set<string>(), ...this.#generations].slice(0, GENERATIONS);
    this.#openedAtMs = nowMs;
  }
}
