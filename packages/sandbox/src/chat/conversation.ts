import type { ChatMessage, ChatUpdate, InvoiceState, ReplyKeyboard } from "../wire/chat.ts";
import type { KeyboardChange } from "./message-buttons.ts";
import { MOST_CHAT } from "./most-chat.ts";

/** A message without what the conversation gives it. */
export type NewMessage = Pick<ChatMessage, "messageId" | "at" | "from" | "content"> &
  Partial<Pick<ChatMessage, "buttons">>;

/** An update without what is found out when it is shown. */
export type KeptUpdate = Omit<ChatUpdate, "requests">;

interface ShownKeyboard {
  shown: ReplyKeyboard;
  isOneTime: boolean;
}

/** What one person and one bot said to each other, the newest of it. */
export class Conversation {
  readonly botId: number;
  readonly personId: number;
  hasStarted = false;
  #messages: ChatMessage[] = [];
  #updates: KeptUpdate[] = [];
  #keyboard: ShownKeyboard | undefined;
  #bytes = ENTRY_BYTES;
  #nextKey = 1;

  constructor(botId: number, personId: number) {
    this.botId = botId;
    this.personId = personId;
  }

  /** Oldest first. */
  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** Oldest first. */
  get updates(): readonly KeptUpdate[] {
    return this.#updates;
  }

  get keyboard(): ReplyKeyboard | null {
    return this.#keyboard?.shown ?? null;
  }

  /** Roughly what it takes in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  say(message: NewMessage): void {
    const said = { buttons: [], isEdited: false, isDeleted: false, ...message, key: this.#nextKey++ };
    this.#weigh(said, pushed(this.#messages, said, MOST_CHAT.messages));
  }

  add(update: KeptUpdate): void {
    this.#weigh(update, pushed(this.#updates, update, MOST_CHAT.updates));
  }

  message(messageId: number): ChatMessage | undefined {
    return this.#messages.findLast((message) => message.messageId === messageId);
  }

  /** What is omitted stays. Of a message that is no longer kept, nothing is changed. */
  change(
    messageId: number,
    changes: Partial<Pick<ChatMessage, "content" | "buttons" | "isEdited" | "isDeleted">>,
  ): void {
    const index = this.#messages.findLastIndex((message) => message.messageId === messageId);
    const before = this.#messages[index];
    if (before === undefined) return;
    const after = { ...before, ...changes };
    this.#messages[index] = after;
    this.#weigh(after, before);
  }

  setInvoice(messageId: number, state: InvoiceState): void {
    const content = this.message(messageId)?.content;
    if (content?.kind === "invoice") this.change(messageId, { content: { ...content, state } });
  }

  setDelivery(updateId: number, delivery: ChatUpdate["delivery"]): void {
    const index = this.#updates.findLastIndex((update) => update.updateId === updateId);
    const before = this.#updates[index];
    if (before !== undefined) this.#updates[index] = { ...before, delivery };
  }

  changeKeyboard(change: KeyboardChange): void {
    if (change.kind === "none") return;
    this.#show(change.kind === "removed" ? undefined : { shown: change.keyboard, isOneTime: change.isOneTime });
  }

  /** A button of it was pressed: one that is shown for one press only goes. */
  useKeyboard(): void {
    if (this.#keyboard?.isOneTime === true) this.#show(undefined);
  }

  #show(keyboard: ShownKeyboard | undefined): void {
    this.#weigh(keyboard, this.#keyboard);
    this.#keyboard = keyboard;
  }

  #weigh(came: object | undefined, went: object | undefined): void {
    this.#bytes += weightOf(came) - weightOf(went);
  }
}

/** Returns what had to make room. */
function pushed<Entry>(entries: Entry[], entry: Entry, max: number): Entry | undefined {
  entries.push(entry);
  return entries.length > max ? entries.shift() : undefined;
}

const ENTRY_BYTES = 500;

/** Two bytes for each character, whatever they are, and what an object of this size takes besides. */
function weightOf(entry: object | undefined): number {
  return entry === undefined ? 0 : ENTRY_BYTES + 2 * charsOf(entry);
}

function charsOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  return Object.values(value).reduce((sum: number, part) => sum + charsOf(part), 0);
}
