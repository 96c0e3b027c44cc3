import type { NextUp } from "@bot-tracker/core";

/** What was seen is asked for again after this time, also if nobody has said that it changed. */
const KNOWN_FOR_MS = 50;

interface Known {
  next: NextUp;
  nowMs: number;
}

/**
 * What comes next for each destination, as the last lease saw it: who has leased asks at once, and again at the next
 * answer. It is forgotten when something may have become ready. What others have taken since then is not known here, and
 * does no harm: a lease then gives nothing, and Redis is asked.
 */
export class KnownNext {
  readonly #known = new Map<string, Known>();
  /** How often each destination was forgotten alone, and all of them together. */
  readonly #turns = new Map<string, number>();
  #turnsOfAll = 0;

  /** Before Redis is asked: what is forgotten until it answers may have changed after it looked. */
  turnOf(destination: string): number {
    return this.#turnsOfAll + (this.#turns.get(destination) ?? 0);
  }

  keep(destination: string, known: Known, turn: number): void {
    if (turn === this.turnOf(destination)) this.#known.set(destination, known);
  }

  find(destination: string, nowMs: number): NextUp | undefined {
    const known = this.#known.get(destination);
    if (known === undefined) return undefined;
    // A moment that has come is no answer: what was waiting for it may be ready.
    if (known.next.kind === "later" && known.next.atMs <= nowMs) return undefined;
    const ageMs = nowMs - known.nowMs;
    return ageMs >= 0 && ageMs < KNOWN_FOR_MS ? known.next : undefined;
  }

  forget(destination: string): void {
    this.#known.delete(destination);
    this.#turns.set(destination, (this.#turns.get(destination) ?? 0) + 1);
  }

  forgetAll(): void {
    this.#known.clear();
    this.#turnsOfAll++;
  }
}
