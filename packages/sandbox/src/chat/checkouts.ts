import type { ApiCall, Payment, SimulatedUser } from "@bot-tracker/telegram-simulator";
import { BoundedMap } from "../support/bounded-map.ts";
import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { Conversation } from "./conversation.ts";
import { shortOf } from "./message-content.ts";

interface Asked {
  messageId: number;
  user: SimulatedUser;
  conversation: Conversation;
  payment: Payment;
}

/** What a bot has yet to answer: Telegram takes the money only if it agrees, and shows what it answers to a button. */
export class Checkouts {
  /** By the id of the query. */
  readonly #asked = new BoundedMap<string, Asked>(1_000);
  readonly #pressed = new BoundedMap<string, Conversation>(10_000);
  /** The payload of each invoice, by the conversation and the message. */
  readonly #payloads = new BoundedMap<string, string>(10_000);
  #beginning: Asked | undefined;

  /** Presses the pay button of an invoice. */
  begin(messageId: number, user: SimulatedUser, conversation: Conversation): void {
    const content = conversation.message(messageId)?.content;
    if (content?.kind !== "invoice" || content.state.kind === "paid") {
      throw new SandboxError("There is no such invoice that is yet to be paid.");
    }
    const payload = this.#payloads.get(keyOf(conversation, messageId)) ?? "";
    const payment = { currency: content.currency, total_amount: content.amount, payload };
    this.#beginning = { messageId, user, conversation, payment };
    conversation.setInvoice(messageId, { kind: "asked" });
    user.checkOut(payment);
    this.#beginning = undefined;
  }

  /** An update was made: it may hold a question to the bot. */
  asked({ callback_query: pressed, pre_checkout_query: checkout }: JsonObject, conversation: Conversation): void {
    if (isJsonObject(pressed) && typeof pressed.id === "string") this.#pressed.set(pressed.id, conversation);
    const { id } = isJsonObject(checkout) ? checkout : { id: undefined };
    if (typeof id === "string" && this.#beginning !== undefined) this.#asked.set(id, this.#beginning);
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
    const conversation = this.#pressed.get(String(id));
    this.#pressed.delete(String(id));
    if (conversation === undefined || typeof text !== "string" || text === "") return;
    conversation.say({ messageId: null, at, from: "service", content: { kind: "notice", text: shortOf(text) } });
  }

  #answerCheckout({ pre_checkout_query_id: id, ok, error_message: reason }: ApiCall["params"]): void {
    const asked = this.#asked.get(String(id));
    this.#asked.delete(String(id));
    if (asked === undefined) return;
    const { messageId, user, conversation, payment } = asked;
    if (ok !== true && ok !== "true") {
      conversation.setInvoice(messageId, { kind: "refused", reason: shortOf(reason) });
      return;
    }
    conversation.setInvoice(messageId, { kind: "paid" });
    // They may have blocked the bot meanwhile.
    if (!user.hasBlocked) user.pay(payment);
  }
}

function keyOf({ botId, personId }: Conversation, messageId: number): string {
  return `${botId} ${personId} ${messageId}`;
}
