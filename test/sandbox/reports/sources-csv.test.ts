import { expect } from "vitest";
import type { Sandbox } from "../../../packages/sandbox/src/index.ts";
import type { GoalRow, SourceRow, SourcesReply } from "../../../packages/sandbox/src/wire/sources.ts";
import { control, NOON_MS, test } from "../sandbox-test.ts";
import { ask, botOf } from "./page-api.ts";
import { readCsv } from "./read-csv.ts";

const RANGE = { from: NOON_MS - 86_400_000, to: NOON_MS + 1 };
const NAMES = ['He said "buy", twice; now', "=1+1", "+7", "-5", "@sum", "\tTab", "Осень 🍂", "two\r\nlines"];

/** A source for each name, of which the first sells for a fraction and the second costs something. */
async function tellStory(sandbox: Sandbox): Promise<void> {
  const bot = botOf(sandbox);
  for (const [index, name] of NAMES.entries()) {
    const link = { name: `x${name}`, code: `code${index}`, utm: { source: name } };
    await control(sandbox, "POST", "/page/links", link);
    await bot.starts(index + 1, `code${index}`);
  }
  await bot.tells(1, "sale", { amount: 10.25, conversion_target: "sale" });
  await bot.tells(2, "refund", { amount: -3.5 });
  // Two of three: a share that no number of digits ends.
  for (const userId of [91, 92, 93]) await bot.starts(userId);
  for (const userId of [91, 92]) await bot.reaches(userId, "lead");
}

async function csvOf({ url }: Sandbox, lang: string): Promise<{ headers: Headers; text: string }> {
  const query = new URLSearchParams({ from: String(RANGE.from), to: String(RANGE.to), lang });
  const response = await fetch(`${url}/api/page/sources.csv?${query}`);
  const bytes = await response.bytes();
  return { headers: response.headers, text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) };
}

function cellsOf(row: SourceRow, goals: readonly GoalRow[], decimal: string, withoutLink: string): string[] {
  const { utm } = row;
  const number = (value: number | null) => (value === null ? "" : String(value).replace(".", decimal));
  const share = row.conversion === null ? null : Math.round(row.conversion * 1e4) / 1e4;
  const counts = [row.starts, row.newPeople, row.returned, row.again, row.stopped, row.goals, row.sales, row.people];
  const reached = goals.map(({ bySource }) => bySource.find(({ code }) => code === row.code)?.reached ?? 0);
  return [
    ...[row.code === "" ? withoutLink : row.name, row.code],
    ...[...counts, row.converted, share, row.revenue, row.refunds].map(number),
    // What it cost is in the tests of costs.
    ...[number(row.revenue - row.refunds), number(0), "", "", "", "", "", ""],
    ...[utm.source, utm.medium, utm.campaign, utm.content, utm.term].map((value) => value ?? ""),
    ...reached.map(number),
  ];
}

test.for([
  ["en", ",", ".", "Without a link"],
  ["ru", ";", ",", "Без ссылки"],
] as const)(
  "the CSV of sources in %s holds what the JSON holds, in the marks of that language's Excel",
  async ([lang, separator, decimal, withoutLink], { sandbox }) => {
    await tellStory(sandbox);
    const { sources, goals } = await ask<SourcesReply>(sandbox, "sources", RANGE);
    const { headers, text } = await csvOf(sandbox, lang);
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("content-disposition")).toBe('attachment; filename="sources.csv"');
    expect(text[0]).toBe("\ufeff");

    const [head, ...rows] = readCsv(text.slice(1), separator);
    expect(head).toHaveLength(29);
    expect(head?.[0]).toBe(lang === "en" ? "Source" : "Источник");
    const undone = rows.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@\t\r])/, "")));
    expect(undone).toEqual(sources.map((row) => cellsOf(row, goals, decimal, withoutLink)));
  },
);

test("no text in the CSV begins as a formula does", async ({ sandbox }) => {
  await tellStory(sandbox);
  const rows = readCsv((await csvOf(sandbox, "en")).text.slice(1), ",");
  const cells = rows.flat();
  // The one that paid back alone.
  expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual(["-3.5"]);
  expect(cells).toEqual(expect.arrayContaining(["'=1+1", "'+7", "'-5", "'@sum"]));
});

test("every row of the CSV has a name, and no number more digits than it says something with", async ({ sandbox }) => {
  await tellStory(sandbox);
  const [head = [], ...rows] = readCsv((await csvOf(sandbox, "en")).text.slice(1), ",");
  expect(rows.map(([name]) => name)).not.toContain("");
  expect(rows.find(([name]) => name === "Without a link")?.[head.indexOf("Conversion")]).toBe("0.6667");
});

test.for([
  ["en", ",", ["Cost", "Other costs"], ["5", "20.5 USD"], ["", "20.5 USD"]],
  ["ru", ";", ["Расход", "Расход в других валютах"], ["5", "20,5 USD"], ["", "20,5 USD"]],
] as const)(
  "what was spent in another currency has a column of its own in the CSV in %s, and is never a cost of 0",
  async ([lang, separator, names, both, other], { sandbox }) => {
    const day = new Date(NOON_MS).toISOString().slice(0, 10);
    const cost = (source: string, amount: number, currency: string) => ({
      source,
      from: day,
      to: day,
      amount,
      currency,
    });
    const costs = [cost("both", 10, "RUB"), cost("both", 41, "USD"), cost("other", 41, "USD")];
    await control(sandbox, "POST", "/page/costs", { costs });
    await control(sandbox, "PATCH", "/page/money", { currency: "RUB" });
    // Half of the day lies in the range.
    const [head = [], ...rows] = readCsv((await csvOf(sandbox, lang)).text.slice(1), separator);
    const cellsOfCode = (code: string) => {
      const row = rows.find((each) => each[1] === code);
      return names.map((name) => row?.[head.indexOf(name)]);
    };
    expect([cellsOfCode("both"), cellsOfCode("other")]).toEqual([both, other]);
  },
);
