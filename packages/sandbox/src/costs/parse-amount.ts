import type { CostProblem } from "../wire/costs.ts";

export type DecimalMark = "," | ".";

export interface Amount {
  /** In hundredths, so that sums are exact. */
  hundredths: number;
  /** Where the cell names one. */
  currency: string | undefined;
}

type Read = { kind: "amount"; amount: Amount } | { kind: "wrong"; problem: CostProblem };

const CURRENCIES: ReadonlyMap<string, string> = new Map([
  ...["₽", "руб", "р", "рублей", "рубля", "рубль", "rub", "rur"].map((name) => [name, "RUB"] as const),
  ...["$", "us$", "доллар", "долларов"].map((name) => [name, "USD"] as const),
  ...["€", "евро"].map((name) => [name, "EUR"] as const),
  ["£", "GBP"],
  ["₴", "UAH"],
  ["₸", "KZT"],
  ["₺", "TRY"],
]);

/** Space, no-break, thin, figure and narrow no-break space, and the apostrophes of Swiss thousands. */
const GROUP_SPACE = "[ \\u00a0\\u2009\\u2007\\u202f'’]";
const PARTS = /^([^\d+\-−.,]*)([+\-−]?)\s*(\d[\d.,\s'’\u00a0\u2009\u2007\u202f]*)(.*)$/su;
const GROUPED = new RegExp(`^\\d{1,3}(?:${GROUP_SPACE}\\d{3})+(?=[.,]|$)`, "u");
const MOST_HUNDREDTHS = 1e14;

/**
 * Reads what a table has for money: `12 345,67 ₽`, `1,234.56`, `$99`, `5 000 руб.`. A mark with three digits after it, as
 * in `1,234`, says nothing by itself: `decimal` is what the rest of the column uses.
 */
export function parseAmount(text: string, decimal: DecimalMark | undefined): Read {
  const came = text.trim();
  const [, before = "", sign = "", number = "", after = ""] = PARTS.exec(came) ?? [];
  const currency = currencyIn(before) ?? currencyIn(after);
  const isUnitKnown = [before, after].every((part) => part.trim() === "" || currencyIn(part) !== undefined);
  const plain = withoutGroupSpaces(number.trim());
  if (plain === undefined || !isUnitKnown || number === "")
    return { kind: "wrong", problem: { kind: "bad-amount", came } };
  if (sign === "-" || sign === "−") return { kind: "wrong", problem: { kind: "negative-amount", came } };
  const read = digitsOf(plain, decimal);
  if (read === "ambiguous") return { kind: "wrong", problem: { kind: "ambiguous-amount", came } };
  const hundredths = read === undefined ? Number.NaN : hundredthsOf(read);
  if (!(hundredths <= MOST_HUNDREDTHS)) return { kind: "wrong", problem: { kind: "bad-amount", came } };
  return { kind: "amount", amount: { hundredths, currency } };
}

/** The mark before decimals in a column, by those of its cells that leave no doubt; undefined where they disagree. */
export function decimalMarkOf(cells: readonly string[]): DecimalMark | undefined {
  const marks = new Set(cells.map(clearMarkOf).filter((mark) => mark !== undefined));
  const [mark] = marks;
  return marks.size === 1 ? mark : undefined;
}

/** `RUB` for `₽`, `руб.` or `rub`; undefined where it names no currency. */
export function currencyIn(text: string): string | undefined {
  const name = text.trim().replace(/\.$/, "").toLowerCase();
  return CURRENCIES.get(name) ?? (/^[a-z]{3}$/.test(name) ? name.toUpperCase() : undefined);
}

function withoutGroupSpaces(number: string): string | undefined {
  if (!/[\s'’]/u.test(number)) return number;
  return GROUPED.test(number) ? number.replace(/[\s'’]/gu, "") : undefined;
}

interface Digits {
  whole: string;
  decimals: string;
}

function digitsOf(number: string, decimal: DecimalMark | undefined): Digits | "ambiguous" | undefined {
  const marks = [...number.matchAll(/[.,]/g)];
  const last = marks.at(-1);
  if (last === undefined) return { whole: number, decimals: "" };
  const [mark] = last as unknown as [DecimalMark];
  const [whole, decimals] = [number.slice(0, last.index), number.slice(last.index + 1)];
  const isOnlyKind = marks.every(([each]) => each === mark);
  if (marks.length > 1 && isOnlyKind) return grouped(number, mark);
  if (decimals === "") return undefined;
  const isGroupLike = isOnlyKind && decimals.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
  if (isGroupLike && decimal !== mark) return decimal === undefined ? "ambiguous" : grouped(number, mark);
  if (isOnlyKind) return { whole, decimals };
  const rest = grouped(whole, mark === "," ? "." : ",");
  return rest === undefined ? undefined : { whole: rest.whole, decimals };
}

/** `1,234,567` without its marks, if those stand before each three digits. */
function grouped(number: string, mark: DecimalMark): Digits | undefined {
  const groups = number.split(mark);
  const isGrouped = groups.every((group, index) => (index === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(group));
  return isGrouped ? { whole: groups.join(""), decimals: "" } : undefined;
}

function hundredthsOf({ whole, decimals }: Digits): number {
  return Number(whole) * 100 + Math.round(Number(`0.${decimals === "" ? "0" : decimals}`) * 100);
}

function clearMarkOf(cell: string): DecimalMark | undefined {
  const number = (PARTS.exec(cell.trim())?.[3] ?? "").trim();
  const marks = number.match(/[.,]/g) ?? [];
  const mark = marks.at(-1) as DecimalMark | undefined;
  if (mark === undefined) return undefined;
  const [whole = "", decimals = ""] = number.split(mark);
  if (new Set(marks).size > 1) return mark;
  if (marks.length > 1) return mark === "," ? "." : ",";
  const isGroupLike = decimals.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
  // Spaces part the thousands, so that this mark does not.
  return isGroupLike && !/\d[\s'’]\d/u.test(number) ? undefined : mark;
}
