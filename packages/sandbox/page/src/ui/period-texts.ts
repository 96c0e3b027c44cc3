import type { Translations } from "../i18n/language.tsx";

const en = {
  period: "Period",
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  own: "Custom",
  from: "From",
  to: "To (inclusive)",
  incomplete: "Fill in both dates.",
  backwards: "The first date is after the last.",
  "too-long": "At most 1,000 days.",
};

const ru: typeof en = {
  period: "Период",
  "24h": "24 часа",
  "7d": "7 дней",
  "30d": "30 дней",
  own: "Свои даты",
  from: "С",
  to: "По (включительно)",
  incomplete: "Заполните обе даты.",
  backwards: "Первая дата позже последней.",
  "too-long": "Не больше 1000 дней.",
};

export const PERIOD_TEXTS: Translations<typeof en> = { en, ru };
