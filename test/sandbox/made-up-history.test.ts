import { join } from "node:path";
import fc from "fast-check";
import { describe, expect } from "vitest";
import type { MadeUpHistory, MadeUpRequest, Sandbox, SandboxOptions } from "../../packages/sandbox/src/index.ts";
import type { CostsReply } from "../../packages/sandbox/src/wire/costs.ts";
import type { OverviewReply, SeriesReply } from "../../packages/sandbox/src/wire/overview.ts";
import type { PeopleReply } from "../../packages/sandbox/src/wire/people.ts";
import type { GaugesReply } from "../../packages/sandbox/src/wire/requests.ts";
import type { SourcesReply } from "../../packages/sandbox/src/wire/sources.ts";
import type { MadeUpReply, StatusReply } from "../../packages/sandbox/src/wire/status.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { ask, botOf, get, idOfKey } from "./reports/page-api.ts";
import { readCsv } from "./reports/read-csv.ts";
import { call, callHowUsedBot, control, NOON_MS, test } from "./sandbox-test.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const YESTERDAY_MS = NOON_MS - DAY_MS;
const TO_NOW = { from: NOON_MS - 7 * DAY_MS, to: NOON_MS + 1, tz: 0 };
const COST = { source: "PJ1", from: "2026-11-19", to: "2026-11-19", amount: 500, currency: "RUB" };

const started = (userId: number, code: string, atMs: number): MadeUpRequest => ({
  ...{ atMs, service: "tgtrack", key: "sandbox", method: "user_did_start_bot" },
  body: { user_id: String(userId), first_name: `Made up ${userId}`, start_value: code },
});
const paid = (userId: number, amount: number, atMs: number): MadeUpRequest => ({
  ...{ atMs, service: "tgtrack", key: "sandbox", method: "add_event" },
  body: { user_id: String(userId), event_type: "payment", amount, labels: [{ name: "currency", value: "RUB" }] },
});
const used = (userId: number, atMs: number): MadeUpRequest => ({
  ...{ atMs, service: "howusedbot", key: "sandbox", method: "event" },
  body: { botId: 7, userId, event: "common" },
});

const HISTORY: MadeUpHistory = {
  // The last one shows that the order does not matter.
  requests: [
    started(1, "PJ1", YESTERDAY_MS),
    used(1, NOON_MS - MINUTE_MS),
    paid(1, 900, YESTERDAY_MS + MINUTE_MS),
    started(2, "PJ2", YESTERDAY_MS - DAY_MS),
  ],
  costs: [COST],
};

