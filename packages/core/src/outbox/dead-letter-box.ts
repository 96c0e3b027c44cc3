import type { DeadLetter } from "./delivery.ts";
import type { DeadLetterFilter } from "./outbox.ts";

const KEEP_MS = 2_592_000_000;

/** What was refused for good: at most `maxLetters`, for at most 30 days, oldest first. */
export class DeadLetterBox {
  readonly #letters = new Map<string, DeadLetter>();
  readonly #maxLetters: number;

  constructor(maxLetters: number) {
    this.#maxLetters = maxLetters;
  }

  /** Adds a letter and gives back those that had to leave for it, with the reason to count them under. */
  add(letter: DeadLetter): { letter: DeadLetter; as: "overflow" | "expired" }[] {
    this.#letters.set(letter.id, letter);
    const left: { letter: DeadLetter; as: "overflow" | "expired" }[] = [];
    for (const oldest of this.#letters.values()) {
      const old = oldest.diedAtMs + KEEP_MS <= letter.diedAtMs;
      if (!old && this.#letters.size <= this.#maxLetters) break;
      this.#letters.delete(oldest.id);
      left.push({ letter: oldest, as: old ? "expired" : "overflow" });
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
