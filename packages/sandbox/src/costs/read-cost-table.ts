import type { Cost, CostProblem, CostTable, WrongLine } from "../wire/costs.ts";
import { costKey } from "./cost-key.ts";
import type { FoundSource } from "./known-sources.ts";
import { currencyIn, decimalMarkOf, parseAmount } from "./parse-amount.ts";
import { type Days, parseDays } from "./parse-days.ts";
import { splitTable, type TableLine } from "./split-table.ts";
import { type TableColumns, tableColumns } from "./table-columns.ts";

/** A cost that some lines of a table make up. */
export interface TableCost extends Cost {
  lines: number[];
}

export interface ReadTable {
  costs: TableCost[];
  wrong: WrongLine[];
}

type ReadLine =
  | { kind: "cost"; hundredths: number; cost: Omit<Cost, "amount"> }
  | { kind: "wrong"; problem: CostProblem };

const TOTAL = /^(?:total|sum|итого|всего)\b|^(?:итого|всего)/i;
const MAX_SHOWN = 120;
const MAX_CELL_SHOWN = 60;

/**
 * Reads a pasted table of costs: every line is either a cost or told to be wrong. Lines with the same source, time and
 * currency are added up, as in an export with a line for each group of ads.
 */
export function readCostTable(table: CostTable, sourceOf: (text: string) => FoundSource): ReadTable {
  const lines = splitTable(table.text);
  const columns = tableColumns(lines, (text) => sourceOf(text).kind !== "unknown");
  if (columns.kind === "wrong") {
    return { costs: [], wrong: lines.map((line) => wrongLine(line, columns.problem)) };
  }
  const body = lines.filter((line) => line !== columns.heads);
  const decimal = decimalMarkOf(body.map(({ cells }) => cells[columns.amount] ?? ""));
  const costs = new Map<string, TableCost & { hundredths: number }>();
  const wrong: WrongLine[] = [];
  for (const line of body) {
    const read = readLine(line, { columns, table, sourceOf, decimal });
    if (read.kind === "wrong") {
      wrong.push(wrongLine(line, read.problem));
      continue;
    }
    const key = costKey(read.cost);
    const before = costs.get(key) ?? { ...read.cost, amount: 0, hundredths: 0, lines: [] };
    const hundredths = before.hundredths + read.hundredths;
    costs.set(key, { ...before, hundredths, amount: hundredths / 100, lines: [...before.lines, line.line] });
  }
  return { costs: [...costs.values()].map(({ hundredths: _hundredths, ...cost }) => cost), wrong };
}

interface Reading {
  columns: TableColumns;
  table: CostTable;
  sourceOf(text: string): FoundSource;
  decimal: ReturnType<typeof decimalMarkOf>;
}

function readLine({ cells }: TableLine, { columns, table, sourceOf, decimal }: Reading): ReadLine {
  const cell = (index: number | undefined) => (index === undefined ? "" : (cells[index] ?? ""));
  const expected = columns.heads?.cells.length;
  // A decimal comma in a table parted by commas makes one cell too many, and an amount of another size.
  if (expected !== undefined && cells.length > expected && cells.slice(expected).some((each) => each !== "")) {
    return wrong({ kind: "too-many-cells", expected, came: cells.join(" | ") });
  }
  const named = cell(columns.source);
  if (TOTAL.test(named) || (named === "" && cells.some((each) => TOTAL.test(each)))) {
    return wrong({ kind: "total", came: named });
  }
  const source = sourceOf(named);
  if (source.kind === "unknown") return wrong({ kind: "unknown-source", came: named });
  if (source.kind === "several") return wrong({ kind: "several-sources", came: named, count: source.count });
  const days = daysOf(columns, cell, table);
  if (days.kind === "wrong") return days;
  const read = parseAmount(cell(columns.amount), decimal);
  if (read.kind === "wrong") return read;
  const currency = currencyOf(columns, cell, read.amount.currency, table);
  if (currency.kind === "wrong") return currency;
  const cost = { source: source.code, ...days.days, currency: currency.currency };
  return { kind: "cost", hundredths: read.amount.hundredths, cost };
}

type CellOf = (index: number | undefined) => string;

function daysOf(
  { day, from, to }: TableColumns,
  cell: CellOf,
  table: CostTable,
): { kind: "days"; days: Days } | { kind: "wrong"; problem: CostProblem } {
  const [first, last] = from === undefined ? [cell(day), ""] : [cell(from), cell(to)];
  if (first === "" && last === "") {
    if (table.from === undefined || table.to === undefined) return wrong({ kind: "no-date" });
    return { kind: "days", days: { from: table.from, to: table.to } };
  }
  const begin = parseDays(first === "" ? last : first);
  const end = last === "" ? begin : parseDays(last);
  if (begin.kind === "wrong") return begin;
  if (end.kind === "wrong") return end;
  const days = { from: begin.days.from, to: end.days.to };
  return days.from > days.to ? wrong({ kind: "backwards", came: `${first} – ${last}` }) : { kind: "days", days };
}

function currencyOf(
  { currency, heads, amount }: TableColumns,
  cell: CellOf,
  inAmount: string | undefined,
  table: CostTable,
): { kind: "currency"; currency: string } | { kind: "wrong"; problem: CostProblem } {
  const came = cell(currency);
  const named = currencyIn(came);
  if (came !== "" && named === undefined) return wrong({ kind: "bad-currency", came });
  const found = inAmount ?? named ?? currencyOfHead(heads?.cells[amount] ?? "") ?? table.currency;
  return found === undefined ? wrong({ kind: "no-currency" }) : { kind: "currency", currency: found };
}

/** `Расход, ₽` and `Cost (USD)` say it for the whole column. */
function currencyOfHead(head: string): string | undefined {
  const sign = /[₽$€£₴₸₺]|руб/i.exec(head)?.[0];
  return sign === undefined ? currencyIn(/\b[A-Z]{3}\b/.exec(head)?.[0] ?? "") : currencyIn(sign);
}

function wrong(problem: CostProblem): { kind: "wrong"; problem: CostProblem } {
  return { kind: "wrong", problem };
}

function wrongLine({ line, cells }: TableLine, problem: CostProblem): WrongLine {
  const shown = "came" in problem ? { ...problem, came: cut(problem.came, MAX_CELL_SHOWN) } : problem;
  return { line, text: cut(cells.join(" | "), MAX_SHOWN), problem: shown };
}

/** A cell may be a whole text, and the message about it is to stay one that is read. */
function cut(text: string, mostChars: number): string {
  const chars = Array.from(text.slice(0, 2 * (mostChars + 1)));
  return chars.length > mostChars ? `${chars.slice(0, mostChars - 1).join("")}…` : text;
}
