import { parseAmount } from "./parse-amount.ts";
import { parseDays } from "./parse-days.ts";
import type { TableLine } from "./split-table.ts";

/** Where in a line each thing stands. `day` may hold two days with a dash between them. */
export interface TableColumns {
  source: number;
  amount: number;
  day: number | undefined;
  from: number | undefined;
  to: number | undefined;
  currency: number | undefined;
  /** The line of headings, if there is one. */
  heads: TableLine | undefined;
}

/** How headings begin, in the words of ad systems and of people. The first that fits is meant. */
const HEADS: readonly (readonly [Exclude<keyof TableColumns, "heads">, RegExp])[] = [
  ["amount", /^(?:cost|amount|spen[dt]|sum\b|price|расход|стоимость|сумма|потрач|затрат|бюджет|budget)/],
  ["currency", /^(?:currency|валюта)/],
  ["from", /^(?:from|start|begin|since|с$|от$|начало|дата начала|date from)/],
  ["to", /^(?:to$|until|end|till|по$|до$|конец|окончание|дата окончания|date to)/],
  ["day", /^(?:date|day|period|дата|день|период)/],
  [
    "source",
    /^(?:links?\b|code|source|url|ad\b|ads\b|ссылк|код|источник|реклама|объявлен|размещен|utm_campaign|campaign|кампани|названи|name)/,
  ],
];
/** A code or a link names an ad better than the campaign that it belongs to. */
const LESS_EXACT = /^(?:utm_campaign|campaign|кампани|названи|name)/;

/**
 * Finds the columns by their headings, or where there are none, by what is in them. Undefined where no column has
 * sources or none has amounts.
 */
export function tableColumns(
  lines: readonly TableLine[],
  isSource: (text: string) => boolean,
): TableColumns | undefined {
  const [first] = lines;
  if (first === undefined) return undefined;
  return columnsByHeads(first) ?? columnsByContent(lines, isSource);
}

function columnsByHeads(heads: TableLine): TableColumns | undefined {
  const found: TableColumns = { ...NOTHING, heads };
  const names = heads.cells.map((cell) => cell.toLowerCase());
  for (const [index, name] of names.entries()) {
    const column = HEADS.find(([, begins]) => begins.test(name))?.[0];
    if (column === undefined) continue;
    const before = found[column];
    const isBetter = column === "source" && before !== undefined && before >= 0 && LESS_EXACT.test(names[before] ?? "");
    if (before === undefined || before < 0 || (isBetter && !LESS_EXACT.test(name))) found[column] = index;
  }
  return found.source >= 0 && found.amount >= 0 ? found : undefined;
}

function columnsByContent(lines: readonly TableLine[], isSource: (text: string) => boolean): TableColumns | undefined {
  const width = Math.max(...lines.map(({ cells }) => cells.length));
  const indexes = Array.from({ length: width }, (_, index) => index);
  const share = (index: number, fits: (cell: string) => boolean) =>
    lines.filter(({ cells }) => fits(cells[index] ?? "")).length / lines.length;
  const days = indexes.filter((index) => share(index, isDaysLike) > 0.5);
  const others = indexes.filter((index) => !days.includes(index));
  const [source] = others.toSorted((one, other) => share(other, isSource) - share(one, isSource));
  const amount = others.find((index) => index !== source && share(index, isAmountLike) > 0.5);
  if (source === undefined || amount === undefined || days.length > 2) return undefined;
  const [from, to] = days;
  return days.length === 2 ? { ...NOTHING, source, amount, from, to } : { ...NOTHING, source, amount, day: days[0] };
}

const NOTHING: TableColumns = {
  source: -1,
  amount: -1,
  day: undefined,
  from: undefined,
  to: undefined,
  currency: undefined,
  heads: undefined,
};

function isDaysLike(cell: string): boolean {
  const read = parseDays(cell);
  return read.kind === "days" || read.problem.kind !== "bad-date";
}

function isAmountLike(cell: string): boolean {
  const read = parseAmount(cell, undefined);
  return read.kind === "amount" || read.problem.kind !== "bad-amount";
}
