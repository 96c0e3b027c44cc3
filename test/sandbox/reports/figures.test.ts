import { describe, expect } from "vitest";
import type { FunnelReply } from "../../../packages/sandbox/src/wire/funnel.ts";
import type { OverviewReply, SeriesReply } from "../../../packages/sandbox/src/wire/overview.ts";
import type { SourcesReply } from "../../../packages/sandbox/src/wire/sources.ts";
import { call, control, NOON, NOON_MS, test } from "../sandbox-test.ts";
import { ask, botOf, get, idOfKey } from "./page-api.ts";

const HOUR = 3_600;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const TODAY_MS = NOON_MS - 12 * HOUR_MS;

const NOTHING = { people: 0, uses: 0, starts: 0, stops: 0, goals: 0, revenue: 0, refunds: 0 };

describe("/api/page/overview", () => {
  test("counts today and yesterday, who is online, and when the newest came", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    await bot.starts(1, "", 13 * HOUR);
    await bot.starts(2, "", HOUR);
    await bot.starts(3);
    await bot.stops(1);
    await bot.reaches(2, "lead");
    await bot.tells(2, "sale", { amount: 0.1, conversion_target: "sale" });
    await bot.tells(2, "sale", { amount: 0.2 });
    await bot.tells(3, "refund", { amount: -5 });
    await bot.uses(2);
    await bot.uses(2);
    await bot.uses(3);
    sandbox.advance(60_000);
    await bot.uses(4);
    sandbox.advance(60_000);

    expect(await ask<OverviewReply>(sandbox, "overview")).toEqual({
      today: { people: 3, uses: 4, starts: 2, stops: 1, goals: 2, revenue: 0.3, refunds: 5 },
      yesterday: { ...NOTHING, starts: 1 },
      online: 1,
      updatedAt: NOON_MS + 60_000,
    });
  });

  test("does not count as online who has stopped the bot since, whichever service was told of it", async ({
    sandbox,
  }) => {
    const bot = botOf(sandbox);
    const online = async () => (await ask<OverviewReply>(sandbox, "overview")).online;
    for (const userId of [1, 2, 3]) await bot.uses(userId);
    expect(await online()).toBe(3);
    sandbox.advance(1_000);
    await bot.uses(1, "stop");
    await call(sandbox, "my_bot_was_stopped", { user_id: "2" });
    expect(await online()).toBe(1);
    sandbox.advance(1_000);
    await bot.uses(1);
    expect(await online()).toBe(2);
  });

  test("begins the day by the offset that is asked for", async ({ sandbox }) => {
    await botOf(sandbox).starts(1, "", 11 * HOUR);
    const days = async (tz: number) => {
      const { today, yesterday } = await ask<OverviewReply>(sandbox, "overview", { tz });
      return [today.starts, yesterday.starts];
    };
    expect(await days(0)).toEqual([1, 0]);
    expect(await days(180)).toEqual([1, 0]);
    expect(await days(-120)).toEqual([0, 1]);
    expect(await days(720)).toEqual([0, 1]);
  });

  test("takes HowUsedBot's own starts and stops where TGTrack was never told of anything", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: ["the-token"] });
    const bot = botOf(sandbox, { token: "the-token" });
    await bot.uses(1, "start", { param_1: "ad1" });
    await bot.uses(2, "start");
    await bot.uses(1, "stop");
    const told = { people: 2, uses: 3, starts: 2, stops: 1 };
    expect((await ask<OverviewReply>(sandbox, "overview")).today).toMatchObject(told);
    const range = { from: TODAY_MS, to: NOON_MS + 1 };
    expect(await ask<SourcesReply>(sandbox, "sources", range)).toMatchObject({
      sources: [
        { code: "", starts: 1 },
        { code: "ad1", starts: 1 },
      ],
    });

    await bot.reaches(1, "lead");
    expect((await ask<OverviewReply>(sandbox, "overview")).today).toMatchObject({ ...told, starts: 0, stops: 0 });
    const ofToken = await ask<OverviewReply>(sandbox, "overview", { key: idOfKey("the-token") });
    expect(ofToken.today).toMatchObject(told);
  });

  test("is all zeros where nothing has come", async ({ sandbox }) => {
    const empty = { today: NOTHING, yesterday: NOTHING, online: 0, updatedAt: null };
    expect(await ask(sandbox, "overview")).toEqual(empty);
    await botOf(sandbox).uses(1);
    expect(await ask(sandbox, "overview", { key: idOfKey("never seen") })).toEqual(empty);
  });
});

