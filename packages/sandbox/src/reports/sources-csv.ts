import { sourceRatios } from "../wire/source-ratios.ts";
import type { SourceRow, SourcesReply } from "../wire/sources.ts";
import { type CsvMarks, csv } from "./csv.ts";

type Language = "en" | "ru";

interface Words {
  heads: readonly string[];
  goal: (name: string) => string;
  withoutLink: string;
  madeUp: string;
  yes: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    heads: [
      "Source",
      "Code",
      "Starts",
      "New",
      "Returned",
      "Again",
      "Stopped",
      "Goals",
      "Sales",
      "People",
      "Converted",
      "Conversion",
      "Revenue",
      "Refunds",
      "Net revenue",
      "Cost",
      "Other costs",
      "Cost per start",
      "Cost per goal",
      "Cost per sale",
      "ROMI",
      "Currency",
    ],
    goal: (name) => `Goal ${name}`,
    withoutLink: "Without a link",
    madeUp: "Made up",
    yes: "yes",
  },
  ru: {
    heads: [
      "Источник",
      "Код",
      "Старты",
      "Новые",
      "Вернулись",
      "Повторно",
      "Ушли",
      "Цели",
      "Продажи",
      "Люди",
      "Сконвертировались",
      "Конверсия",
      "Выручка",
      "Возвраты",
      "Выручка за вычетом возвратов",
      "Расход",
      "Расход в других валютах",
      "Цена старта",
      "Цена цели",
      "Цена продажи",
      "ROMI",
      "Валюта",
    ],
    goal: (name) => `Цель ${name}`,
    withoutLink: "Без ссылки",
    madeUp: "Выдумано",
    yes: "да",
  },
};
const UTM_HEADS = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];

const MARKS: Readonly<Record<Language, CsvMarks>> = {
  en: { separator: ",", decimal: "." },
  ru: { separator: ";", decimal: "," },
};

/**
 * A row for each source, with a column for each goal at the end: how often its people reached it. Where figures hold
 * something of a made-up history, a last column says of which sources.
 */
export function sourcesCsv(
  sources: readonly SourceRow[],
  { goals, currency, madeUp }: Pick<SourcesReply, "goals" | "currency"> & { madeUp: ReadonlySet<string> },
  language: Language,
): string {
  const { heads, goal: goalHead, withoutLink, ...words } = WORDS[language];
  const { decimal } = MARKS[language];
  const reached = goals.map(({ bySource }) => new Map(bySource.map((each) => [each.code, each.reached])));
  const rows = sources.map((row) => {
    const ratios = sourceRatios(row);
    return [
      row.code === "" ? withoutLink : row.name,
      row.code,
      row.starts,
      row.newPeople,
      row.returned,
      row.again,
      row.stopped,
      row.goals,
      row.sales,
      row.people,
      row.converted,
      rounded(row.conversion, 4),
      rounded(row.revenue, 2),
      rounded(row.refunds, 2),
      rounded(ratios.netRevenue, 2),
      // A 0 would say that it was for nothing.
      row.cost === 0 && row.otherCosts.length > 0 ? null : rounded(row.cost, 2),
      row.otherCosts.map((each) => `${String(each.amount).replace(".", decimal)} ${each.currency}`).join(" + "),
      rounded(ratios.costPerStart, 2),
      rounded(ratios.costPerGoal, 2),
      rounded(ratios.costPerSale, 2),
      rounded(ratios.romi, 4),
      currency ?? "",
      row.utm.source ?? "",
      row.utm.medium ?? "",
      row.utm.campaign ?? "",
      row.utm.content ?? "",
      row.utm.term ?? "",
      ...reached.map((counts) => counts.get(row.code) ?? 0),
      ...(madeUp.size === 0 ? [] : [madeUp.has(row.code) ? words.yes : ""]),
    ];
  });
  const more = [...goals.map(({ name }) => goalHead(name)), ...(madeUp.size === 0 ? [] : [words.madeUp])];
  return csv([[...heads, ...UTM_HEADS, ...more], ...rows], MARKS[language]);
}

/** A share of 0.49504950495049505 says no more than 0.495, and spoils the column. */
function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}
