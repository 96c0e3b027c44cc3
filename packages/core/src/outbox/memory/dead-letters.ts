import type { DeadLetter } from "../delivery.ts";
import type { DeadLetterFilter } from "../outbox.ts";
import { DEAD_LETTER_KEEP_MS } from "../rules/keep-times.ts";
import { DEFAULT_LIST_LIMIT } from "../rules/room.ts";
import type { LedgerCounters } from "./ledger-counters.ts";

/** What was refused for good: at most `maxDeadLetters`, for at most 30 days, oldest first. It keeps the ledger's `dead`. */
export class DeadLetters {
  readonly #ledger: LedgerCounters;
  readonly #letters = new Map<string, DeadLetter>();
  readonly #maxDeadLetters: number;
  /** No letter is 30 days old before this. */
  #nextExpiryMs = Number.POSITIVE_INFINITY;

  constructor(ledger: LedgerCounters, maxDeadLetters: number) {
    this.#ledger = ledger;
    this.#maxDeadLetters = maxDeadLetters;
  }

  add(letter: DeadLetter): void {
    this.#letters.set(letter.id, letter);
    this.#ledger.entryOf(letter.destination).dead++;
    this.#nextExpiryMs = Math.min(this.#nextExpiryMs, letter.diedAtMs + DEAD_LETTER_KEEP_MS);
    this.expire(letter.diedAtMs);
    for (const oldest of this.#letters.values()) {
      if (this.#letters.size <= this.#maxDeadLetters) return;
      this.#drop(oldest, "overflow");
    }
  }

  /** Drops what has been here for 30 days. */
  expire(nowMs: number): void {
    if (nowMs < this.#nextExpiryMs) return;
    this.#nextExpiryMs = Number.POSITIVE_INFINITY;
    for (const letter of this.#letters.values()) {
      if (letter.diedAtMs + DEAD_LETTER_KEEP_MS > nowMs) {
        this.#nextExpiryMs = letter.diedAtMs + DEAD_LETTER_KEEP_MS;
        return;
      }
      this.#drop(letter, "expired");
    }
  }

  list({ destination, limit = DEFAULT_LIST_LIMIT }: DeadLetterFilter): DeadLetter[] {
    const found: DeadLetter[] = [];
    for (const letter of this.#letters.values()) {
      if (found.length >= limit) break;
      if (destination === undefined || letter.destination === destination) found.push(letter);
    }
    return found;
  }

  /** Takes a letter out. What becomes of it is the caller's to count. */
  take(id: string): DeadLetter | undefined {
    const letter = this.#letters.get(id);
    if (letter !== undefined) this.#remove(letter);
    return letter;
  }

  /** Drops a user's letters as `purged`, and says how many. */
  purge(userId: string): number {
    const found = [...this.#letters.values()].filter((letter) => letter.userId === userId);
    for (const letter of found) this.#drop(letter, "purged");
    return found.length;
  }

  #drop(letter: DeadLetter, reason: "overflow" | "expired" | "purged"): void {
    this.#remove(letter);
    this.#ledger.entryOf(letter.destination).dropped[reason]++;
  }

  #remove(letter: DeadLetter): void {
    this.#letters.delete(letter.id);
    this.#ledger.entryOf(letter.destination).dead--;
  }
}
