import fc from "fast-check";
import { describe, expect } from "vitest";
import { sourceCosts } from "../../../packages/sandbox/src/costs/source-costs.ts";
import type { Sandbox } from "../../../packages/sandbox/src/index.ts";
import type { Cost, CostsPreview, CostsReply } from "../../../packages/sandbox/src/wire/costs.ts";
import type { MoneyReply } from "../../../packages/sandbox/src/wire/money.ts";
import { sourceRatios } from "../../../packages/sandbox/src/wire/source-ratios.ts";
import type { SourcesReply } from "../../../packages/sandbox/src/wire/sources.ts";
import { sumOfSources } from "../../../packages/sandbox/src/wire/sum-of-sources.ts";
import { call, control, NOON_MS, test } from "../sandbox-test.ts";
import { ask, botOf, idOfKey } from "./page-api.ts";
import { readCsv } from "./read-csv.ts";

const DAY_MS = 86_400_000;
const TODAY_MS = NOON_MS - DAY_MS / 2;
const TODAY = new Date(NOON_MS).toISOString().slice(0, 10);
const MONTH = { from: TODAY_MS - 29 * DAY_MS, to: TODAY_MS + DAY_MS };
const dayBefore = (days: number) => new Date(NOON_MS - days * DAY_MS).toISOString().slice(0, 10);
const cost = (more: Partial<Cost> = {}): Cost => ({
  ...{ source: "ad1", from: dayBefore(9), to: TODAY, amount: 1_000, currency: "RUB" },
  ...more,
});
const add = async (sandbox: Sandbox, ...costs: Cost[]) => {
  const { status, body } = await control(sandbox, "POST", "/page/costs", { costs });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};

