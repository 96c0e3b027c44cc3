import type { SourceRow } from "../wire/sources.ts";
import { type CsvMarks, csv } from "./csv.ts";

type Language = "en" | "ru";

const HEADS: Readonly<Record<Language, readonly string[]>> = {
  en: [
    "Source",
    "Code",
    "Starts",
    "New",
    "Returned",
    "Again",
    "Stopped",
    "Goals",
    "Revenue",
    "People",
    "Converted",
    "Conversion",
  ],
  ru: [
    "Источник",
    "Код",
    "Старты",
    "Новые",
    "Вернулись",
    "Повторно",
    "Ушли",
    "Цели",
    "Выручка",
    "Люди",
    "Достигли цели",
    "Конверсия",
  ],
};
const UTM_HEADS = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];

const MARKS: Readonly<Record<Language, CsvMarks>> = {
  en: { separator: ",", decimal: "." },
  ru: { separator: ";", decimal: "," },
};

export function sourcesCsv(sources: readonly SourceRow[], language: Language): string {
  const rows = sources.map((row) => [
    row.name,
    row.code,
    row.starts,
    row.newPeople,
    row.returned,
    row.again,
    row.stopped,
    row.goals,
    row.revenue,
    row.people,
    row.converted,
    row.conversion,
    row.utm.source ?? "",
    row.utm.medium ?? "",
    row.utm.campaign ?? "",
    row.utm.content ?? "",
    row.utm.term ?? "",
  ]);
  return csv([[...HEADS[language], ...UTM_HEADS], ...rows], MARKS[language]);
}
