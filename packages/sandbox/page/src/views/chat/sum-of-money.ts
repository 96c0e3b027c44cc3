import type { Price } from "#wire/chat";
import { LOCALES } from "../../i18n/formats.ts";
import type { Language } from "../../i18n/language.tsx";

/** An amount in the smallest units of its currency, as a person reads it: 149000 RUB is 1,490 ₽, 1 XTR is 1 ⭐. */
export function sumOfMoney({ amount, currency, exponent }: Price, language: Language): string {
  const locale = LOCALES[language];
  if (currency === "XTR") return `${new Intl.NumberFormat(locale).format(amount)} ⭐`;
  const value = amount / 10 ** exponent;
  try {
    return new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: Number.isInteger(value) ? 0 : exponent,
      maximumFractionDigits: exponent,
    }).format(value);
  } catch {
    // The bot may have written anything there.
    return `${value} ${currency}`;
  }
}
