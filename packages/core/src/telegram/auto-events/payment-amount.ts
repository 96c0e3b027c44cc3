import { errorMessage } from "../../support/error-text.ts";
import { isPromise } from "../../support/is-promise.ts";
import { swallowRejection } from "../../support/swallow-rejection.ts";
import { currencyExponent } from "./currency-exponent.ts";
import type { Price } from "./read-payment.ts";

/** What amounts are reported in. */
export interface ReportedCurrency {
  currency: string;
  /** The bot's own function, which may throw or give anything. */
  convert: ((amount: number, currency: string) => number | undefined) | undefined;
}

type Warn = ((message: string) => void) | undefined;

/** A price in the currency of the reports, or undefined if that is not known. Never throws. */
export function reportedAmount(price: Price, { currency, convert }: ReportedCurrency, warn: Warn): number | undefined {
  if (price.currency === currency) return price.amount;
  if (convert === undefined) return undefined;
  const amount = numberFrom(() => convert(price.amount, price.currency), `convert(amount, "${price.currency}")`, warn);
  if (amount === undefined) return undefined;
  // As many digits as the currency has: 250 * 1.37 is 342.49999999999994.
  return Number(amount.toFixed(currencyExponent(currency)));
}

/** What paid media cost, which is always in Stars; undefined if that is not known. Never throws. */
export function priceOfMedia(
  payload: string | undefined,
  paidMediaPrice: ((payload: string) => number | undefined) | undefined,
  warn: Warn,
): Price | undefined {
  if (payload === undefined || paidMediaPrice === undefined) return undefined;
  const amount = numberFrom(() => paidMediaPrice(payload), "paidMediaPrice(payload)", warn);
  return amount === undefined ? undefined : { currency: "XTR", amount };
}

function numberFrom(call: () => unknown, name: string, warn: Warn): number | undefined {
  const without = (problem: string): void =>
    warn?.(
      `payments(): ${name} ${problem}. The payment is reported without an amount. Have it return a finite number, 0 or ` +
        "more, or undefined where it does not know one.",
    );
  try {
    const amount = call();
    if (amount === undefined) return undefined;
    if (typeof amount === "number" && Number.isFinite(amount) && amount >= 0) return amount;
    swallowRejection(amount, () => {});
    without(`returned ${isPromise(amount) ? "a promise" : typeof amount === "number" ? amount : typeof amount}`);
  } catch (error) {
    without(`failed (${errorMessage(error)})`);
  }
  return undefined;
}
