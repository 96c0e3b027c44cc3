/** How long a dedupe key is remembered at least. */
export const DEDUPE_KEEP_MS = 172_800_000;

const GENERATIONS = 3;
const GENERATION_MS = DEDUPE_KEEP_MS / (GENERATIONS - 1);

/**
 * Keys already seen, in three generations of 24 hours each. A whole generation is forgotten at a time, so that no key
 * needs a date of its own. A generation that reaches `maxPerGeneration` closes early: memory stays bounded, and under
 * such a flood the keys live shorter.
 */
export class DedupeMarks {
  readonly #generations: Set<string>[] = [new Set()];
  readonly #maxPerGeneration: number;
  #openedAtMs: number | undefined;

  constructor(maxPerGeneration: number) {
    this.#maxPerGeneration = maxPerGeneration;
  }

  has(key: string): boolean {
    return this.#generations.some((generation) => generation.has(key));
  }

  add(key: string, nowMs: number): void {
    this.#openedAtMs ??= nowMs;
    let newest = this.#generations[0] as Set<string>;
    if (nowMs - this.#openedAtMs >= GENERATION_MS || newest.size >= this.#maxPerGeneration) {
      newest = new Set();
      this.#generations.unshift(newest);
      this.#generations.length = Math.min(this.#generations.length, GENERATIONS);
      this.#openedAtMs = nowMs;
    }
    newest.add(key);
  }

  delete(key: string): void {
    for (const generation of this.#generations) generation.delete(key);
  }
}