describe("/api/page/series", () => {
  test("gives each hour of the range, without gaps, and only what lies in the range", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    await bot.starts(1, "", 3 * HOUR);
    await bot.starts(2, "", 90 * 60);
    await bot.stops(2, 60 * 60);
    await bot.tells(1, "sale", { amount: 10, conversion_target: "sale", date: NOON - 90 * 60 });
    await bot.uses(1);
    await bot.uses(1, "menu");
    await bot.uses(2);
    const range = { from: NOON_MS - 2.5 * HOUR_MS, to: NOON_MS + 1 };
    expect(await ask<SeriesReply>(sandbox, "series", { ...range, bucket: "hour" })).toEqual({
      bucket: "hour",
      buckets: [-3, -2, -1, 0].map((hours) => NOON_MS + hours * HOUR_MS),
      people: [0, 0, 0, 2],
      uses: [0, 0, 0, 3],
      starts: [0, 1, 0, 0],
      stops: [0, 0, 1, 0],
      goals: [0, 1, 0, 0],
      revenue: [0, 10, 0, 0],
      refunds: [0, 0, 0, 0],
      split: [],
      events: [
        { name: "common", uses: 2 },
        { name: "menu", uses: 1 },
      ],
    });
  });

  test("leaves only the events that are asked for in people and uses, and still names all of them", async ({
    sandbox,
  }) => {
    const bot = botOf(sandbox);
    for (const [userId, event] of [
      [1, "menu"],
      [1, "help"],
      [2, "menu"],
      [3, "order"],
    ] as const)
      await bot.uses(userId, event);
    const range = { from: TODAY_MS, to: NOON_MS + 1, bucket: "day" };
    const reply = await ask<SeriesReply>(sandbox, "series", { ...range, event: ["help", "order"] });
    expect([reply.people, reply.uses, reply.events.length]).toEqual([[2], [2], 3]);
  });

  test("splits by event or parameter: the 8 most frequent values, and the rest together", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    for (let value = 1; value <= 10; value++) {
      for (let times = 0; times <= 10 - value; times++) await bot.uses(times, "common", { param_2: `value ${value}` });
    }
    const range = { from: TODAY_MS, to: NOON_MS + 1, bucket: "day" };
    const { split } = await ask<SeriesReply>(sandbox, "series", { ...range, split: "param_2" });
    expect(split.map(({ value, people, uses }) => [value, people, uses])).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((value) => [`value ${value}`, [11 - value], [11 - value]]),
      [null, [2], [3]],
    ]);
    const byEvent = await ask<SeriesReply>(sandbox, "series", { ...range, split: "event" });
    expect(byEvent.split).toEqual([{ value: "common", people: [10], uses: [55] }]);
    const byEmpty = await ask<SeriesReply>(sandbox, "series", { ...range, split: "param_1" });
    expect(byEmpty.split).toEqual([{ value: "", people: [10], uses: [55] }]);
  });

  test("begins days by the offset", async ({ sandbox }) => {
    await botOf(sandbox).uses(1);
    const range = { from: TODAY_MS - DAY_MS, to: NOON_MS + 1, bucket: "day", tz: 330 };
    const { buckets, uses } = await ask<SeriesReply>(sandbox, "series", range);
    expect(buckets).toEqual([-1, 0].map((days) => TODAY_MS - 5.5 * HOUR_MS + days * DAY_MS));
    expect(uses.at(-1)).toBe(1);
  });
});

