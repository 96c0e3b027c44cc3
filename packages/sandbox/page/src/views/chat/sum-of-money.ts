import { LOCALES } from "../../i18n/formats.ts";
import type { Language } from "../../i18n/language.tsx";

/** An amount in the smallest units of its currency, as a person reads it: 149000 RUB is 1,490 ₽, 1 XTR is 1 ⭐. */
export function sumOfMoney(amount: number, currency: string, language: Language): string {
  const locale = LOCALES[language];
  if (currency === "XTR") return `${new Intl.NumberFormat(locale).format(amount)} ⭐`;
  try {
    const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
    const digits = new Intl.NumberFormat(locale, style).resolvedOptions().maximumFractionDigits ?? 2;
    const value = amount / 10 ** digits;
    const minimumFractionDigits = Number.isInteger(value) ? 0 : digits;
    return new Intl.NumberFormat(locale, { ...style, minimumFractionDigits }).format(value);
  } catch {
    // The bot may have written anything there.
    return `${amount} ${currency}`;
  }
}
