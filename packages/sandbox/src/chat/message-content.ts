import { currencyExponent } from "@bot-tracker/core/outbox-kit";
import { cutText } from "../bounds/cut-text.ts";
import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import type { MessageContent, Price } from "../wire/chat.ts";
import { MOST_CHAT } from "./most-chat.ts";

/** The fields of a message that hold a file or something like it, in the Bot API's spelling. */
const MEDIA: readonly string[] = [
  "photo",
  // Before `document`: an animation carries a document too.
  "animation",
  "video",
  "video_note",
  "audio",
  "voice",
  "document",
  "sticker",
  "location",
  "venue",
  "dice",
  "poll",
  "story",
  "paid_media",
  "game",
];

/** What stands in every message, whatever it says. */
const FRAME: ReadonlySet<string> = new Set([
  "message_id",
  "from",
  "chat",
  "date",
  "edit_date",
  "entities",
  "reply_markup",
  "reply_to_message",
  "link_preview_options",
]);

/** What a message of the Bot API says, as far as the chat draws it. */
export function messageContent(message: JsonObject): MessageContent {
  if (typeof message.text === "string") return { kind: "text", text: textOf(message.text) };
  const { contact, invoice, successful_payment: payment } = message;
  if (isJsonObject(contact)) {
    const name = [contact.first_name, contact.last_name].filter((part) => typeof part === "string").join(" ");
    return { kind: "contact", phone: shortOf(contact.phone_number), name: shortOf(name) };
  }
  if (isJsonObject(invoice)) {
    return {
      kind: "invoice",
      title: shortOf(invoice.title),
      description: shortOf(invoice.description),
      ...priceOf(invoice),
      state: { kind: "open" },
    };
  }
  if (isJsonObject(payment)) {
    return { kind: "paid", ...priceOf(payment) };
  }
  const media = MEDIA.find((field) => message[field] !== undefined);
  if (media !== undefined) {
    const caption = typeof message.caption === "string" ? textOf(message.caption) : "";
    return { kind: "media", media, name: nameOf(message[media]), caption };
  }
  const what = Object.keys(message).find((field) => !FRAME.has(field)) ?? "message";
  return { kind: "other", what: shortOf(what) };
}

/** A message in a line: a list's second line, an update's title. */
export function gistOf(content: MessageContent): string {
  switch (content.kind) {
    case "text":
    case "notice":
      return content.text;
    case "media":
      return content.caption === "" ? content.media : content.caption;
    case "contact":
      return content.phone;
    case "invoice":
      return content.title;
    case "paid":
      return sumOf(content);
    case "pressed":
      return content.button;
    case "failed":
      return content.description;
    case "other":
      return content.what;
    case "blocked":
    case "unblocked":
      return "";
  }
}

/** The price in an invoice, a payment or a question before one. */
export function priceOf({ currency: named, total_amount: amount }: JsonObject): Price {
  const currency = shortOf(named);
  return { currency, amount: amountOf(amount), exponent: currencyExponent(currency) };
}

/** As one reads it: 1490 RUB for 149000. */
export function sumOf({ amount, currency, exponent }: Price): string {
  return `${amount / 10 ** exponent} ${currency}`;
}

export function textOf(text: string): string {
  return cutText(text, MOST_CHAT.textChars);
}

/** A name, a title, a number that came as text. */
export function shortOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? cutText(String(value), MOST_CHAT.nameChars) : "";
}

function amountOf(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}

function nameOf(media: unknown): string {
  if (!isJsonObject(media)) return "";
  return shortOf(media.file_name ?? media.title ?? media.emoji ?? media.question);
}
