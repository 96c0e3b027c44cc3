import type { Translations } from "../i18n/language.tsx";

const en = {
  period: "Period",
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  own: "Own dates",
  from: "From",
  to: "To, included",
  incomplete: "Fill in both dates.",
  backwards: "The first date is after the last one.",
  "too-long": "At most 1,000 days fit.",
};

const ru: typeof en = {
  period: "Период",
  "24h": "24 часа",
  "7d": "7 дней",
  "30d": "30 дней",
  own: "Свои даты",
  from: "С",
  to: "По, включительно",
  incomplete: "Заполните обе даты.",
  backwards: "Первая дата позже последней.",
  "too-long": "Помещается не больше 1000 дней.",
};

export const PERIOD_TEXTS: Translations<typeof en> = { en, ru };
