import { type BotProfile, privateChat, type TelegramChat, type TelegramUser } from "../api/profiles.ts";
import { type ApiCall, messagesOf } from "../bot/call-log.ts";
import { checkInteger, checkText } from "../support/check.ts";
import { asksForContact, keyboardOf } from "./reply-keyboard.ts";
import type { Payment, SimulatedUser } from "./simulated-user.ts";

/** What a person needs of the bot they talk to. */
export interface PersonPort {
  readonly bot: BotProfile;
  sendUpdate(content: object): number;
  nextMessageId(): number;
  nextQueryId(): number;
  nowSeconds(): number;
  /** Makes every send to the person fail with 403; the function it returns lifts that. */
  refuseSends(): () => void;
  received(): ApiCall[];
}

const MAX_TEXT_CHARS = 4_096;
const MAX_DATA_CHARS = 256;

export class Person implements SimulatedUser {
  readonly profile: TelegramUser;
  readonly #port: PersonPort;
  #liftBlock: (() => void) | undefined;

  constructor(profile: TelegramUser, port: PersonPort) {
    this.profile = profile;
    this.#port = port;
  }

  get hasBlocked(): boolean {
    return this.#liftBlock !== undefined;
  }

  start(payload = ""): number {
    const text = payload === "" ? "/start" : `/start ${payload}`;
    checkText("the payload", text, 1, MAX_TEXT_CHARS);
    if (this.hasBlocked) this.unblock();
    return this.#message(textContent(text));
  }

  say(text: string): number {
    return this.#message(textContent(checkText("the text", text, 1, MAX_TEXT_CHARS)));
  }

  send(content: object): number {
    return this.#message(content);
  }

  press(data: string, messageId?: number): number {
    checkText("the callback data", data, 1, MAX_DATA_CHARS);
    this.#assertNotBlocked();
    const { id } = this.profile;
    const message = this.#messageWith(data, messageId) ?? this.#madeUpMessage();
    const query = { id: this.#queryId(), from: this.#from, message, chat_instance: `-${id}`, data };
    return this.#port.sendUpdate({ callback_query: query });
  }

  pressKey(text: string): number {
    const keyboard = keyboardOf(this.#port.received());
    const key = keyboard.find((candidate) => candidate.text === text);
    if (key === undefined) {
      const shown = keyboard.map((candidate) => JSON.stringify(candidate.text)).join(", ") || "none";
      throw new Error(`Expected a key ${JSON.stringify(text)} in the keyboard, and its keys are: ${shown}.`);
    }
    return asksForContact(key) ? this.sendContact() : this.say(text);
  }

  // No number of the Russian plan begins with +7 000.
  sendContact(phoneNumber = `+7000${String(this.profile.id % 10_000_000).padStart(7, "0")}`): number {
    const { id: user_id, first_name, last_name } = this.profile;
    const name = { first_name, ...(last_name !== undefined && { last_name }) };
    return this.#message({ contact: { phone_number: checkText("the number", phoneNumber, 1, 32), ...name, user_id } });
  }

  checkOut(payment: Payment): number {
    this.#assertNotBlocked();
    return this.#port.sendUpdate({
      pre_checkout_query: { id: this.#queryId(), from: this.#from, ...invoiceOf(payment) },
    });
  }

  pay(payment: Payment): number {
    const charge = this.#queryId();
    return this.#message({
      successful_payment: {
        ...invoiceOf(payment),
        telegram_payment_charge_id: `${this.#port.bot.id}_${charge}`,
        provider_payment_charge_id: payment.currency === "XTR" ? "" : `pay-${charge}`,
      },
    });
  }

  block(): number {
    this.#assertNotBlocked();
    this.#liftBlock = this.#port.refuseSends();
    return this.#membership("member", "kicked");
  }

  unblock(): number {
    if (this.#liftBlock === undefined) {
      throw new Error(
        `Expected user ${this.profile.id} to have blocked the bot before unblocking it, and they had not.`,
      );
    }
    this.#liftBlock();
    this.#liftBlock = undefined;
    return this.#membership("kicked", "member");
  }

  received(): ApiCall[] {
    return this.#port.received();
  }

  get #from(): object {
    const { id, ...names } = this.profile;
    return { id, is_bot: false, ...names };
  }

  get #chat(): TelegramChat {
    return privateChat(this.profile);
  }

  get #bot(): object {
    const { id, first_name, username } = this.#port.bot;
    return { id, is_bot: true, first_name, username };
  }

  #message(content: object): number {
    this.#assertNotBlocked();
    const { nextMessageId, nowSeconds } = this.#port;
    const frame = { message_id: nextMessageId(), from: this.#from, chat: this.#chat, date: nowSeconds() };
    return this.#port.sendUpdate({ message: { ...frame, ...content } });
  }

  #assertNotBlocked(): void {
    if (this.#liftBlock === undefined) return;
    throw new Error(
      `Expected user ${this.profile.id} to be able to write, and they have blocked the bot. Unblock it first.`,
    );
  }

  #membership(oldStatus: "member" | "kicked", newStatus: "member" | "kicked"): number {
    const member = (status: string) => ({ user: this.#bot, status, ...(status === "kicked" && { until_date: 0 }) });
    return this.#port.sendUpdate({
      my_chat_member: {
        chat: this.#chat,
        from: this.#from,
        date: this.#port.nowSeconds(),
        old_chat_member: member(oldStatus),
        new_chat_member: member(newStatus),
      },
    });
  }

  #messageWith(data: string, messageId: number | undefined): object | undefined {
    // An album comes back as several messages.
    const sent = this.#port.received().flatMap(messagesOf);
    if (messageId !== undefined) return sent.findLast((message) => message.message_id === messageId);
    const button = `"callback_data":${JSON.stringify(data)}`;
    return sent.findLast((message) => JSON.stringify(message).includes(button));
  }

  #madeUpMessage(): object {
    const { nextMessageId, nowSeconds } = this.#port;
    return { message_id: nextMessageId(), from: this.#bot, chat: this.#chat, date: nowSeconds(), text: "Choose" };
  }

  #queryId(): string {
    return String(BigInt(this.profile.id) * 4_294_967_296n + BigInt(this.#port.nextQueryId()));
  }
}

function invoiceOf({ currency, total_amount, payload }: Payment): object {
  return {
    currency: checkText("the currency", currency, 3, 3),
    total_amount: checkInteger("the amount", total_amount, 0, Number.MAX_SAFE_INTEGER),
    invoice_payload: checkText("the payload", payload, 0, MAX_DATA_CHARS),
  };
}

function textContent(text: string): object {
  const command = /^\/[a-z0-9_]{1,32}(@[a-z0-9_]+)?/i.exec(text)?.[0];
  if (command === undefined) return { text };
  return { text, entities: [{ offset: 0, length: command.length, type: "bot_command" }] };
}
