import { type MadeUpRequest, startSandbox } from "@bot-tracker/sandbox";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CAST } from "../../examples/demo/src/cast/cast.ts";
import { planCrowd } from "../../examples/demo/src/crowd/plan-crowd.ts";
import { seededRandom } from "../../examples/demo/src/crowd/seeded-random.ts";
import { HISTORY_DAYS } from "../../examples/demo/src/history/campaign.ts";
import { planHistory } from "../../examples/demo/src/history/plan-history.ts";
import type { SourcesReply } from "../../packages/sandbox/src/wire/sources.ts";
import { ask } from "../sandbox/reports/page-api.ts";

const DAY_MS = 86_400_000;
const nows = fc.date({ min: new Date(2024, 0, 1), max: new Date(2099, 0, 1), noInvalidDate: true });
const plans = fc.record({ now: nows, seed: fc.integer() });
/** Each plan is of ten thousand requests. */
const FEW = { numRuns: 8 };

const personOfRequest = ({ body }: MadeUpRequest): string => {
  const message = body["message"] as { from: { id: number } } | undefined;
  return String(message?.from.id ?? body["user_id"] ?? body["userId"]);
};
const isStart = ({ method, body }: MadeUpRequest): boolean =>
  ["on_telegram_webhook", "user_id_start_bot"].includes(method) || body["event"] === "start";

test("the same seed makes up the same history", () => {
  fc.assert(
    fc.property(plans, ({ now, seed }) => {
      expect(planHistory(CAST, now, seededRandom(seed))).toEqual(planHistory(CAST, now, seededRandom(seed)));
    }),
    FEW,
  );
});

test("nothing is later than last midnight, nor older than the days of the history", () => {
  fc.assert(
    fc.property(plans, ({ now, seed }) => {
      const { requests, costs = [] } = planHistory(CAST, now, seededRandom(seed));
      const midnightMs = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
      const times = requests.map(({ atMs }) => atMs);
      expect(times.every((atMs) => Number.isInteger(atMs) && atMs < midnightMs)).toBe(true);
      // A day in which the clock is changed is longer.
      expect(times.every((atMs) => atMs >= midnightMs - HISTORY_DAYS * DAY_MS - 7_200_000)).toBe(true);
      const today = now.toLocaleDateString("sv-SE");
      expect(costs.every(({ from, to }) => from === to && to <= today)).toBe(true);
      expect(costs.some(({ to }) => to === today)).toBe(true);
    }),
    FEW,
  );
});

test("everybody presses START first, and nobody of it is in today's crowd", () => {
  fc.assert(
    fc.property(plans, ({ now, seed }) => {
      const { requests } = planHistory(CAST, now, seededRandom(seed));
      const inOrder = [...requests].sort((one, other) => one.atMs - other.atMs);
      const ways = Map.groupBy(inOrder, personOfRequest);
      for (const [first] of ways.values()) expect(first === undefined || isStart(first)).toBe(true);
      const timing = { arrivalsMs: 1, pauseMs: 1, random: seededRandom(seed) };
      const crowd = CAST.flatMap((role, index) => planCrowd(role, index * 10_000, timing));
      expect(crowd.filter(({ person }) => ways.has(String(person.id)))).toEqual([]);
    }),
    FEW,
  );
});

test("the sandbox takes it, and its ads differ in what they are worth", async () => {
  const now = new Date(2026, 10, 21, 18, 40);
  const sandbox = await startSandbox({
    keys: CAST.map(({ key }) => key),
    links: CAST.flatMap(({ links }) => links),
    madeUpHistory: planHistory(CAST, now, seededRandom(1)),
    now: () => now.getTime(),
  });
  const range = { from: now.getTime() - 30 * DAY_MS, to: now.getTime(), tz: -now.getTimezoneOffset() };
  const { sources, currency } = await ask<SourcesReply>(sandbox, "sources", range);
  await sandbox.close();

  expect(currency).toBe("RUB");
  expect(sources).toHaveLength(13);
  const ads = sources.filter(({ code }) => code !== "");
  const perSystem = (name: string, value: (source: (typeof ads)[number]) => number): number =>
    ads.filter((source) => source.name.endsWith(name)).reduce((sum, source) => sum + value(source), 0);
  const romi = (name: string): number =>
    perSystem(name, (source) => source.revenue) / perSystem(name, ({ cost }) => cost);
  expect(romi("Яндекс.Директ")).toBeGreaterThan(romi("VK Реклама"));
  expect(romi("VK Реклама")).toBeGreaterThan(romi("Telegram Ads"));
  for (const source of ads) expect(source).toMatchObject({ cost: expect.toSatisfy((cost: number) => cost > 1_000) });
  expect(sources.reduce((sum, { returned }) => sum + returned, 0)).toBeGreaterThan(10);
  expect(sources.reduce((sum, { refunds }) => sum + refunds, 0)).toBeGreaterThan(0);
});
