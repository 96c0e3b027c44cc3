import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { checkCostTable } from "../../../packages/sandbox/src/costs/check-costs.ts";
import type { FoundSource } from "../../../packages/sandbox/src/costs/known-sources.ts";
import { decimalMarkOf, parseAmount } from "../../../packages/sandbox/src/costs/parse-amount.ts";
import { parseDays } from "../../../packages/sandbox/src/costs/parse-days.ts";
import { readCostTable } from "../../../packages/sandbox/src/costs/read-cost-table.ts";
import { splitTable } from "../../../packages/sandbox/src/costs/split-table.ts";

const sourceOf = (text: string): FoundSource =>
  /^(ad\d|VK Реклама|Пост; осень)$/.test(text) ? { kind: "source", code: text } : { kind: "unknown" };
const DAYS = { from: "2026-11-01", to: "2026-11-30", currency: "RUB" };

describe("an amount", () => {
  test.for([
    ["12345", 1_234_500],
    ["12 345,67", 1_234_567],
    ["12\u00a0345,67 ₽", 1_234_567, "RUB"],
    ["12\u202f345,6", 1_234_560],
    ["1,234.56", 123_456],
    ["1.234,56", 123_456],
    ["1'234.56", 123_456],
    ["1,234,567", 123_456_700],
    ["$1,234.56", 123_456, "USD"],
    ["€ 99", 9_900, "EUR"],
    ["5 000 руб.", 500_000, "RUB"],
    ["5000р.", 500_000, "RUB"],
    ["100 USD", 10_000, "USD"],
    ["RUB 100", 10_000, "RUB"],
    ["0", 0],
    ["0,123", 12],
    ["12,3456", 1_235],
    ["1234,567", 123_457],
  ] as const)("%s is read", ([text, hundredths, currency]) => {
    expect(parseAmount(text, undefined)).toEqual({ kind: "amount", amount: { hundredths, currency } });
  });

  test.for([
    ["", "bad-amount"],
    ["n/a", "bad-amount"],
    ["12 34", "bad-amount"],
    ["1,23,456", "bad-amount"],
    ["5 яблок", "bad-amount"],
    ["1.234.56", "bad-amount"],
    ["-500", "negative-amount"],
    ["−500 ₽", "negative-amount"],
    ["1,234", "ambiguous-amount"],
    ["12.345", "ambiguous-amount"],
  ] as const)("%s is refused as %s", ([text, kind]) => {
    expect(parseAmount(text, undefined)).toMatchObject({ kind: "wrong", problem: { kind } });
  });

  test("with three digits after its only mark means what the rest of its column says", () => {
    expect(decimalMarkOf(["1,234", "10,50"])).toBe(",");
    expect(decimalMarkOf(["1,234", "1,000.50"])).toBe(".");
    expect(decimalMarkOf(["1,234", "5.678"])).toBeUndefined();
    expect(decimalMarkOf(["10,5", "10.5"])).toBeUndefined();
    expect(parseAmount("1,234", ".")).toMatchObject({ amount: { hundredths: 123_400 } });
    expect(parseAmount("1,234", ",")).toMatchObject({ amount: { hundredths: 123 } });
  });

  test("is read back however a language writes it", () => {
    const hundredths = fc.integer({ min: 0, max: 10_000_000_000 });
    fc.assert(
      fc.property(hundredths, fc.constantFrom("en-US", "ru-RU", "de-DE", "de-CH", "fr-FR"), (sum, locale) => {
        const written = (sum / 100).toLocaleString(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
        expect(parseAmount(written, undefined), written).toMatchObject({ amount: { hundredths: sum } });
      }),
    );
  });
});

describe("a time", () => {
  test.for([
    ["2026-11-21", "2026-11-21", "2026-11-21"],
    ["21.11.2026", "2026-11-21", "2026-11-21"],
    ["1.2.26", "2026-02-01", "2026-02-01"],
    ["21/11/2026", "2026-11-21", "2026-11-21"],
    ["11/21/2026", "2026-11-21", "2026-11-21"],
    ["2026-11-21 00:00:00", "2026-11-21", "2026-11-21"],
    ["2026-11-01 - 2026-11-15", "2026-11-01", "2026-11-15"],
    ["01.11.2026-15.11.2026", "2026-11-01", "2026-11-15"],
    ["01.11–15.11.2026", "2026-11-01", "2026-11-15"],
    ["28.12–03.01.2027", "2026-12-28", "2027-01-03"],
    ["01.11.2026 по 15.11.2026", "2026-11-01", "2026-11-15"],
  ] as const)("%s is read", ([text, from, to]) => {
    expect(parseDays(text)).toEqual({ kind: "days", days: { from, to } });
  });

  test.for([
    ["", "bad-date"],
    ["вчера", "bad-date"],
    ["31.02.2026", "bad-date"],
    ["05/11/2026", "ambiguous-date"],
    ["15.11.2026 - 01.11.2026", "backwards"],
  ] as const)("%s is refused as %s", ([text, kind]) => {
    expect(parseDays(text)).toMatchObject({ kind: "wrong", problem: { kind } });
  });
});

describe("a pasted table", () => {
  test("is split by tabs, semicolons or commas, with whatever stands in quotes", () => {
    const cell = fc
      .string({ unit: fc.constantFrom("a", "я", " ", '"', ",", ";", "1", ".") })
      .map((text) => text.trim());
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.constantFrom("\t", ";", ","), fc.constantFrom("\n", "\r\n"), (table, separator, end) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = table.map((cells) => cells.map(quoted).join(separator)).join(end);
        const filled = table.filter((cells) => cells.some((each) => each !== ""));
        expect(splitTable(text).map(({ cells }) => cells)).toEqual(filled);
      }),
    );
  });

  test("is split by what its first line is split by, whatever the names further down hold", () => {
    expect(splitTable("Campaign,Cost\nTea; coffee,5").map(({ cells }) => cells)).toEqual([
      ["Campaign", "Cost"],
      ["Tea; coffee", "5"],
    ]);
    expect(splitTable("\n  \n\tCost\nad,1\t5").map(({ cells }) => cells)).toEqual([
      ["", "Cost"],
      ["ad,1", "5"],
    ]);
  });

  test("keeps the number of each line, though cells have line ends and lines are empty", () => {
    expect(splitTable('a\t"b\nc"\n\nd\te')).toEqual([
      { line: 1, cells: ["a", "b\nc"] },
      { line: 4, cells: ["d", "e"] },
    ]);
  });

  test("of a Russian ad system is read by its headings, with decimal commas and the sign in the heading", () => {
    const text =
      "Кампания\tКод\tДата\tПоказы\tРасход, ₽\nОсень\tad1\t01.11.2026\t1 200\t1 234,50\nОсень\tad2\t02.11.2026\t90\t99\nИтого\t\t\t1 290\t1 333,50";
    expect(readCostTable({ text }, sourceOf)).toEqual({
      costs: [
        { source: "ad1", from: "2026-11-01", to: "2026-11-01", amount: 1_234.5, currency: "RUB", lines: [2] },
        { source: "ad2", from: "2026-11-02", to: "2026-11-02", amount: 99, currency: "RUB", lines: [3] },
      ],
      wrong: [{ line: 4, text: "Итого |  |  | 1 290 | 1 333,50", problem: { kind: "total", came: "" } }],
    });
  });

  test("without headings is read by what is in its columns, in any order", () => {
    const text = "01.11.2026;500,00;ad1\n02.11.2026;1 500,00;VK Реклама";
    expect(readCostTable({ text, currency: "RUB" }, sourceOf).costs).toEqual([
      { source: "ad1", from: "2026-11-01", to: "2026-11-01", amount: 500, currency: "RUB", lines: [1] },
      { source: "VK Реклама", from: "2026-11-02", to: "2026-11-02", amount: 1_500, currency: "RUB", lines: [2] },
    ]);
  });

  test("adds up lines of the same source, time and currency, and of nothing else", () => {
    const text =
      "link,from,to,cost\nad1,2026-11-01,2026-11-30,0.1\nad1,2026-11-01,2026-11-30,0.2\nad1,2026-11-01,2026-11-15,5\nad1,2026-11-01,2026-11-30,$7";
    expect(readCostTable({ text, currency: "RUB" }, sourceOf).costs).toMatchObject([
      { amount: 0.3, currency: "RUB", lines: [2, 3] },
      { amount: 5, to: "2026-11-15", lines: [4] },
      { amount: 7, currency: "USD", lines: [5] },
    ]);
  });

  test("says of each line that cannot be taken what was wrong with it", () => {
    const text = [
      "link,date,cost",
      "ad9,,100",
      "nobody,2026-11-01,100",
      "ad1,someday,100",
      "ad1,05/11/2026,100",
      "ad1,2026-11-01,much",
      "ad1,2026-11-01,-5",
      'ad1,2026-11-01,"1,234"',
      "ad1,2026-11-01,1234,56",
    ].join("\n");
    const { costs, wrong } = readCostTable({ text, ...DAYS }, sourceOf);
    expect(costs).toMatchObject([{ source: "ad9", from: "2026-11-01", to: "2026-11-30", amount: 100 }]);
    expect(wrong.map(({ line, problem }) => [line, problem.kind])).toEqual([
      [3, "unknown-source"],
      [4, "bad-date"],
      [5, "ambiguous-date"],
      [6, "bad-amount"],
      [7, "negative-amount"],
      [8, "ambiguous-amount"],
      [9, "too-many-cells"],
    ]);
    expect(readCostTable({ text: "ad1,100", currency: "RUB" }, sourceOf).wrong).toMatchObject([
      { problem: { kind: "no-date" } },
    ]);
    expect(readCostTable({ text: "ad1,100", from: DAYS.from, to: DAYS.to }, sourceOf).wrong).toMatchObject([
      { problem: { kind: "no-currency" } },
    ]);
    expect(readCostTable({ text: "good morning\nnothing here" }, sourceOf).wrong).toMatchObject([
      { line: 1, problem: { kind: "no-columns" } },
      { line: 2, problem: { kind: "no-columns" } },
    ]);
  });

  test.for([
    "Code\tCost per result\tAmount spent",
    "Code\tAd set budget\tAmount spent",
    "Код\tСтоимость клика\tРасход",
    "Код\tСтоимость за 1000 показов\tСтоимость",
    "Код\tБюджет\tРасход",
    "Code\tprice\tcost",
    "Code\tCampaign daily budget\tSpend",
  ])("takes what was spent for the cost, not a price or a budget beside it: %s", (heads) => {
    const costs = (text: string) => readCostTable({ text, ...DAYS }, sourceOf).costs.map(({ amount }) => amount);
    expect(costs(`${heads}\nad1\t3\t700`)).toEqual([700]);
    const [code, other, spent] = heads.split("\t");
    expect(costs(`${code}\t${spent}\t${other}\nad1\t700\t3`)).toEqual([700]);
    expect(costs(`${code}\t${other}\nad1\t3`)).toEqual([3]);
  });

  test.for(["ad1,100,50", "ad1,100,50\nad2,100\nad3,100", "ad1\t15\t700\nad2\t20\t900"])(
    "without headings is refused where several columns may be the cost: %j",
    (text) => {
      const { costs, wrong } = readCostTable({ text, ...DAYS }, sourceOf);
      expect(costs).toEqual([]);
      expect(new Set(wrong.map(({ problem }) => problem.kind))).toEqual(new Set(["several-amounts"]));
    },
  );

  test("asks of each cell once at most whether it is a source, and once more to read it", () => {
    const asked = vi.fn(sourceOf);
    const width = 40;
    const line = ["ad1", "100", ...Array.from({ length: width - 2 }, () => "x")].join("\t");
    const lines = 300;
    const text = Array.from({ length: lines }, () => line).join("\n");
    expect(readCostTable({ text, ...DAYS }, asked).costs).toMatchObject([{ amount: 100 * lines }]);
    expect(asked.mock.calls.length).toBeLessThanOrEqual(lines * (width + 1));
  });

  test("is told with the beginning of a cell that is a whole text", () => {
    const long = "🍂".repeat(5_000);
    const [line] = readCostTable({ text: `link\tcost\n${long}\t5`, ...DAYS }, sourceOf).wrong;
    expect(line?.problem).toEqual({ kind: "unknown-source", came: `${"🍂".repeat(59)}…` });
    expect(line?.text.length).toBeLessThanOrEqual(240);
  });

  test("has as many lines as are read, whichever ends they have", () => {
    const tableOf = (lines: number, end: string) => ({ text: Array.from({ length: lines }, () => "ad1;5").join(end) });
    for (const end of ["\n", "\r\n", "\r"]) {
      expect(checkCostTable(tableOf(2_000, end)).text).not.toBe("");
      expect(() => checkCostTable(tableOf(2_001, end))).toThrow(/a table of at most 2000 lines; got 2001/);
    }
  });

  test("is never lost: each filled line is in a cost or told to be wrong, whatever is pasted", () => {
    const word = fc.constantFrom(
      "ad1",
      "ad2",
      "100",
      "1,5",
      "2026-11-01",
      "cost",
      "link",
      "дата",
      "",
      '"',
      "x y",
      "-3",
    );
    const tables = fc
      .array(fc.array(word, { minLength: 1, maxLength: 4 }), { maxLength: 8 })
      .map((lines) => lines.map((cells) => cells.join(";")).join("\n"));
    fc.assert(
      fc.property(fc.oneof(tables, fc.string()), (text) => {
        const { costs, wrong } = readCostTable({ text, ...DAYS }, sourceOf);
        const told = [...costs.flatMap(({ lines }) => lines), ...wrong.map(({ line }) => line)].sort((a, b) => a - b);
        const filled = splitTable(text).map(({ line }) => line);
        // But for the headings.
        expect([filled, filled.slice(1)]).toContainEqual(told);
      }),
    );
  });
});