describe("/api/page/funnel", () => {
  test("counts people, results and sums per step, the most people first", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    for (const userId of [1, 2, 3, 4]) await bot.starts(userId);
    await bot.tells(1, "cart", { date: NOON - 60 });
    await bot.tells(2, "cart", { event_result: "success" });
    await bot.tells(1, "pay", { event_result: "success", amount: 100 });
    await bot.tells(1, "pay", { event_result: "success", amount: -30 });
    await bot.tells(1, "pay", { event_result: "failure" });
    const range = { from: TODAY_MS, to: NOON_MS + 1 };
    expect(await ask<FunnelReply>(sandbox, "funnel", range)).toEqual({
      started: 4,
      steps: [
        {
          eventType: "cart",
          firstAt: NOON_MS - 60_000,
          ...{ events: 2, people: 2, noResult: 1, inProgress: 0, success: 1, failure: 0, revenue: 0, refunds: 0 },
          slices: [],
        },
        {
          eventType: "pay",
          firstAt: NOON_MS,
          ...{ events: 3, people: 1, noResult: 0, inProgress: 0, success: 2, failure: 1, revenue: 100, refunds: 30 },
          slices: [],
        },
      ],
      labels: [],
    });
  });

  test("cuts each step into slices by the value of a label", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    const labels = (plan: string) => ({
      labels: [
        { name: "plan", value: plan },
        { name: "currency", value: "RUB" },
      ],
    });
    await bot.tells(1, "pay", { amount: 5, ...labels("pro") });
    await bot.tells(2, "pay", { amount: 7, ...labels("pro") });
    await bot.tells(2, "pay", labels("free"));
    await bot.tells(3, "pay");
    await bot.tells(3, "pay", {
      labels: [
        { name: "plan", value: "a" },
        { name: "plan", value: "b" },
      ],
    });
    const reply = await ask<FunnelReply>(sandbox, "funnel", { from: TODAY_MS, to: NOON_MS + 1, label: "plan" });
    expect(reply.labels).toEqual(["plan", "currency"]);
    expect(
      reply.steps[0]?.slices.map(({ value, events, people, revenue }) => [value, events, people, revenue]),
    ).toEqual([
      ["pro", 2, 2, 12],
      [null, 1, 1, 0],
      ["a", 1, 1, 0],
      ["free", 1, 1, 0],
    ]);
  });
});

