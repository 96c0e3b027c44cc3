import type { CostProblem } from "../wire/costs.ts";
import { parseAmount } from "./parse-amount.ts";
import { parseDays } from "./parse-days.ts";
import type { TableLine } from "./split-table.ts";

/** Where in a line each thing stands. `day` may hold two days with a dash between them. */
export interface TableColumns {
  kind: "columns";
  source: number;
  amount: number;
  day: number | undefined;
  from: number | undefined;
  to: number | undefined;
  currency: number | undefined;
  /** The line of headings, if there is one. */
  heads: TableLine | undefined;
}

export type FoundColumns = TableColumns | { kind: "wrong"; problem: CostProblem };

/** How headings begin, in the words of ad systems and of people. The first that fits is meant. */
const HEADS: readonly (readonly [Exclude<keyof TableColumns, "kind" | "heads">, RegExp])[] = [
  [
    "amount",
    /^(?:cost|amount|spen[dt]|sum\b|price|расход|стоимость|сумма|потрач|затрат|цена|ads? (?:cost|spen[dt]))|budget|бюджет/,
  ],
  ["currency", /^(?:currency|валюта)/],
  ["from", /^(?:from|start|begin|since|с$|от$|начало|дата начала|date from)/],
  ["to", /^(?:to$|until|end|till|по$|до$|конец|окончание|дата окончания|date to)/],
  ["day", /^(?:date|day|period|дата|день|период)/],
  [
    "source",
    /^(?:links?\b|code|source|url|ad\b|ads\b|ссылк|код|источник|реклама|объявлен|размещен|utm_campaign|campaign|кампани|названи|name)/,
  ],
];
/**
 * Another heading that fits names it better. A code or a link names an ad better than the campaign that it belongs to,
 * and what was spent is neither a price of one result nor what might be spent.
 */
const LESS_EXACT: { readonly [Column in keyof TableColumns]?: RegExp } = {
  source: /^(?:utm_campaign|campaign|кампани|названи|name)/,
  amount: /\bper\b|budget|price|бюджет|цена|(?<!\p{L})(?:клик|показ|за(?!\p{L}))/u,
};
const MAX_COLUMNS = 100;

/**
 * Finds the columns by their headings, or where there are none, by what is in them. That fails where no column has
 * sources or none has amounts, and where without headings several may have them.
 */
export function tableColumns(lines: readonly TableLine[], isSource: (text: string) => boolean): FoundColumns {
  const [first] = lines;
  return (first && columnsByHeads(first)) ?? columnsByContent(lines, isSource);
}

function columnsByHeads(heads: TableLine): FoundColumns | undefined {
  const found: TableColumns = { ...NOTHING, heads };
  const names = heads.cells.map((cell) => cell.toLowerCase());
  for (const [index, name] of names.entries()) {
    const column = HEADS.find(([, fits]) => fits.test(name))?.[0];
    if (column === undefined) continue;
    const before = found[column];
    const isLessExact = (head: string | undefined) => head !== undefined && LESS_EXACT[column]?.test(head) === true;
    const isFirst = before === undefined || before < 0;
    if (isFirst || (isLessExact(names[before]) && !isLessExact(name))) found[column] = index;
  }
  return found.source >= 0 && found.amount >= 0 ? found : undefined;
}

function columnsByContent(lines: readonly TableLine[], isSource: (text: string) => boolean): FoundColumns {
  const width = Math.min(MAX_COLUMNS, Math.max(0, ...lines.map(({ cells }) => cells.length)));
  const indexes = Array.from({ length: width }, (_, index) => index);
  // Each cell is looked at once: whether it is a source is asked of the database.
  const sharesOf = (fits: (cell: string) => boolean) => {
    const counts = indexes.map((index) => lines.filter(({ cells }) => fits(cells[index] ?? "")).length);
    return (index: number) => (counts[index] ?? 0) / lines.length;
  };
  const [dayShare, sourceShare, amountShare] = [sharesOf(isDaysLike), sharesOf(isSource), sharesOf(isAmountLike)];
  const days = indexes.filter((index) => dayShare(index) > 0.5);
  const others = indexes.filter((index) => !days.includes(index));
  const [source] = others.toSorted((one, other) => sourceShare(other) - sourceShare(one));
  const amounts = others.filter((index) => index !== source && amountShare(index) > 0);
  const amount = amounts.find((index) => amountShare(index) > 0.5);
  if (source === undefined || amount === undefined || days.length > 2) return wrong("no-columns");
  // The clicks beside the cost, or the hundredths of one with a decimal comma: nobody can tell which of them it is.
  if (amounts.length > 1) return wrong("several-amounts");
  const [from, to] = days;
  return days.length === 2 ? { ...NOTHING, source, amount, from, to } : { ...NOTHING, source, amount, day: days[0] };
}

const NOTHING: TableColumns = {
  kind: "columns",
  source: -1,
  amount: -1,
  day: undefined,
  from: undefined,
  to: undefined,
  currency: undefined,
  heads: undefined,
};

function wrong(kind: "no-columns" | "several-amounts"): FoundColumns {
  return { kind: "wrong", problem: { kind } };
}

function isDaysLike(cell: string): boolean {
  const read = parseDays(cell);
  return read.kind === "days" || read.problem.kind !== "bad-date";
}

function isAmountLike(cell: string): boolean {
  const read = parseAmount(cell, undefined);
  return read.kind === "amount" || read.problem.kind !== "bad-amount";
}