describe("a made-up history", () => {
  test("counts in the reports, which say from when to when it is made up", async ({ start }) => {
    const sandbox = await start({ madeUpHistory: HISTORY });

    const { sources } = await ask<SourcesReply>(sandbox, "sources", TO_NOW);
    expect(sources).toMatchObject([
      { code: "PJ1", starts: 1, newPeople: 1, sales: 1, revenue: 900, cost: 500 },
      { code: "PJ2", starts: 1, newPeople: 1, sales: 0, revenue: 0, cost: 0 },
    ]);
    const series = await ask<SeriesReply>(sandbox, "series", { ...TO_NOW, bucket: "day" });
    expect(series.starts.slice(-3)).toEqual([1, 1, 0]);
    expect((await ask<StatusReply>(sandbox, "status")).madeUp).toEqual({
      fromMs: YESTERDAY_MS - DAY_MS,
      toMs: NOON_MS - MINUTE_MS,
    });
    const { people } = await ask<PeopleReply>(sandbox, "people");
    expect(people.map(({ userId, madeUp }) => [userId, madeUp])).toEqual([
      ["1", true],
      ["2", true],
    ]);
    expect((await ask<CostsReply>(sandbox, "costs")).costs).toMatchObject([{ amount: 500, madeUp: true }]);
  });

  test("is told of each bot by itself, and of each messenger's", async ({ start }) => {
    const late = { ...started(3, "PJ3", YESTERDAY_MS + MINUTE_MS), key: "second" };
    const inMax = { ...started(4, "PJ4", YESTERDAY_MS), service: "tgtrack-max" as const, key: "second" };
    const unstarted = { ...COST, source: "PJ9" };
    const madeUpHistory = { requests: [started(1, "PJ1", YESTERDAY_MS), late, inMax], costs: [COST] };
    const sandbox = await start({ madeUpHistory, keys: ["second", "third"] });
    await botOf(sandbox, { key: "third" }).starts(9, "PJ9");
    const periodOf = async (key: string) => (await ask<MadeUpReply>(sandbox, "made-up", { key })).madeUp;

    expect(await periodOf(idOfKey("sandbox"))).toEqual({ fromMs: YESTERDAY_MS, toMs: YESTERDAY_MS });
    expect(await periodOf(`${idOfKey("second")}.telegram`)).toEqual({
      ...{ fromMs: YESTERDAY_MS + MINUTE_MS, toMs: YESTERDAY_MS + MINUTE_MS },
    });
    expect(await periodOf(`${idOfKey("second")}.max`)).toEqual({ fromMs: YESTERDAY_MS, toMs: YESTERDAY_MS });
    expect(await periodOf(idOfKey("third"))).toBeNull();
    expect(await periodOf("")).toEqual({ fromMs: YESTERDAY_MS, toMs: YESTERDAY_MS + MINUTE_MS });

    // A cost alone is of its days, and of the bots whose people came by the link.
    const spent = await start({ madeUpHistory: { requests: [], costs: [unstarted] }, keys: ["third", "fourth"] });
    await botOf(spent, { key: "third" }).starts(9, "PJ9");
    await botOf(spent, { key: "fourth" }).starts(9, "PJ8");
    const ofCosts = async (key: string) => (await ask<MadeUpReply>(spent, "made-up", { key: idOfKey(key) })).madeUp;
    const day = Date.parse(COST.from);
    expect(await ofCosts("third")).toEqual({ fromMs: day, toMs: day + DAY_MS });
    expect(await ofCosts("fourth")).toBeNull();
  });

  test("is marked in the CSV of the sources in both languages, source by source", async ({ start }) => {
    const sandbox = await start({ madeUpHistory: HISTORY });
    await botOf(sandbox).starts(9, "PJ3");
    const marksIn = async (lang: "en" | "ru", range: object) => {
      const { body } = await get(sandbox, "sources.csv", { ...TO_NOW, ...range, lang });
      const rows = readCsv(String(body), lang === "en" ? "," : ";");
      return rows.map((row) => [row[1], row.at(-1)]);
    };

    expect((await marksIn("en", {})).sort()).toEqual([
      ["Code", "Made up"],
      ["PJ1", "yes"],
      ["PJ2", "yes"],
      ["PJ3", ""],
    ]);
    expect(await marksIn("ru", {})).toContainEqual(["Код", "Выдумано"]);
    expect(await marksIn("ru", {})).toContainEqual(["PJ1", "да"]);
    expect(await marksIn("en", { from: NOON_MS })).not.toContainEqual(["Code", "Made up"]);
  });

  test("marks in CSV what only its costs and HowUsedBot's starts are of, and costs alone are said too", async ({
    start,
  }) => {
    const came = { ...used(5, YESTERDAY_MS), body: { botId: 7, userId: 5, event: "start", param_1: "PJ9" } };
    const costs = [{ ...COST, from: "2026-11-20", to: "2026-11-20" }];
    const sandbox = await start({ madeUpHistory: { requests: [came, used(5, YESTERDAY_MS + MINUTE_MS)], costs } });
    const { body } = await get(sandbox, "sources.csv", { ...TO_NOW, lang: "en" });

    const rows = readCsv(String(body), ",").map((row) => [row[1], row.at(-1)]);
    expect(rows.slice(1).sort()).toEqual([
      ["PJ1", "yes"],
      ["PJ9", "yes"],
    ]);
    const onlyCosts = await start({ madeUpHistory: { requests: [], costs } });
    expect((await ask<StatusReply>(onlyCosts, "status")).madeUp).toEqual({
      fromMs: Date.parse("2026-11-20"),
      toMs: Date.parse("2026-11-21"),
    });
  });

  test("is nothing that arrived: no request, no use of limits, nothing that the services know", async ({ start }) => {
    const sandbox = await start({ madeUpHistory: HISTORY });

    expect(sandbox.requests()).toEqual([]);
    expect((await ask<GaugesReply>(sandbox, "gauges")).gauges).toEqual([]);
    expect((await ask<OverviewReply>(sandbox, "overview", { tz: 0 })).online).toBe(0);
    expect((await call(sandbox, "get_user_info", { user_id: "1" })).status).toBe(405);
    const online = { botId: 7, apiToken: "sandbox", requestType: "getOnline", seconds: 600 };
    expect((await callHowUsedBot(sandbox, online)).body).toMatchObject({ onlineCount: 0 });
    // Somebody with that id is new here, and no longer made up.
    await botOf(sandbox).starts(1, "PJ3", 0, "Anna");
    const { people } = await ask<PeopleReply>(sandbox, "people", { q: "Anna" });
    expect(people).toMatchObject([{ userId: "1", firstName: "Anna", madeUp: false, source: { code: "PJ3" } }]);
    const { sources } = await ask<SourcesReply>(sandbox, "sources", { ...TO_NOW, from: NOON_MS });
    expect(sources).toMatchObject([{ code: "PJ3", newPeople: 1 }]);
  });

  test("is gone after a reset, with its costs, and what was typed in stays", async ({ start }) => {
    const sandbox = await start({ madeUpHistory: HISTORY });
    await control(sandbox, "POST", "/page/costs", { costs: [{ ...COST, source: "PJ2" }] });
    sandbox.reset();

    expect((await ask<StatusReply>(sandbox, "status")).madeUp).toBeNull();
    expect((await ask<PeopleReply>(sandbox, "people")).total).toBe(0);
    expect((await ask<CostsReply>(sandbox, "costs")).costs).toMatchObject([{ source: "PJ2", madeUp: false }]);
  });

  test("stays marked in a file, and a file that holds something takes none", async ({ start }) => {
    const file = join(temporaryFolder(), "sandbox.db");
    await (await start({ file, madeUpHistory: HISTORY })).close();
    await expect(start({ file, madeUpHistory: HISTORY })).rejects.toThrow(/nothing is kept yet.*sandbox\.db holds/);
    const again = await start({ file });

    expect((await ask<StatusReply>(again, "status")).madeUp).toMatchObject({ toMs: NOON_MS - MINUTE_MS });
    expect((await ask<PeopleReply>(again, "people")).people).toMatchObject([{ madeUp: true }, { madeUp: true }]);
    expect((await ask<CostsReply>(again, "costs")).costs).toMatchObject([{ madeUp: true }]);
  });

  test.for([
    ["no object", 7, "madeUpHistory must be { requests, costs? }, not 7."],
    ["no array", { requests: {} }, "madeUpHistory.requests must be an array of at most 200000, not {}."],
    ["no time", { requests: [{ ...started(1, "a", 0), atMs: "x" }] }, "requests[0].atMs must be an integer from 0 to"],
    [
      "the future",
      { requests: [started(1, "a", NOON_MS + 1)] },
      `requests[0].atMs must be an integer from 0 to ${NOON_MS}`,
    ],
    [
      "no service",
      { requests: [{ ...started(1, "a", 0), service: "x" }] },
      "requests[0].service must be one of tgtrack,",
    ],
    ["no key", { requests: [{ ...started(1, "a", 0), key: "" }] }, "requests[0].key must be a non-empty string."],
    ["no body", { requests: [{ ...started(1, "a", 0), body: "x" }] }, 'requests[0].body must be an object, not "x".'],
    [
      "no method",
      { requests: [{ ...started(1, "a", 0), method: 1 }] },
      "requests[0].method must be a non-empty string",
    ],
    ["bad costs", { requests: [], costs: [{ ...COST, amount: -1 }] }, "costs[0].amount must be a number from 0"],
    [
      "an unknown key",
      { requests: [{ ...started(1, "a", 0), key: "x" }] },
      "tgtrack refuses user_did_start_bot of 1970",
    ],
    [
      "an event of tomorrow",
      { requests: [{ ...paid(1, 9, NOON_MS), body: { user_id: "1", event_type: "x", date: NOON_MS / 1_000 + 60 } }] },
      "madeUpHistory must be of before now, 2026-11-20T12:00:00.000Z; a request in it tells of 2026-11-20T12:01:00.000Z.",
    ],
  ] as const)("is refused with what is wrong with it: %s", async ([_name, madeUpHistory, message], { start }) => {
    await expect(start({ madeUpHistory } as unknown as SandboxOptions)).rejects.toThrow(message);
  });

  test("changes no answer of a service, and no request, whatever it holds", async ({ start }) => {
    const people = fc.integer({ min: 1, max: 4 });
    const codes = fc.constantFrom("", "PJ1", "PJ2");
    const past = fc.integer({ min: 0, max: 20 * DAY_MS }).map((ago) => NOON_MS - ago);
    const histories = fc.array(
      fc.oneof(
        fc.tuple(people, codes, past).map(([id, code, atMs]) => started(id, code, atMs)),
        fc.tuple(people, fc.integer({ min: -900, max: 900 }), past).map(([id, amount, atMs]) => paid(id, amount, atMs)),
        fc.tuple(people, past).map(([id, atMs]) => used(id, atMs)),
      ),
      { maxLength: 12 },
    );
    const deeds = fc.array(
      fc.tuple(fc.constantFrom("starts", "stops", "reaches", "uses", "asks", "counts"), people, codes),
      { maxLength: 8 },
    );
    const play = async (sandbox: Sandbox, planned: readonly (readonly [string, number, string])[]) => {
      const bot = botOf(sandbox);
      const does: Record<string, (id: number, code: string) => Promise<{ body: unknown }>> = {
        starts: (id, code) => bot.starts(id, code),
        stops: (id) => bot.stops(id),
        reaches: (id) => bot.reaches(id, "lead"),
        uses: (id) => bot.uses(id),
        asks: (id) => call(sandbox, "get_user_info", { user_id: String(id) }),
        counts: () => callHowUsedBot(sandbox, { botId: 7, apiToken: "sandbox", requestType: "getOnline" }),
      };
      const answers: unknown[] = [];
      for (const [deed, id, code] of planned) answers.push((await does[deed]?.(id, code))?.body);
      return { answers, requests: sandbox.requests().map(({ headers: _, ...request }) => request) };
    };
    await fc.assert(
      fc.asyncProperty(histories, deeds, async (requests, planned) => {
        const [plain, withHistory] = [
          await start({ limits: "none" }),
          await start({ limits: "none", madeUpHistory: { requests } }),
        ];
        expect(await play(withHistory, planned)).toEqual(await play(plain, planned));
      }),
      { numRuns: 15 },
    );
  });
});