describe("/api/page/sources", () => {
  test("tells what came by each link", async ({ start }) => {
    const links = [{ code: "ad1", name: "Яндекс.Директ", utm: { source: "yandex", campaign: "autumn" } }];
    const sandbox = await start({ limits: "none", links });
    const bot = botOf(sandbox);
    await bot.starts(1, "ad1", 50);
    await bot.starts(2, "ad1", 49);
    await bot.starts(2, "ad1", 40);
    await bot.stops(2, 30);
    await bot.starts(2, "ad1", 20);
    await bot.starts(3, "ref7", 19);
    await bot.starts(4, "", 18);
    await bot.stops(3, 10);
    await bot.reaches(1, "lead");
    await bot.tells(1, "sale", { amount: 99.5, conversion_target: "sale" });
    await bot.tells(4, "sale", { amount: 1 });

    const range = { from: TODAY_MS, to: NOON_MS + 1 };
    expect(await ask<SourcesReply>(sandbox, "sources", range)).toEqual({
      sources: [
        {
          code: "ad1",
          name: "Яндекс.Директ",
          utm: { source: "yandex", campaign: "autumn" },
          ...{
            starts: 4,
            people: 2,
            converted: 1,
            newPeople: 2,
            returned: 1,
            again: 1,
            stopped: 1,
            goals: 2,
            sales: 1,
            revenue: 99.5,
            refunds: 0,
            cost: 0,
            otherCosts: [],
            conversion: 0.5,
          },
        },
        {
          code: "",
          name: "",
          utm: {},
          ...{
            starts: 1,
            people: 1,
            converted: 1,
            newPeople: 1,
            returned: 0,
            again: 0,
            stopped: 0,
            goals: 0,
            sales: 1,
            revenue: 1,
            refunds: 0,
            cost: 0,
            otherCosts: [],
            conversion: 1,
          },
        },
        {
          code: "ref7",
          name: "ref7",
          utm: {},
          ...{
            starts: 1,
            people: 1,
            converted: 0,
            newPeople: 1,
            returned: 0,
            again: 0,
            stopped: 1,
            goals: 0,
            sales: 0,
            revenue: 0,
            refunds: 0,
            cost: 0,
            otherCosts: [],
            conversion: 0,
          },
        },
      ],
      others: null,
      goals: [
        {
          name: "lead",
          reached: 1,
          people: 1,
          bySource: [{ code: "ad1", name: "Яндекс.Директ", reached: 1, people: 1 }],
        },
        {
          name: "sale",
          reached: 1,
          people: 1,
          bySource: [{ code: "ad1", name: "Яндекс.Директ", reached: 1, people: 1 }],
        },
      ],
      currency: null,
    });
    const none = await ask<SourcesReply>(sandbox, "sources", { from: TODAY_MS - DAY_MS, to: TODAY_MS });
    expect(none).toEqual({ sources: [], others: null, goals: [], currency: null });
  });

  test("counts as a conversion what is asked for: any goal and any sale, these goals, a sale", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    for (const userId of [1, 2, 3, 4]) await bot.starts(userId, "ad1");
    await bot.reaches(1, "phone");
    await bot.reaches(1, "phone");
    await bot.reaches(2, "webinar");
    await bot.tells(3, "payment", { amount: 990 });
    await bot.tells(4, "refund", { amount: -990 });
    const asked = async (query: object) => {
      const range = { from: TODAY_MS, to: NOON_MS + 1 };
      const { sources } = await ask<SourcesReply>(sandbox, "sources", { ...range, ...query });
      return sources.map(({ converted, goals, sales, conversion }) => [converted, goals, sales, conversion]);
    };

    expect(await asked({})).toEqual([[3, 3, 1, 0.75]]);
    expect(await asked({ goal: "phone" })).toEqual([[1, 2, 1, 0.25]]);
    expect(await asked({ goal: ["phone", "webinar"] })).toEqual([[2, 3, 1, 0.5]]);
    expect(await asked({ sale: 1 })).toEqual([[1, 3, 1, 0.25]]);
    expect(await asked({ goal: "webinar", sale: 1 })).toEqual([[2, 1, 1, 0.5]]);
    expect(await asked({ goal: "never reached" })).toEqual([[0, 0, 1, 0]]);
  });

  test("lists a thousand sources and tells the others together, where every person has a payload of their own", async ({
    sandbox,
  }) => {
    const bot = botOf(sandbox);
    await bot.starts(1, "ad1");
    await bot.starts(2, "ad1");
    for (let person = 3; person <= 1_004; person++) await bot.starts(person, `ref${person}`);
    await bot.tells(999, "sale", { amount: 5, conversion_target: "sale" });
    const range = { from: TODAY_MS, to: NOON_MS + 1 };
    const { sources, others } = await ask<SourcesReply>(sandbox, "sources", range);
    expect(sources).toHaveLength(1_000);
    expect(sources[0]).toMatchObject({ code: "ad1", starts: 2 });
    expect(others).toMatchObject({
      sources: 3,
      starts: 3,
      newPeople: 3,
      people: 3,
      converted: 1,
      goals: 1,
      revenue: 5,
    });
    const csv = String((await get(sandbox, "sources.csv", range)).body);
    expect(csv.trimEnd().split("\r\n")).toHaveLength(1 + 1_003);
  });

  test("converts nobody where a start named nobody", async ({ sandbox }) => {
    await call(sandbox, "my_bot_was_started", { start_value: "ad1" });
    const { sources } = await ask<SourcesReply>(sandbox, "sources", { from: TODAY_MS, to: NOON_MS + 1 });
    expect(sources).toMatchObject([{ code: "ad1", starts: 1, newPeople: 0, conversion: null }]);
  });

  test("counts by the chosen key alone", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: ["another-key"] });
    await botOf(sandbox).starts(1, "a");
    await botOf(sandbox, { key: "another-key" }).starts(1, "b");
    const range = { from: TODAY_MS, to: NOON_MS + 1, key: idOfKey("another-key") };
    expect((await ask<SourcesReply>(sandbox, "sources", range)).sources.map(({ code }) => code)).toEqual(["b"]);
  });
});

test("a reset empties every report", async ({ sandbox }) => {
  await botOf(sandbox).starts(1, "a");
  await control(sandbox, "POST", "/reset");
  const range = { from: TODAY_MS, to: NOON_MS + 1 };
  expect(await ask(sandbox, "sources", range)).toEqual({ sources: [], others: null, goals: [], currency: null });
  expect(await ask(sandbox, "people")).toEqual({ people: [], total: 0, next: null });
});
