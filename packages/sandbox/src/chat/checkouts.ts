import type { ApiCall, Payment, SimulatedUser } from "@bot-tracker/telegram-simulator";
import { BoundedMap } from "../support/bounded-map.ts";
import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { InvoiceState } from "../wire/chat.ts";
import type { Conversation } from "./conversation.ts";
import type { Conversations } from "./conversations.ts";
import { isTrue } from "./is-true.ts";
import { shortOf } from "./message-content.ts";

export interface CheckoutParts {
  conversations: Conversations;
  /** Calls back once after `ms`, unless the function it returns is called before. */
  later: (ms: number, callback: () => void) => () => void;
  /** An invoice's state has changed by the time alone. */
  onChange: () => void;
}

/** Whose conversation it is. The conversation itself may have had to make room, and would be held by what names it. */
type Place = Pick<Conversation, "botId" | "personId">;

interface Asked {
  messageId: number;
  user: SimulatedUser;
  place: Place;
  payment: Payment;
  cancelTimer: () => void;
}

/** Bot API: a `pre_checkout_query` has to be answered within so long. */
const ANSWER_WITHIN_MS = 10_000;

/** What a bot has yet to answer: Telegram takes the money only if it agrees, and shows what it answers to a button. */
export class Checkouts {
  readonly #parts: CheckoutParts;
  /** By the id of the query. */
  readonly #asked = new BoundedMap<string, Asked>(1_000);
  readonly #pressed = new BoundedMap<string, Place>(10_000);
  /** The payload of each invoice, by the conversation and the message. */
  readonly #payloads = new BoundedMap<string, string>(10_000);
  #beginning: Asked | undefined;

  constructor(parts: CheckoutParts) {
    this.#parts = parts;
  }

  /**
   * Presses the pay button of an invoice.
   *
   * @throws {SandboxError} when it cannot be paid now; what the simulator throws leaves the invoice as it was.
   */
  begin(messageId: number, user: SimulatedUser, conversation: Conversation): void {
    const content = conversation.message(messageId)?.content;
    if (content?.kind !== "invoice" || content.state.kind === "paid") {
      throw new SandboxError("There is no such invoice that is yet to be paid.");
    }
    if (content.state.kind === "asked") throw new SandboxError("The bot was asked already, and has yet to answer.");
    const { botId, personId } = conversation;
    const payload = this.#payloads.get(keyOf(conversation, messageId)) ?? "";
    const payment = { currency: content.currency, total_amount: content.amount, payload };
    this.#beginning = { messageId, user, place: { botId, personId }, payment, cancelTimer: () => {} };
    conversation.setInvoice(messageId, { kind: "asked" });
    try {
      user.checkOut(payment);
    } catch (error) {
      conversation.setInvoice(messageId, content.state);
      throw error;
    } finally {
      this.#beginning = undefined;
    }
  }

  /** An update was made: it may hold a question to the bot. */
  asked({ callback_query: pressed, pre_checkout_query: checkout }: JsonObject, { botId, personId }: Place): void {
    if (isJsonObject(pressed) && typeof pressed.id === "string") this.#pressed.set(pressed.id, { botId, personId });
    const { id } = isJsonObject(checkout) ? checkout : { id: undefined };
    const asked = this.#beginning;
    if (typeof id !== "string" || asked === undefined) return;
    asked.cancelTimer = this.#parts.later(ANSWER_WITHIN_MS, () => {
      this.#asked.delete(id);
      this.#setInvoice(asked, { kind: "unanswered" });
      this.#parts.onChange();
    });
    this.#asked.set(id, asked);
  }

  /** Takes note of an invoice, and of what answers a question. Returns whether the call was such an answer. */
  answered(call: ApiCall, conversation: Conversation | undefined, at: number): boolean {
    switch (call.method.toLowerCase()) {
      case "sendinvoice":
        this.#noteInvoice(call, conversation);
        return false;
      case "answercallbackquery":
        this.#answerPressed(call.params, at);
        return true;
      case "answerprecheckoutquery":
        this.#answerCheckout(call.params);
        return true;
      default:
        return false;
    }
  }

  clear(): void {
    for (const [, { cancelTimer }] of this.#asked.entries()) cancelTimer();
    this.#asked.clear();
    this.#pressed.clear();
    this.#payloads.clear();
  }

  #noteInvoice({ params, answer }: ApiCall, conversation: Conversation | undefined): void {
    if (answer?.kind !== "reply" || !answer.reply.ok || conversation === undefined) return;
    const { result } = answer.reply;
    const messageId = isJsonObject(result) ? Number(result.message_id) : Number.NaN;
    this.#payloads.set(keyOf(conversation, messageId), shortOf(params.payload));
  }

  #answerPressed({ callback_query_id: id, text }: ApiCall["params"], at: number): void {
    const place = this.#pressed.get(String(id));
    this.#pressed.delete(String(id));
    if (place === undefined || typeof text !== "string" || text === "") return;
    const notice = { kind: "notice", text: shortOf(text) } as const;
    this.#find(place)?.say({ messageId: null, at, from: "service", content: notice });
  }

  #answerCheckout({ pre_checkout_query_id: id, ok, error_message: reason }: ApiCall["params"]): void {
    const asked = this.#asked.get(String(id));
    this.#asked.delete(String(id));
    if (asked === undefined) return;
    asked.cancelTimer();
    if (!isTrue(ok)) {
      this.#setInvoice(asked, { kind: "refused", reason: shortOf(reason) });
      return;
    }
    // They may have blocked the bot meanwhile, and then no payment comes of it.
    const { user, payment } = asked;
    if (!user.hasBlocked) user.pay(payment);
    this.#setInvoice(asked, { kind: user.hasBlocked ? "open" : "paid" });
  }

  #setInvoice({ place, messageId }: Asked, state: InvoiceState): void {
    this.#find(place)?.setInvoice(messageId, state);
  }

  #find({ botId, personId }: Place): Conversation | undefined {
    return this.#parts.conversations.find(botId, personId);
  }
}

function keyOf({ botId, personId }: Place, messageId: number): string {
  return `${botId} ${personId} ${messageId}`;
}
