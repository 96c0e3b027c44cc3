import { expect } from "vitest";
import { call, MAX, NOON_MS, test } from "../sandbox-test.ts";
import { botOf, get, idOfKey, type Query } from "./page-api.ts";

const RANGE = { from: NOON_MS - 86_400_000, to: NOON_MS };
const HOUR_MS = 3_600_000;

test.for<[string, Query, string]>([
  ["requests", { key: "sandbox" }, "key must be the id of a key, 12 hexadecimal digits"],
  ["requests", { service: "telegram" }, 'service must be one of tgtrack, tgtrack-max, howusedbot; got "telegram".'],
  ["requests", { outcome: "bad" }, "outcome must be one of ok, warned, refused, unanswered"],
  ["requests", { limit: 501 }, 'limit must be an integer from 1 to 500; got "501".'],
  ["requests", { limit: "1.5" }, "limit must be an integer"],
  ["requests", { before: "-1" }, "before must be an integer"],
  ["requests", { after: "x" }, "after must be an integer"],
  ["requests", { q: "x".repeat(201) }, "q must have at most 200 characters; got 201."],
  ["overview", { tz: "Moscow" }, 'tz must be an integer from -840 to 840; got "Moscow".'],
  ["overview", { tz: 841 }, "tz must be an integer from -840 to 840"],
  ["series", {}, "from is required: milliseconds since the epoch."],
  ["series", { from: 0 }, "to is required: milliseconds since the epoch."],
  ["series", { from: 5, to: 5 }, 'to must be later than from, 5; got "5".'],
  ["series", { from: "yesterday", to: 5 }, "from must be an integer"],
  ["series", { ...RANGE, bucket: "week" }, "bucket must be one of hour, day"],
  ["series", { ...RANGE, bucket: "day", split: "name; DROP TABLE facts" }, "split must be one of event, param_1"],
  ["series", { from: NOON_MS - 1_001 * HOUR_MS, to: NOON_MS, bucket: "hour" }, "A series has at most 1000 buckets"],
  ["series", { from: 0, to: 8_640_000_000_000_000, bucket: "day" }, "A series has at most 1000 buckets"],
  [
    "series",
    { ...RANGE, event: Array.from({ length: 51 }, (_, index) => `e${index}`) },
    "event may be given at most 50 times",
  ],
  ["sources", {}, "from is required"],
  ["sources.csv", { ...RANGE, lang: "de" }, "lang must be one of en, ru"],
  ["funnel", { from: 1, to: 0 }, "to must be later than from"],
  ["people", { status: "blocked" }, "status must be one of member, left"],
  ["people", { after: "x" }, "after must be the next of the page before"],
  ["people/1", { before: "x" }, "before must be an integer"],
  ["gauges", { key: "ZZ" }, "key must be the id of a key"],
  ["links", { key: "ZZ" }, "key must be the id of a key"],
])(
  "/api/page/%s with %j is answered with 400 and says what was expected",
  async ([path, query, error], { sandbox }) => {
    expect(await get(sandbox, path, query)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining(error) },
    });
  },
);

test("a range of exactly 1000 buckets is answered", async ({ sandbox }) => {
  const query = { from: NOON_MS - 1_000 * HOUR_MS, to: NOON_MS, bucket: "hour" };
  expect(await get(sandbox, "series", query)).toMatchObject({ status: 200 });
});

test("a parameter without a value counts as left out", async ({ sandbox }) => {
  const query = { q: "", key: "", service: "", outcome: "", before: "" };
  expect(await get(sandbox, "requests", query)).toMatchObject({ status: 200 });
});

test("no reply holds a whole key, wherever a bot has put it", async ({ start }) => {
  const key = 'tgtrack-"key"-0123456789';
  const token = "howusedbot-token-9876543210";
  const unknown = "unknown-key-5555555555";
  const sandbox = await start({ limits: "none", keys: [key, token] });
  const inPath = encodeURIComponent(key);
  const bot = botOf(sandbox, { key: inPath, token });
  await bot.starts(1, "ad1");
  await bot.tells(1, "sale", { note: key });
  await call(
    sandbox,
    "add_event",
    { key },
    { key: inPath, headers: { "content-type": "application/json", "x-key": key } },
  );
  await bot.uses(1);
  await call(sandbox, "add_event", {}, { key: unknown });
  await call(sandbox, inPath, {}, { key: "add_event" });
  await call(sandbox, "get_token_info", {}, { ...MAX, key: inPath });
  sandbox.fault({ kind: "error", code: 500, recorded: false, match: { key } });

  const range = { from: 0, to: NOON_MS + 1 };
  const paths: [string, Query][] = [
    ...(
      ["status", "requests", "gauges", "doubled-starts", "overview", "people", "people/1", "links", "faults"] as const
    ).map((path): [string, Query] => [path, {}]),
    ...[1, 2, 3, 4, 5, 6, 7].map((id): [string, Query] => [`requests/${id}`, {}]),
    ...(["sources", "sources.csv", "funnel"] as const).map((path): [string, Query] => [path, range]),
    ["series", { from: NOON_MS - HOUR_MS, to: NOON_MS, split: "param_1" }],
    ["requests", { q: "token" }],
    ["people", { key: idOfKey(key) }],
  ];
  for (const [path, query] of paths) {
    const { status, body } = await get(sandbox, path, query);
    const shown = typeof body === "string" ? body : JSON.stringify(body);
    expect(status, path).toBe(200);
    for (const secret of [key, JSON.stringify(key).slice(1, -1), token, unknown, inPath, "0123456789"]) {
      expect(shown.includes(secret), `${path} holds ${secret}`).toBe(false);
      expect(shown.includes(JSON.stringify(secret).slice(1, -1)), `${path} holds ${secret}`).toBe(false);
    }
  }
});
