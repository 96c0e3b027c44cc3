// Where Telegram's list differs from the usual two digits. It differs from ISO 4217 and from `Intl` too (IQD, say), so
// neither can stand in for it.
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ["XTR", 0],
  ["CLP", 0],
  ["ISK", 0],
  ["JPY", 0],
  ["KRW", 0],
  ["PYG", 0],
  ["UGX", 0],
  ["VND", 0],
  ["BHD", 3],
  ["IQD", 3],
  ["JOD", 3],
]);

/**
 * How many digits a currency has after the point: the Bot API gives every amount in the smallest unit, so that 14550
 * is 145.50 RUB and 14550 JPY. Telegram Stars (`XTR`) are whole; a currency that is not known has 2, as most have.
 *
 * Source: `exp` in the list of currencies that the Bot API's `total_amount` refers to.
 */
export function currencyExponent(currency: string): number {
  return EXPONENTS.get(currency) ?? 2;
}