describe("what an ad cost", () => {
  test("stands beside what it brought: cost per start, goal and sale, and ROMI", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    for (const userId of [1, 2, 3, 4]) await bot.starts(userId, "ad1");
    for (const userId of [1, 2]) await bot.reaches(userId, "lead");
    await bot.tells(1, "payment", { amount: 3_000 });
    await bot.tells(1, "payment", { amount: -500 });
    await add(sandbox, cost());

    const { sources, currency } = await ask<SourcesReply>(sandbox, "sources", MONTH);
    expect(currency).toBe("RUB");
    expect(sources).toMatchObject([{ code: "ad1", starts: 4, revenue: 3_000, refunds: 500, cost: 1_000 }]);
    expect(sources.map(sourceRatios)).toEqual([
      { netRevenue: 2_500, costPerStart: 250, costPerGoal: 500, costPerSale: 1_000, romi: 1.5 },
    ]);
    const query = new URLSearchParams({ from: String(MONTH.from), to: String(MONTH.to) });
    const csv = await (await fetch(`${sandbox.url}/api/page/sources.csv?${query}`)).text();
    const [head = [], row = []] = readCsv(csv.replace("\ufeff", ""), ",");
    const said = Object.fromEntries(head.map((name, index) => [name, row[index]]));
    expect(said).toMatchObject({
      ...{ "Net revenue": "2500", Cost: "1000", "Cost per start": "250", "Cost per goal": "500" },
      ...{ "Cost per sale": "1000", ROMI: "1.5", Currency: "RUB" },
    });
  });

  test("is compared in a total with what sources with a cost brought, not with people who came without an ad", async ({
    sandbox,
  }) => {
    const bot = botOf(sandbox);
    for (const userId of [1, 2]) await bot.starts(userId, "ad1");
    for (const userId of [3, 4, 5]) await bot.starts(userId);
    await bot.reaches(1, "lead");
    await bot.reaches(3, "lead");
    await bot.tells(1, "payment", { amount: 700 });
    await bot.tells(1, "payment", { amount: -200 });
    await bot.tells(3, "payment", { amount: 10_000 });
    await add(sandbox, cost());

    const { sources } = await ask<SourcesReply>(sandbox, "sources", MONTH);
    const total = sumOfSources(sources);
    expect(total).toMatchObject({ starts: 5, goals: 2, sales: 2, revenue: 10_700, cost: 1_000 });
    const ratios = { netRevenue: 10_500, costPerStart: 500, costPerGoal: 1_000, costPerSale: 1_000, romi: -0.5 };
    expect(sourceRatios(total)).toEqual(ratios);
    // As in a group of groups, and in the total of what the table has no room for.
    expect(sourceRatios(sumOfSources([total, sumOfSources([])]))).toEqual(ratios);
    expect(sourceRatios(sumOfSources(sources.map((source) => sumOfSources([source]))))).toEqual(ratios);
  });

  test("is compared with its own refunds: one comes off the ad that brought the sale, however late or by what ad since", async ({
    start,
  }) => {
    let nowMs = NOON_MS - 28 * DAY_MS;
    const sandbox = await start({ limits: "none", now: () => nowMs });
    const bot = botOf(sandbox);
    const comes = (userId: number, start_value: string) =>
      call(sandbox, "user_did_start_bot", { user_id: String(userId), first_name: "Anna", start_value });
    const paid = (userId: number, amount: number) => bot.tells(userId, "payment", { amount });
    await comes(1, "ad1");
    await paid(1, 1_000);
    await comes(2, "ad1");
    await paid(2, 500);
    // Longer than an ad has a person.
    nowMs += 26 * DAY_MS;
    await paid(1, -1_000);
    await comes(2, "ad2");
    await paid(2, 700);
    await paid(2, -500);
    // A part of something: of the last sale.
    await paid(2, -50);
    // Nothing that is known was sold.
    await comes(3, "ad3");
    await paid(3, -5);
    nowMs = NOON_MS;

    const { sources } = await ask<SourcesReply>(sandbox, "sources", MONTH);
    expect(sources.map(({ code, revenue, refunds }) => [code, revenue, refunds]).sort()).toEqual([
      ["ad1", 1_500, 1_500],
      ["ad2", 700, 50],
      ["ad3", 0, 5],
    ]);
  });

  test("counts though nobody came by it, and that is all the source then shows", async ({ sandbox }) => {
    await control(sandbox, "POST", "/page/links", { name: "Dear ad", code: "ad1" });
    await add(sandbox, cost());
    const { sources } = await ask<SourcesReply>(sandbox, "sources", MONTH);
    expect(sources).toMatchObject([{ name: "Dear ad", starts: 0, cost: 1_000, conversion: null }]);
    expect(sources.map(sourceRatios)).toMatchObject([{ costPerStart: null, romi: -1 }]);
  });

  test("of a time that lies partly in the range counts by that part, by the days of the asker's clock", async ({
    sandbox,
  }) => {
    await add(sandbox, cost());
    const costIn = async (from: number, to: number, tz = 0) =>
      (await ask<SourcesReply>(sandbox, "sources", { from, to, tz })).sources[0]?.cost ?? 0;
    expect(await costIn(TODAY_MS, TODAY_MS + DAY_MS)).toBe(100);
    expect(await costIn(TODAY_MS - 2 * DAY_MS, TODAY_MS)).toBe(200);
    expect(await costIn(TODAY_MS - 20 * DAY_MS, TODAY_MS - 9 * DAY_MS)).toBe(0);
    expect(await costIn(TODAY_MS + DAY_MS, TODAY_MS + 2 * DAY_MS)).toBe(0);
    // By a clock three hours ahead its last day ends three hours earlier.
    expect(await costIn(TODAY_MS, TODAY_MS + DAY_MS, 180)).toBe(87.5);
  });

  test("adds up over any division of the time, to the hundredth for each part", () => {
    const day = fc.integer({ min: 0, max: 60 });
    const drawn = fc.record({
      a: day,
      b: day,
      hundredths: fc.integer({ min: 0, max: 1e9 }),
      currency: fc.constantFrom("RUB", "USD"),
    });
    fc.assert(
      fc.property(fc.array(drawn), fc.array(day), (costs, cuts) => {
        const at = (days: number) => NOON_MS - DAY_MS / 2 + days * DAY_MS;
        const dayOf = (days: number) => new Date(at(days)).toISOString().slice(0, 10);
        const stored = costs.map(({ a, b, ...more }, id) => ({
          ...{ id, source: "ad1", from: dayOf(Math.min(a, b)), to: dayOf(Math.max(a, b)), ...more },
        }));
        const edges = [0, ...cuts.toSorted((one, other) => one - other), 61].map(at);
        const parts = edges.slice(1).map((toMs, index) => ({ fromMs: edges[index] ?? 0, toMs }));
        const costOf = (range: { fromMs: number; toMs: number }) =>
          sourceCosts(stored, range, "RUB", 0).get("ad1")?.cost ?? 0;
        const whole =
          costs.filter(({ currency }) => currency === "RUB").reduce((sum, each) => sum + each.hundredths, 0) / 100;
        expect(costOf({ fromMs: at(0), toMs: at(61) })).toBeCloseTo(whole, 2);
        const sum = parts.map(costOf).reduce((total, part) => total + part, 0);
        expect(Math.abs(sum - whole)).toBeLessThanOrEqual(0.0051 * parts.length);
      }),
    );
  });

  test("replaces what was kept of the same source, time and currency, and is added to what overlaps", async ({
    sandbox,
  }) => {
    expect(await add(sandbox, cost({ amount: 1_000 }))).toEqual({ added: 1, replaced: 0 });
    expect(await add(sandbox, cost({ amount: 1_200 }), cost({ from: TODAY, amount: 50 }))).toEqual({
      added: 1,
      replaced: 1,
    });
    const { costs } = await ask<CostsReply>(sandbox, "costs");
    expect(costs.map(({ from, amount }) => [from, amount])).toEqual([
      [TODAY, 50],
      [dayBefore(9), 1_200],
    ]);
    expect((await ask<SourcesReply>(sandbox, "sources", MONTH)).sources[0]?.cost).toBe(1_250);
    await control(sandbox, "DELETE", `/page/costs/${costs[0]?.id}`);
    expect((await ask<CostsReply>(sandbox, "costs")).costs).toHaveLength(1);
    expect((await control(sandbox, "DELETE", `/page/costs/${costs[0]?.id}`)).status).toBe(404);
  });

  test("in another currency than the amounts is told apart and compared with nothing", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    await bot.starts(1, "ad1");
    await bot.tells(1, "payment", { amount: 990, labels: [{ name: "currency", value: "RUB" }] });
    await add(sandbox, cost({ currency: "USD", amount: 20 }));
    const { sources, currency } = await ask<SourcesReply>(sandbox, "sources", MONTH);
    expect(currency).toBe("RUB");
    expect(sources[0]).toMatchObject({ cost: 0, otherCosts: [{ currency: "USD", amount: 20 }] });
    expect(sources.map(sourceRatios)).toMatchObject([{ romi: null }]);
  });

  test("in part in another currency gives no ratio, nor a part of a total's: the ad would look cheaper than it was", async ({
    sandbox,
  }) => {
    const bot = botOf(sandbox);
    const payment = { amount: 3_000, labels: [{ name: "currency", value: "RUB" }] };
    for (const [userId, code] of [
      [1, "ad1"],
      [2, "ad2"],
      [3, "ad3"],
    ] as const) {
      await bot.starts(userId, code);
      await bot.tells(userId, "payment", payment);
    }
    await add(sandbox, cost(), cost({ amount: 100, currency: "USD" }), cost({ source: "ad2", amount: 2_000 }));

    const { sources } = await ask<SourcesReply>(sandbox, "sources", MONTH);
    const ratiosOf = (code: string) => sources.filter((source) => source.code === code).map(sourceRatios);
    const none = { netRevenue: 3_000, costPerStart: null, costPerGoal: null, costPerSale: null, romi: null };
    const ofAd2 = { costPerStart: 2_000, costPerGoal: null, costPerSale: 2_000, romi: 0.5 };
    expect(ratiosOf("ad1")).toEqual([none]);
    expect(ratiosOf("ad2")).toEqual([{ ...ofAd2, netRevenue: 3_000 }]);
    const total = sumOfSources(sources);
    expect(total).toMatchObject({ cost: 3_000, otherCosts: [{ currency: "USD", amount: 100 }], revenue: 9_000 });
    expect(sourceRatios(total)).toEqual({ ...ofAd2, netRevenue: 9_000 });
    expect(sourceRatios(sumOfSources([sumOfSources(sources), sumOfSources([])]))).toEqual(sourceRatios(total));
    expect(sourceRatios(sumOfSources(sources.filter(({ code }) => code === "ad1")))).toEqual(none);
  });

  test("is shown with the keys whose people came by its link, and where nobody did with all", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: ["first", "second"] });
    await botOf(sandbox, { key: "first" }).starts(1, "ad1");
    await botOf(sandbox, { key: "second" }).starts(2, "ad2");
    await add(sandbox, cost(), cost({ source: "ad2", amount: 7 }), cost({ source: "ad3", amount: 5 }));
    const spent = async (key?: string) => {
      const query = { ...MONTH, ...(key !== undefined && { key: idOfKey(key) }) };
      const { sources } = await ask<SourcesReply>(sandbox, "sources", query);
      return sources.map(({ code, cost }) => `${code} ${cost}`).sort();
    };
    expect(await spent()).toEqual(["ad1 1000", "ad2 7", "ad3 5"]);
    expect(await spent("first")).toEqual(["ad1 1000", "ad3 5"]);
    expect(await spent("second")).toEqual(["ad2 7", "ad3 5"]);
  });

  test("is refused with what was expected and what came", async ({ sandbox }) => {
    const refused = async (costs: unknown) => {
      const { status, body } = await control(sandbox, "POST", "/page/costs", { costs });
      expect(status).toBe(400);
      return (body as { error: string }).error;
    };
    expect(await refused([])).toMatch(/costs must be an array of 1 to 2000 costs; got 0/);
    expect(await refused([{ ...cost(), amount: -1 }])).toMatch(/costs\[0\]\.amount must be a number from 0/);
    expect(await refused([{ ...cost(), from: "2026-02-31" }])).toMatch(/costs\[0\]\.from must be a day/);
    expect(await refused([{ ...cost(), to: "2020-01-01" }])).toMatch(/costs\[0\]\.to must be .* or later/);
    expect(await refused([{ ...cost(), currency: "₽" }])).toMatch(/currency must be three capital letters/);
    expect(await refused([{ ...cost(), source: "" }])).toMatch(/source must be the code of a link/);
    expect((await ask<CostsReply>(sandbox, "costs")).costs).toEqual([]);
  });
});

