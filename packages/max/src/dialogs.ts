const REMEMBERED = 20_000;

/**
 * Whose dialogs with the bot are whose: a refused send names the dialog by its `chat_id`, which is not the person's id.
 * Remembers those met last, at least 20,000 of them and at most twice as many.
 */
export class Dialogs {
  #current = new Map<string, string>();
  #previous: ReadonlyMap<string, string> = new Map();

  /** Runs for every update. */
  learn(chatId: string, userId: string): void {
    if (this.#current.get(chatId) === userId) return;
    // Two generations rather than an order of age: adding one costs no look at the others.
    if (this.#current.size >= REMEMBERED) {
      this.#previous = this.#current;
      this.#current = new Map();
    }
    this.#current.set(chatId, userId);
  }

  userOf(chatId: string): string | undefined {
    return this.#current.get(chatId) ?? this.#previous.get(chatId);
  }
}
