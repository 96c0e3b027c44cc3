import type { SimulatedBot, SimulatedUser, SimulatorEvent, TelegramSimulator } from "@bot-tracker/telegram-simulator";
import { BoundedMap } from "../support/bounded-map.ts";
import { isJsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { ChatAction, ChatBot, InlineButton, PersonAction } from "../wire/chat.ts";
import { applyCall } from "./apply-call.ts";
import { applyUpdate, senderOf } from "./apply-update.ts";
import { Checkouts } from "./checkouts.ts";
import type { Conversation } from "./conversation.ts";
import { Conversations } from "./conversations.ts";
import { keptUpdate } from "./kept-update.ts";
import { KnownPeople } from "./known-people.ts";
import { MOST_CHAT } from "./most-chat.ts";

export interface ChatParts {
  telegram: TelegramSimulator;
  /** The sandbox's clock, in milliseconds since the epoch. */
  nowMs: () => number;
  /** Calls back once after `ms`, unless the function it returns is called before. */
  later: (ms: number, callback: () => void) => () => void;
  /** Called whenever there is something new to show. */
  onChange: () => void;
}

interface KnownBot {
  handle: SimulatedBot;
  lastCallAt: number;
}

/** Of more updates than these it is not told any more whether the bot has got them. */
const MAX_OPEN = 10_000;

/**
 * The people of the sandbox's own Telegram and what they and the bots say to each other. It is told everything by the
 * simulator, so that what a test does with its people is seen as well.
 */
export class Chat {
  readonly apiRoot: string;
  readonly people: KnownPeople;
  readonly conversations: Conversations = new Conversations();
  readonly #bots = new BoundedMap<number, KnownBot>(MOST_CHAT.bots);
  /** Whose update it is, until the bot has it. */
  readonly #owners = new BoundedMap<string, number>(MAX_OPEN);
  readonly #checkouts: Checkouts;
  readonly #parts: ChatParts;
  readonly #unsubscribe: () => void;

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.apiRoot = parts.telegram.apiRoot;
    const { later, onChange } = parts;
    this.#checkouts = new Checkouts({ conversations: this.conversations, later, onChange });
    this.people = new KnownPeople(
      () => parts.telegram.nextUserId(),
      (personId) => this.conversations.forgetPerson(personId),
    );
    for (const handle of parts.telegram.bots()) this.#bots.set(handle.id, { handle, lastCallAt: parts.nowMs() });
    this.#unsubscribe = parts.telegram.subscribe((event) => this.#happened(event));
  }

  /** The one that came last comes first. */
  bots(): ChatBot[] {
    const bots = [...this.#bots.entries()].map(([id, { handle, lastCallAt }]) => {
      return { id, username: handle.username, lastCallAt };
    });
    return bots.reverse();
  }

  /**
   * What a person does.
   *
   * @throws {SandboxError} when there is no such bot, person or button, or the person cannot do that now.
   */
  act({ bot: botId, person: personId, action }: ChatAction): void {
    const user = this.#user(botId, personId);
    const conversation = this.conversations.open(botId, personId);
    if (user.hasBlocked && action.kind !== "unblock" && action.kind !== "start") {
      throw new SandboxError("This person has blocked the bot: unblock it first.");
    }
    try {
      this.#do(action, user, conversation);
    } catch (error) {
      // The simulator's own words of what Telegram would not allow.
      throw error instanceof SandboxError ? error : new SandboxError(String((error as Error).message));
    }
    this.#parts.onChange();
  }

  /** Forgets people and what was said; the bots stay. */
  clear(): void {
    this.people.clear();
    this.conversations.clear();
    this.#owners.clear();
    this.#checkouts.clear();
    this.#parts.onChange();
  }

  close(): void {
    this.#unsubscribe();
    this.#checkouts.clear();
  }

  hasBlocked(botId: number, personId: number): boolean {
    try {
      return this.#user(botId, personId).hasBlocked;
    } catch (error) {
      // Whoever cannot talk to the bot has not blocked it either.
      if (error instanceof SandboxError) return false;
      throw error;
    }
  }

  /** @throws {SandboxError} when no such bot has called. */
  checkBot(botId: number): KnownBot {
    const bot = this.#bots.get(botId);
    if (bot === undefined) throw new SandboxError(`No bot with the id ${botId} has called this Telegram.`);
    return bot;
  }

  #user(botId: number, personId: number): SimulatedUser {
    const bot = this.checkBot(botId);
    const profile = this.people.get(personId);
    if (profile === undefined) throw new SandboxError(`There is no person with the id ${personId}.`);
    try {
      return bot.handle.user(profile);
    } catch (error) {
      // Such as one person more than the simulator takes.
      throw new SandboxError(`This person cannot talk to the bot. ${(error as Error).message}`);
    }
  }

  #do(action: PersonAction, user: SimulatedUser, conversation: Conversation): void {
    switch (action.kind) {
      case "start":
        user.start(action.payload);
        return;
      case "say":
        if (conversation.keyboard?.rows.flat().some(({ text }) => text === action.text)) conversation.useKeyboard();
        user.say(action.text);
        return;
      case "press": {
        const button = buttonAt(action, conversation);
        if (button?.kind !== "callback") throw new SandboxError("There is no such button that can be pressed.");
        user.press(button.data, action.messageId);
        return;
      }
      case "contact":
        conversation.useKeyboard();
        user.sendContact();
        return;
      case "pay":
        this.#checkouts.begin(action.messageId, user, conversation);
        return;
      case "block":
        user.block();
        return;
      case "unblock":
        if (!user.hasBlocked) throw new SandboxError("This person has not blocked the bot.");
        user.unblock();
    }
  }

  #happened(event: SimulatorEvent): void {
    const { bot } = event;
    const known = this.#bots.get(bot.id) ?? { handle: bot, lastCallAt: this.#parts.nowMs() };
    if (event.kind === "bot") this.#bots.set(bot.id, known);
    else if (event.kind === "call") this.#called(event, known);
    else if (event.kind === "update") this.#made(event);
    else {
      const key = `${bot.id} ${event.updateId}`;
      const delivery = event.kind === "confirmed" ? "taken" : event.kind;
      const personId = this.#owners.get(key);
      if (personId !== undefined) this.conversations.find(bot.id, personId)?.setDelivery(event.updateId, delivery);
      if (delivery !== "delivered") this.#owners.delete(key);
    }
    // A poll says nothing by itself: what it brings or confirms is told apart from it.
    if (event.kind !== "call" || event.call.method.toLowerCase() !== "getupdates") this.#parts.onChange();
  }

  #made({ bot, update, updateId, isQueued }: Extract<SimulatorEvent, { kind: "update" }>): void {
    if (!isJsonObject(update)) return;
    const sender = senderOf(update);
    const person = sender && this.people.meet(sender);
    if (person === undefined) return;
    const at = this.#parts.nowMs();
    const conversation = this.conversations.open(bot.id, person.id);
    const gist = applyUpdate(update, conversation, at);
    const kept = keptUpdate({ update, updateId, bot, at, gist, isQueued });
    conversation.add(kept);
    if (kept.rule.kind === "start") conversation.hasStarted = true;
    this.#owners.set(`${bot.id} ${updateId}`, person.id);
    this.#checkouts.asked(update, conversation);
    this.conversations.makeRoom();
  }

  #called({ bot, call }: Extract<SimulatorEvent, { kind: "call" }>, known: KnownBot): void {
    const at = this.#parts.nowMs();
    known.lastCallAt = at;
    const personId = typeof call.chatId === "number" ? call.chatId : undefined;
    const isKnown = personId !== undefined && this.people.get(personId) !== undefined;
    const conversation = isKnown ? this.conversations.open(bot.id, personId) : undefined;
    const isAnswer = this.#checkouts.answered(call, conversation, at);
    if (!isAnswer && conversation !== undefined) applyCall(call, conversation, at);
    this.conversations.makeRoom();
  }
}

function buttonAt(
  { messageId, row, column }: Extract<PersonAction, { kind: "press" }>,
  conversation: Conversation,
): InlineButton | undefined {
  return conversation.message(messageId)?.buttons[row]?.[column];
}
