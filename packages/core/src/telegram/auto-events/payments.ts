import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import type { AutoEvent, AutoEventCall } from "../../intake/auto-event.ts";
import { isRecord, type JsonRecord } from "../json-record.ts";
import { readUnixDate } from "../unix-date.ts";
import { readUserId } from "../user-id.ts";
import { currencyExponent } from "./currency-exponent.ts";

export interface PaymentsOptions {
  /** The currency that amounts are added up in: an ISO 4217 code such as `RUB`, or `XTR` for Telegram Stars. */
  currency: string;
}

interface Payment {
  currency: string;
  /** In the smallest unit of the currency. */
  totalAmount: number;
  chargeId: string | undefined;
}

// The tracker accepts keys of up to 255 characters; a payment must not be refused for a longer one.
const LONGEST_CHARGE_ID = 200;

/**
 * Reports what people pay the bot. A `successful_payment` becomes the event `payment` with the result `success`, its
 * amount in major units (14550 kopecks are 145.5) and a label `currency`; a `refunded_payment` becomes the same event
 * with a negative amount and no result. What is paid in another currency than the one named has no amount, since
 * reports add amounts up: it says how much in a label `amount` instead. Each charge counts once, and so does its
 * refund.
 *
 * Source: the Bot API's `SuccessfulPayment` and `RefundedPayment`.
 *
 * @throws {TrackerConfigError} if `currency` is not a code of three letters.
 */
export function payments(options: PaymentsOptions): AutoEvent {
  const ownCurrency = checkCurrency(options.currency);
  return (update) => {
    const message = isRecord(update) ? (update as JsonRecord).message : undefined;
    if (!isRecord(message)) return [];
    const userId = payerOf(message);
    if (userId === undefined) return [];
    const date = readUnixDate(message.date);
    const when = date === undefined ? undefined : { date };

    const paid = readPayment(message.successful_payment);
    if (paid !== undefined) {
      return [{ ...paymentEvent(userId, paid, ownCurrency, "payment"), result: "success", ...when }];
    }
    const refunded = readPayment(message.refunded_payment);
    return refunded === undefined ? [] : [{ ...paymentEvent(userId, refunded, ownCurrency, "refund"), ...when }];
  };
}

function paymentEvent(
  userId: string,
  { currency, totalAmount, chargeId }: Payment,
  ownCurrency: string,
  direction: "payment" | "refund",
): AutoEventCall & { kind: "event" } {
  const exponent = currencyExponent(currency);
  const major = totalAmount / 10 ** exponent;
  // Subtracted rather than negated: a refund of nothing would be -0.
  const amount = direction === "payment" ? major : 0 - major;
  return {
    kind: "event",
    userId,
    event: "payment",
    ...(currency === ownCurrency
      ? { amount, labels: { currency } }
      : { labels: { currency, amount: amount.toFixed(exponent) } }),
    params: [currency],
    ...(chargeId === undefined ? undefined : { key: `${direction}:${chargeId}` }),
  };
}

function readPayment(payment: unknown): Payment | undefined {
  if (!isRecord(payment)) return undefined;
  const { currency, total_amount: totalAmount, telegram_payment_charge_id: chargeId } = payment;
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) return undefined;
  if (typeof totalAmount !== "number" || !Number.isSafeInteger(totalAmount) || totalAmount < 0) return undefined;
  const isId = typeof chargeId === "string" && chargeId !== "" && chargeId.length <= LONGEST_CHARGE_ID;
  return { currency, totalAmount, chargeId: isId ? chargeId : undefined };
}

/**
 * Who paid, or was paid back. In a private chat that is the chat itself, whoever wrote the message: a refund is the
 * bot's doing. An invoice paid in a group leaves only the sender.
 */
function payerOf({ chat, from }: JsonRecord): string | undefined {
  if (isRecord(chat) && chat.type === "private") return readUserId(chat.id);
  return isRecord(from) && from.is_bot !== true ? readUserId(from.id) : undefined;
}

function checkCurrency(currency: unknown): string {
  if (typeof currency === "string" && /^[A-Za-z]{3}$/.test(currency)) return currency.toUpperCase();
  throw new TrackerConfigError(
    'payments({ currency }) needs a currency code of three letters such as "RUB", or "XTR" for Telegram Stars, ' +
      `got ${typeof currency === "string" ? JSON.stringify(currency.slice(0, 20)) : typeof currency}.`,
  );
}
