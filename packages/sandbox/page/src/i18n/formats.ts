import { useMemo } from "preact/hooks";
import { useMoney } from "../api/money.tsx";
import { type Language, useLanguage } from "./language.tsx";

/** Numbers and times as the reader's language writes them, in the reader's own time zone. */
export interface Formats {
  number(value: number): string;
  /** With two decimals where there are any, in the currency of the bot's amounts, if that is known. */
  money(value: number): string;
  moneyIn(currency: string, value: number): string;
  /** With two decimals where there are any. */
  decimal(value: number): string;
  /** 0.125 becomes 12.5%. */
  percent(share: number): string;
  /** 21 Nov, 14:05 */
  dateTime(ms: number): string;
  /** 14:05:09 */
  time(ms: number): string;
  /** 21 Nov 2026 */
  date(ms: number): string;
  /** 5 minutes ago */
  ago(ms: number, nowMs: number): string;
}

export const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", ru: "ru-RU" };

export function useFormats(): Formats {
  const { language } = useLanguage();
  const { currency } = useMoney();
  return useMemo(() => formatsOf(LOCALES[language], currency), [language, currency]);
}

function formatsOf(locale: string, currency: string | null): Formats {
  const number = new Intl.NumberFormat(locale);
  const hundredths = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const decimal = (value: number) => (Number.isInteger(value) ? number : hundredths).format(value);
  const moneyIn = (each: string, value: number) => moneyFormat(locale, each, Number.isInteger(value)).format(value);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const dateTime = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return {
    number: (value) => number.format(value),
    money: (value) => (currency === null ? decimal(value) : moneyIn(currency, value)),
    moneyIn,
    decimal,
    percent: (share) => percent.format(share),
    dateTime: (ms) => dateTime.format(ms),
    time: (ms) => time.format(ms),
    date: (ms) => date.format(ms),
    ago: (ms, nowMs) => {
      const seconds = Math.round((ms - nowMs) / 1_000);
      if (Math.abs(seconds) < 60) return relative.format(seconds, "second");
      if (Math.abs(seconds) < 3_600) return relative.format(Math.round(seconds / 60), "minute");
      if (Math.abs(seconds) < 86_400) return relative.format(Math.round(seconds / 3_600), "hour");
      return relative.format(Math.round(seconds / 86_400), "day");
    },
  };
}

function moneyFormat(locale: string, currency: string, isWhole: boolean): Intl.NumberFormat {
  const digits = isWhole ? 0 : 2;
  return new Intl.NumberFormat(locale, {
    ...{ style: "currency", currency, currencyDisplay: "narrowSymbol" },
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  });
}
