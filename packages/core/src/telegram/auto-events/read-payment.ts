import { readUserId } from "../../messenger/user-id.ts";
import { isRecord, type JsonRecord } from "../../support/json-record.ts";
import { readUnixDate } from "../unix-date.ts";
import { currencyExponent } from "./currency-exponent.ts";

/** Money that somebody paid the bot, or got back. */
export interface Payment {
  direction: "payment" | "refund";
  userId: string;
  /** Unix seconds, where the update has a date. */
  date: number | undefined;
  /** Undefined for media whose price the update does not tell. */
  price: Price | undefined;
  /** Of a subscription: its first payment, or one that followed by itself. */
  subscription: "first" | "renewal" | undefined;
  /** What makes the charge count once; undefined where it has no id. */
  chargeId: string | undefined;
  /** What the bot sold the media under. Undefined for anything but paid media. */
  mediaPayload: string | undefined;
}

export interface Price {
  /** As Telegram spells it: three capital letters. */
  currency: string;
  /** In major units: 145.5 for 14550 kopecks. */
  amount: number;
}

// The tracker accepts keys of up to 255 characters; a payment must not be refused for a longer one.
const LONGEST_CHARGE_ID = 200;

/** The payment, refund or purchase of media that an update tells of. Never throws, whatever is given. */
export function readPayment(update: unknown): Payment | undefined {
  if (!isRecord(update)) return undefined;
  const { message, purchased_paid_media: media } = update as JsonRecord;
  if (isRecord(message)) return readMessage(message);
  return isRecord(media) ? readPaidMedia(media) : undefined;
}

function readMessage(message: JsonRecord): Payment | undefined {
  const { successful_payment: paid, refunded_payment: refunded } = message;
  const content = isRecord(paid) ? paid : refunded;
  const userId = payerOf(message);
  const price = isRecord(content) ? readPrice(content) : undefined;
  if (!isRecord(content) || userId === undefined || price === undefined) return undefined;
  return {
    direction: content === paid ? "payment" : "refund",
    userId,
    date: readUnixDate(message.date),
    price,
    subscription: content.is_first_recurring === true ? "first" : content.is_recurring === true ? "renewal" : undefined,
    chargeId: readChargeId(content.telegram_payment_charge_id),
    mediaPayload: undefined,
  };
}

/** Neither a price nor a date nor an id of the charge comes with it. */
function readPaidMedia({ from, paid_media_payload: payload }: JsonRecord): Payment | undefined {
  const userId = isRecord(from) && from.is_bot !== true ? readUserId(from.id) : undefined;
  if (userId === undefined) return undefined;
  return {
    direction: "payment",
    userId,
    date: undefined,
    price: undefined,
    subscription: undefined,
    chargeId: undefined,
    mediaPayload: typeof payload === "string" ? payload : "",
  };
}

function readPrice({ currency, total_amount: totalAmount }: JsonRecord): Price | undefined {
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) return undefined;
  if (typeof totalAmount !== "number" || !Number.isSafeInteger(totalAmount) || totalAmount < 0) return undefined;
  return { currency, amount: totalAmount / 10 ** currencyExponent(currency) };
}

function readChargeId(id: unknown): string | undefined {
  return typeof id === "string" && id !== "" && id.length <= LONGEST_CHARGE_ID ? id : undefined;
}

/**
 * Who paid, or was paid back. In a private chat that is the chat itself, whoever wrote the message: a refund is the
 * bot's doing. An invoice paid in a group leaves only the sender.
 */
function payerOf({ chat, from }: JsonRecord): string | undefined {
  if (isRecord(chat) && chat.type === "private") return readUserId(chat.id);
  return isRecord(from) && from.is_bot !== true ? readUserId(from.id) : undefined;
}
