import type { NextUp } from "@bot-tracker/core";

/**
 * What was seen is asked for again after this time, also if nobody has said that it changed. That something is ready
 * may be believed for long: a lease picks what comes first by itself.
 */
const KNOWN_FOR_MS: Readonly<Record<NextUp["kind"], number>> = { ready: 15_000, later: 50, none: 50 };

/** What Redis said comes next. */
export interface Known {
  next: NextUp;
  /** From then on the time may have changed it. */
  untilMs: number;
  nowMs: number;
}

/**
 * What comes next for each destination, as Redis said last: who has leased asks at once, and again at the next answer,
 * and who waits for a slot when it is its turn. It is forgotten when something may have become ready. What others have
 * taken since then is not known here, and does no harm: a lease then gives nothing, and Redis is asked.
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
    if (nowMs >= known.untilMs) return undefined;
    const ageMs = nowMs - known.nowMs;
    return ageMs >= 0 && ageMs < KNOWN_FOR_MS[known.next.kind] ? known.next : undefined;
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