describe("a preview of pasted costs", () => {
  test("names what each line would be, what it replaces and overlaps, and keeps nothing", async ({ start }) => {
    const links = [
      { code: "ad1", name: "Яндекс.Директ", utm: { campaign: "autumn" } },
      { code: "ad2", name: "VK" },
      { code: "ad3", name: "vk" },
    ];
    const sandbox = await start({ limits: "none", links });
    await botOf(sandbox).starts(1, "no-link");
    await add(sandbox, cost({ from: "2026-11-01", to: "2026-11-30", amount: 700 }));
    const text = [
      "Источник;Период;Расход",
      "Яндекс.Директ;01.11.2026-30.11.2026;800",
      "AUTUMN;05.11.2026;10",
      "https://t.me/bot?start=ad2;05.11.2026;20",
      "no-link;05.11.2026;30",
      "VK;05.11.2026;40",
      "Дзен;05.11.2026;50",
    ].join("\n");
    const { status, body } = await control(sandbox, "POST", "/page/costs/preview", { text, currency: "RUB" });
    expect(status).toBe(200);
    const { costs, wrong } = body as CostsPreview;
    expect(costs).toMatchObject([
      {
        source: "ad1",
        name: "Яндекс.Директ",
        amount: 800,
        replaces: 700,
        overlaps: [{ from: "2026-11-05", amount: 10 }],
      },
      { source: "ad1", amount: 10, replaces: null, overlaps: [{ from: "2026-11-01", amount: 800 }] },
      { source: "ad2", name: "VK", amount: 20, overlaps: [] },
      { source: "no-link", amount: 30, overlaps: [] },
    ]);
    expect(wrong.map(({ line, problem }) => [line, problem])).toEqual([
      [6, { kind: "several-sources", came: "VK", count: 2 }],
      [7, { kind: "unknown-source", came: "Дзен" }],
    ]);
    expect((await ask<CostsReply>(sandbox, "costs")).costs).toMatchObject([{ amount: 700 }]);
  });
});

