import type { Translations } from "../i18n/language.tsx";

const en = {
  total: "Total",
  peak: "peak",
  none: "Nothing in this period.",
  byHour: "by hour",
  byDay: "by day",
  pointer: "a point in time",
  legend: "Shown",
  asTable: "Show as a table",
  copyCsv: "Copy as CSV",
  madeUp: "Made up",
  yes: "yes",
  hour: "Hour",
  day: "Day",
};

const ru: typeof en = {
  total: "Всего",
  peak: "максимум",
  none: "За этот период ничего нет.",
  byHour: "по часам",
  byDay: "по дням",
  pointer: "момент времени",
  legend: "На графике",
  asTable: "Показать таблицей",
  copyCsv: "Скопировать как CSV",
  madeUp: "Выдумано",
  yes: "да",
  hour: "Час",
  day: "День",
};

export const CHART_TEXTS: Translations<typeof en> = { en, ru };
