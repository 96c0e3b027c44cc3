import type { DeadLetter } from "./delivery.ts";
import type { DeadLetterFilter } from "./outbox.ts";

const KEEP_MS = 2_592_000_000;

/** A letter that had to leave, with the reason to count it under. */
export interface LeftLetter {
  letter: DeadLetter;
  as: "overflow" | "expired";
}

/** What was refused for good: at most `maxLetters`, for at most 30 days, oldest first. */
export class DeadLetterBox {
  readonly #letters = new Map<string, DeadLetter>();
  readonly #maxLetters: number;
  /** No letter is 30 days old before this. */
  #nextExpiryMs = Number.POSITIVE_INFINITY;

  constructor(maxLetters: number) {
    this.#maxLetters = maxLetters;
  }

  /** Adds a letter and gives back those that had to leave for it. */
  add(letter: DeadLetter): readonly LeftLetter[] {
    this.#letters.set(letter.id, letter);
    this.#nextExpiryMs = Math.min(this.#nextExpiryMs, letter.diedAtMs + KEEP_MS);
    const left: LeftLetter[] = [...this.expire(letter.diedAtMs)];
    for (const oldest of this.#letters.values()) {
      if (this.#letters.size <= this.#maxLetters) break;
      this.#letters.delete(oldest.id);
      left.push({ letter: oldest, as: "overflow" });
    }
    return left;
  }

  /** Gives back those that have been here for 30 days. */
  expire(nowMs: number): readonly LeftLetter[] {
    if (nowMs < this.#nextExpiryMs) return [];
    const left: LeftLetter[] = [];
    this.#nextExpiryMs = Number.POSITIVE_INFINITY;
    for (const letter of this.#letters.values()) {
      if (letter.diedAtMs + KEEP_MS > nowMs) {
        this.#nextExpiryMs = letter.diedAtMs + KEEP_MS;
        break;
      }
      this.#letters.delete(letter.id);
      left.push({ letter, as: "expired" });
    }
    return left;
  }

  list({ destination, limit = 100 }: DeadLetterFilter): DeadLetter[] {
    const found: DeadLetter[] = [];
    for (const letter of this.#letters.values()) {
      if (found.length >= limit) break;
      if (destination === undefined || letter.destination === destination) found.push(letter);
    }
    return found;
  }

  take(id: string): DeadLetter | undefined {
    const letter = this.#letters.get(id);
    this.#letters.delete(id);
    return letter;
  }

  takeOfUser(userId: string): DeadLetter[] {
    const found = [...this.#letters.values()].filter((letter) => letter.userId === userId);
    for (const letter of found) this.#letters.delete(letter.id);
    return found;
  }
}