describe("the currency", () => {
  const labelled = (...labels: [string, string][]) => ({ labels: labels.map(([name, value]) => ({ name, value })) });

  test("is that of the payments, not of one that was converted, and without payments that of the costs", async ({
    sandbox,
  }) => {
    const money = () => ask<MoneyReply>(sandbox, "money");
    expect(await money()).toEqual({ currency: null, chosen: null, found: [], mixed: [] });
    await add(sandbox, cost({ currency: "EUR" }));
    expect(await money()).toEqual({ currency: "EUR", chosen: null, found: ["EUR"], mixed: [] });
    const bot = botOf(sandbox);
    await bot.tells(1, "payment", { amount: 990, ...labelled(["currency", "RUB"]) });
    await bot.tells(1, "payment", { amount: 325, ...labelled(["currency", "XTR"], ["amount", "250"]) });
    expect(await money()).toEqual({ currency: "RUB", chosen: null, found: ["RUB"], mixed: [] });
    await bot.tells(1, "payment", { amount: 5, ...labelled(["currency", "USD"]) });
    expect(await money()).toEqual({ currency: null, chosen: null, found: ["RUB", "USD"], mixed: ["RUB", "USD"] });
  });

  test("that is set is that of amounts that name none, and of no bot whose payments do", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: ["roubles", "unknown"] });
    const moneyOf = (key?: string) => ask<MoneyReply>(sandbox, "money", key === undefined ? {} : { key: idOfKey(key) });
    const set = (currency: string | null) => control(sandbox, "PATCH", "/page/money", { currency });
    await botOf(sandbox, { key: "roubles" }).tells(1, "payment", { amount: 990, ...labelled(["currency", "RUB"]) });
    await botOf(sandbox, { key: "unknown" }).tells(2, "payment", { amount: 5 });
    await add(sandbox, cost({ currency: "EUR" }));

    expect((await set("USD")).status).toBe(200);
    expect(await moneyOf("roubles")).toMatchObject({ currency: "RUB", chosen: "USD" });
    // Costs in another currency do not say what the amounts are in.
    expect(await moneyOf("unknown")).toEqual({ currency: "USD", chosen: "USD", found: ["EUR"], mixed: [] });
    expect((await set("dollars")).status).toBe(400);
    await set(null);
    expect(await moneyOf("unknown")).toMatchObject({ currency: "EUR", chosen: null });
  });

  test("of bots that have different ones is the one that is set, and the sums are told to mix them", async ({
    start,
  }) => {
    const sandbox = await start({ limits: "none", keys: ["first", "second"] });
    await botOf(sandbox, { key: "first" }).tells(1, "payment", { amount: 990, ...labelled(["currency", "RUB"]) });
    await botOf(sandbox, { key: "second" }).tells(2, "payment", { amount: 5, ...labelled(["currency", "USD"]) });
    await control(sandbox, "PATCH", "/page/money", { currency: "RUB" });
    expect(await ask<MoneyReply>(sandbox, "money")).toMatchObject({ currency: "RUB", mixed: ["RUB", "USD"] });
    expect(await ask<MoneyReply>(sandbox, "money", { key: idOfKey("second") })).toMatchObject({
      ...{ currency: "USD", mixed: [] },
    });
  });
});
