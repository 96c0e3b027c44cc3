import { TrackerConfigError } from "../../errors/tracker-config-error.ts";
import type { AutoEvent, AutoEventCall } from "../../intake/auto-event.ts";
import { checkByRules, FLAG, FUNCTION, type OptionRules, unexpected } from "../../support/option-rules.ts";
import { withOwnErrors } from "../../support/with-own-errors.ts";
import { currencyExponent } from "./currency-exponent.ts";
import { priceOfMedia, type ReportedCurrency, reportedAmount } from "./payment-amount.ts";
import { type Payment, readPayment } from "./read-payment.ts";

export interface PaymentsOptions {
  /** The currency that amounts are added up in: an ISO 4217 code such as `RUB`, or `XTR` for Telegram Stars. */
  currency: string;
  /**
   * What an amount in another currency is worth in `currency`, both in major units: `convert(250, "XTR")` for 250
   * Stars, `convert(19.99, "USD")`. Undefined: that is not known. Synchronous.
   *
   * @default an amount in another currency is a label, and never added up
   */
  convert?: ((amount: number, currency: string) => number | undefined) | undefined;
  /** A goal in the ad system that every sale reaches, once per charge. @default none */
  goal?: string | undefined;
  /**
   * Whether the renewals of a subscription count as sales, with their amount, the result `success` and the goal.
   * `false`: they have none of these, and a label says how much it was. @default true
   */
  countRenewals?: boolean | undefined;
  /**
   * The price in Stars of paid media, by the payload that the bot sent it with: Telegram tells that it was bought, and
   * not for how much. Undefined: that is not known. Synchronous.
   *
   * @default such a sale has no amount
   */
  paidMediaPrice?: ((payload: string) => number | undefined) | undefined;
}

const LONGEST_GOAL = 255;

const RULES: OptionRules<PaymentsOptions> = {
  currency: {
    expected: 'a currency code of three letters such as "RUB", or "XTR" for Telegram Stars',
    accepts: (value) => typeof value === "string" && /^[A-Za-z]{3}$/.test(value),
    showsText: true,
  },
  convert: FUNCTION,
  goal: {
    expected: 'the name of a goal in the ad system, such as "sale"',
    accepts: (value) => typeof value === "string" && value.trim() !== "" && value.length <= LONGEST_GOAL,
  },
  countRenewals: FLAG,
  paidMediaPrice: FUNCTION,
};

/**
 * Reports what people pay the bot. A `successful_payment` becomes the event `payment` with the result `success`, its
 * amount in major units (14550 kopecks are 145.5) and a label `currency`; a `refunded_payment` becomes the same event
 * with a negative amount and no result. Reports add amounts up, so that what is paid in another currency counts with
 * what `convert` makes of it, and otherwise has no amount; a label `amount` says how much it was. A payment for a
 * subscription has a label `subscription` (`first` or `renewal`), and media that somebody bought
 * (`purchased_paid_media`) a label `kind` (`paid_media`). HowUsedBot gets the currency as its first parameter, and that
 * label as its second. Each charge counts once, and so does its refund.
 *
 * A refund does not say what was paid for: the refund of a renewal has its amount even where renewals have none.
 *
 * Source: the Bot API's `SuccessfulPayment`, `RefundedPayment` and `PaidMediaPurchased`.
 *
 * @throws {TrackerConfigError} if an option is invalid or unknown.
 *
 * @example
 * payments({ currency: "RUB", convert: (amount, from) => (from === "XTR" ? amount * 1.3 : undefined), goal: "sale" });
 */
export function payments(options: PaymentsOptions): AutoEvent {
  const { currency, convert, goal, countRenewals = true, paidMediaPrice } = checked(options);
  const reported: ReportedCurrency = { currency: currency.toUpperCase(), convert };
  return (update, warn) => {
    const read = readPayment(update);
    if (read === undefined) return [];
    const price = read.price ?? priceOfMedia(read.mediaPayload, paidMediaPrice, warn);
    const isCounted = countRenewals || read.subscription !== "renewal";
    const amount = isCounted && price !== undefined ? reportedAmount(price, reported, warn) : undefined;
    const event = paymentEvent({ ...read, price }, { amount, isCounted, ownCurrency: reported.currency });
    if (goal === undefined || !isCounted || read.direction === "refund") return [event];
    return [event, { kind: "goal", userId: read.userId, target: goal, ...keyOf(read) }];
  };
}

function paymentEvent(
  payment: Payment,
  { amount, isCounted, ownCurrency }: { amount: number | undefined; isCounted: boolean; ownCurrency: string },
): AutoEventCall {
  const { direction, userId, date, price, subscription, mediaPayload } = payment;
  const kind = mediaPayload === undefined ? undefined : "paid_media";
  // Paid media is sold for nothing but Stars.
  const currency = price?.currency ?? "XTR";
  const about = subscription ?? kind;
  const isLabelled = price !== undefined && (amount === undefined || currency !== ownCurrency);
  return {
    kind: "event",
    userId,
    event: "payment",
    ...(direction === "payment" && isCounted && { result: "success" as const }),
    ...(amount !== undefined && { amount: signed(direction, amount) }),
    labels: {
      currency,
      ...(isLabelled && { amount: signed(direction, price.amount).toFixed(currencyExponent(currency)) }),
      ...(subscription !== undefined && { subscription }),
      ...(kind !== undefined && { kind }),
    },
    params: about === undefined ? [currency] : [currency, about],
    ...(date !== undefined && { date }),
    ...keyOf(payment),
  };
}

/** Subtracted rather than negated: a refund of nothing would be -0. */
function signed(direction: Payment["direction"], amount: number): number {
  return direction === "payment" ? amount : 0 - amount;
}

/** The charge and its refund count once each. */
function keyOf({ direction, chargeId }: Payment): { key?: string } {
  return chargeId === undefined ? {} : { key: `${direction}:${chargeId}` };
}

function checked(options: PaymentsOptions): PaymentsOptions {
  return withOwnErrors(
    (problem) => new TrackerConfigError(`payments() cannot use its options: ${problem}`),
    () => {
      checkByRules("payments.", options, RULES);
      if (options.currency === undefined) throw unexpected("payments.currency", RULES.currency, undefined);
      return { ...options };
    },
  );
}
