import { Conversation } from "./conversation.ts";
import { MOST_CHAT } from "./most-chat.ts";

/** The conversations of all people with all bots, as many of them as have room together. */
export class Conversations {
  readonly #kept = new Map<string, Conversation>();

  find(botId: number, personId: number): Conversation | undefined {
    return this.#kept.get(keyOf(botId, personId));
  }

  /** Begins one where there is none; from here on it is the one that was spoken in last. */
  open(botId: number, personId: number): Conversation {
    const key = keyOf(botId, personId);
    const conversation = this.#kept.get(key) ?? new Conversation(botId, personId);
    this.#kept.delete(key);
    this.#kept.set(key, conversation);
    return conversation;
  }

  ofPerson(personId: number): Conversation[] {
    return [...this.#kept.values()].filter((conversation) => conversation.personId === personId);
  }

  forgetPerson(personId: number): void {
    for (const { botId } of this.ofPerson(personId)) this.#kept.delete(keyOf(botId, personId));
  }

  clear(): void {
    this.#kept.clear();
  }

  /** To be called after something was added. */
  makeRoom(): void {
    let bytes = 0;
    for (const conversation of this.#kept.values()) bytes += conversation.bytes;
    for (const [key, conversation] of this.#kept) {
      if (bytes <= MOST_CHAT.bytes) return;
      this.#kept.delete(key);
      bytes -= conversation.bytes;
    }
  }
}

function keyOf(botId: number, personId: number): string {
  return `${botId} ${personId}`;
}
