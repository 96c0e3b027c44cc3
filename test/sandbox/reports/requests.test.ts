import { join } from "node:path";
import { describe, expect } from "vitest";
import type {
  DoubledStartsReply,
  GaugesReply,
  RequestDetail,
  RequestsReply,
} from "../../../packages/sandbox/src/wire/requests.ts";
import type { StatusReply } from "../../../packages/sandbox/src/wire/status.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { call, control, NOON_MS, test } from "../sandbox-test.ts";
import { ask, botOf, get, idOfKey } from "./page-api.ts";

const ids = ({ requests }: RequestsReply) => requests.map(({ id }) => id);

describe("/api/page/requests", () => {
  test("lists what arrived, the newest first, with what became of it", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    await bot.starts(42, "PJ1", 0, "Анна");
    await call(sandbox, "add_event", { user_id: "42" });

    const { requests, more, methods } = await ask<RequestsReply>(sandbox, "requests");
    expect(more).toBe(false);
    expect(methods).toEqual(["add_event", "on_telegram_webhook"]);
    expect(requests).toEqual([
      {
        id: 2,
        at: NOON_MS,
        service: "tgtrack",
        key: { id: idOfKey("sandbox"), label: "sandbox", name: null, services: ["tgtrack"] },
        method: "add_event",
        userId: "42",
        userName: "Анна",
        outcome: "refused",
        status: 422,
        error: {
          code: 422,
          description: "Unprocessable entity",
          details: "event_type is required and must be a string; got nothing.",
        },
        warnings: [],
        fault: null,
        doubledStart: false,
        summary: [],
        activityBelow: null,
        preview: '{"user_id":"42"}',
      },
      expect.objectContaining({ id: 1, outcome: "ok", status: 200, error: null, userName: "Анна" }),
    ]);
  });

  test("leaves out mere activity where it is asked to, and says where how much of it was", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    await bot.uses(1);
    await bot.starts(2);
    await bot.uses(2);
    sandbox.advance(1_000);
    await bot.uses(3);
    await call(sandbox, "get_user_info", { user_id: "2" });
    await bot.uses(2, "lesson");
    await bot.stops(77);
    await bot.uses(1);

    const { requests, activityAbove } = await ask<RequestsReply>(sandbox, "requests", { only: "matters" });
    expect(activityAbove).toMatchObject({ requests: 1, firstId: 8, lastId: 8 });
    const below = requests.map(({ id, activityBelow }) => [id, activityBelow?.requests ?? 0]);
    expect(below).toEqual([
      [7, 0],
      [6, 3],
      [2, 1],
    ]);
    expect(requests[1]?.activityBelow).toEqual({
      ...{ requests: 3, firstId: 3, lastId: 5, firstAt: NOON_MS, lastAt: NOON_MS + 1_000 },
    });
    expect(ids(await ask<RequestsReply>(sandbox, "requests", { only: "activity", after: 2, before: 6 }))).toEqual([
      5, 4, 3,
    ]);
    const pages = [await ask<RequestsReply>(sandbox, "requests", { only: "matters", limit: 2 })];
    pages.push(await ask<RequestsReply>(sandbox, "requests", { only: "matters", limit: 2, before: 6 }));
    const told = pages.flatMap((page) => [page.activityAbove, ...page.requests.map((row) => row.activityBelow)]);
    expect(told.map((run) => run?.requests ?? 0).reduce((sum, count) => sum + count, 0)).toBe(5);
  });

  test("filters by key, service, method, outcome and user", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: ["another-key"] });
    await botOf(sandbox).starts(1);
    await botOf(sandbox, { key: "another-key" }).starts(2);
    await botOf(sandbox).uses(3);
    await botOf(sandbox).reaches(4, "lead");
    await call(sandbox, "no_such_method", {});
    sandbox.fault({ kind: "reset", recorded: true, times: 1 });
    await botOf(sandbox)
      .starts(5)
      .catch(() => "reset");
    const found = async (query: Record<string, string>) => ids(await ask<RequestsReply>(sandbox, "requests", query));

    expect(await found({ key: idOfKey("another-key") })).toEqual([2]);
    expect(await found({ key: idOfKey("never seen") })).toEqual([]);
    expect(await found({ service: "howusedbot" })).toEqual([3]);
    expect(await found({ service: "tgtrack-max" })).toEqual([]);
    expect(await found({ method: "send_reach_goal" })).toEqual([4]);
    expect(await found({ user: "2" })).toEqual([2]);
    expect(await found({ outcome: "ok" })).toEqual([3, 2, 1]);
    expect(await found({ outcome: "warned" })).toEqual([4]);
    expect(await found({ outcome: "refused" })).toEqual([5]);
    expect(await found({ outcome: "unanswered" })).toEqual([6]);
    expect(await found({ service: "tgtrack", outcome: "ok", user: "1" })).toEqual([1]);
  });

  test("searches method, user, error and body, whatever the case, and takes no character for a pattern", async ({
    sandbox,
  }) => {
    await botOf(sandbox).starts(1, "", 0, "Иван Петров");
    await botOf(sandbox).tells(22, "50% off_sale");
    await call(sandbox, "no_such_method", {});
    const found = async (q: string) => ids(await ask<RequestsReply>(sandbox, "requests", { q }));

    expect(await found("иван петров")).toEqual([1]);
    expect(await found("ПЕТРОВ")).toEqual([1]);
    expect(await found("50% OFF_")).toEqual([2]);
    expect(await found("5%f")).toEqual([]);
    expect(await found("off%sale")).toEqual([]);
    expect(await found("offxsale")).toEqual([]);
    expect(await found("22")).toEqual([2]);
    expect(await found("ADD_EVENT")).toEqual([2]);
    expect(await found("there is no such")).toEqual([3]);
    expect(await found("404")).toEqual([3]);
    expect(await found("' OR 1=1 --")).toEqual([]);
  });

  test("goes on before an id, and tells what came after one", async ({ sandbox }) => {
    const bot = botOf(sandbox);
    for (const userId of [1, 2, 3, 4, 5]) await bot.starts(userId);
    const newest = await ask<RequestsReply>(sandbox, "requests", { limit: 2 });
    expect([ids(newest), newest.more]).toEqual([[5, 4], true]);
    const older = await ask<RequestsReply>(sandbox, "requests", { limit: 3, before: 4 });
    expect([ids(older), older.more]).toEqual([[3, 2, 1], false]);
    expect(ids(await ask(sandbox, "requests", { after: 3 }))).toEqual([5, 4]);
    expect(ids(await ask(sandbox, "requests", { after: 5 }))).toEqual([]);
  });

  test("shows the start of a body on one line, of 120 characters at most", async ({ sandbox }) => {
    await call(sandbox, "add_event", `{\n  "user_id": "1",\n  "event_type": "${"x".repeat(300)}"\n}`);
    const [row] = (await ask<RequestsReply>(sandbox, "requests")).requests;
    expect(row?.preview).toHaveLength(120);
    expect(row?.preview).toMatch(/^\{ "user_id": "1", "event_type": "x+…$/);
  });
});

test("a body that is nested by the thousand keeps nobody from reading the others", async ({ sandbox }) => {
  const nested = `{"a":${"[".repeat(7_900)}${"]".repeat(7_900)}}`;
  await call(sandbox, "add_event", nested);
  await call(sandbox, "add_event", `{"a":${"[".repeat(99)}${"]".repeat(99)}}`);

  const { requests } = await ask<RequestsReply>(sandbox, "requests");
  expect(requests).toMatchObject([
    { id: 2, summary: [{ name: "a" }] },
    { id: 1, summary: null, error: { code: 400 } },
  ]);
  expect((await ask<RequestDetail>(sandbox, "requests/1")).body).toBe(nested);
  const all = await control(sandbox, "GET", "/requests");
  expect(all).toMatchObject({ status: 200, body: { total: 2 } });
});

test("a short key, which is no secret, is not taken out of every other word", async ({ start }) => {
  const sandbox = await start({ limits: "none", keys: ["bot"] });
  const bodyText = '{"start_value":"robot"}';
  await call(sandbox, "my_bot_was_started", bodyText, { key: "bot" });
  const { requests } = await ask<RequestsReply>(sandbox, "requests");
  expect(requests).toMatchObject([{ method: "my_bot_was_started", preview: bodyText }]);
});

test("a key that stands where the method should be has one label, kept in memory or in a file", async ({ start }) => {
  const key = "a-key-in-the-wrong-place";
  const labels: (string | undefined)[] = [];
  for (const file of [undefined, join(temporaryFolder(), "sandbox.db")]) {
    const sandbox = await start({ keys: [key], ...(file !== undefined && { file }) });
    await call(sandbox, key, {}, { key: "add_event" });
    labels.push((await ask<RequestsReply>(sandbox, "requests")).requests[0]?.method);
  }
  expect(labels).toEqual([expect.stringMatching(/^a-ke… \(\w{4}\)$/), labels[0]]);
});

describe("/api/page/requests/<id>", () => {
  test("gives headers and the body as it came", async ({ sandbox }) => {
    const bodyText = '{ "user_id": "1",\n "target": "lead" }';
    await call(sandbox, "send_reach_goal", bodyText);
    const detail = await ask<RequestDetail>(sandbox, "requests/1");
    expect(detail).toMatchObject({ id: 1, method: "send_reach_goal", body: bodyText, bodyCut: false });
    expect(detail.headers).toMatchObject({ "content-type": "application/json" });
  });

  test("cuts a body longer than 64 Ki characters, and says so", async ({ sandbox }) => {
    await call(sandbox, "send_reach_goal", { user_id: "1", target: "x".repeat(70_000) });
    const { body, bodyCut } = await ask<RequestDetail>(sandbox, "requests/1");
    expect([body.length, bodyCut]).toEqual([65_536, true]);
  });

  test.for(["7", "0", "x", "-1", "1e3", "99999999999999999999"])(
    "answers 404 for %s, which never was",
    async (id, { sandbox }) => {
      expect(await get(sandbox, `requests/${id}`)).toMatchObject({
        status: 404,
        body: { error: "No such request: it was deleted or never existed." },
      });
    },
  );
});

test("/api/page/gauges tells how full each window of each key is", async ({ start }) => {
  const sandbox = await start({ keys: ["another-key"] });
  await botOf(sandbox).starts(1);
  await botOf(sandbox).starts(2);
  await botOf(sandbox, { key: "another-key" }).starts(3);
  await botOf(sandbox).uses(3);
  const { gauges } = await ask<GaugesReply>(sandbox, "gauges");
  const windows = (used: number) => [
    { limit: 3, perMs: 1_000, used, endsAtMs: NOON_MS + 1_000 },
    { limit: 500, perMs: 3_600_000, used, endsAtMs: NOON_MS + 3_600_000 },
    { limit: 5_000, perMs: 86_400_000, used, endsAtMs: NOON_MS + 43_200_000 },
  ];
  const used = (key: string) => gauges.find((gauge) => gauge.key.id === idOfKey(key));
  expect(gauges).toHaveLength(2);
  expect(used("sandbox")).toMatchObject({ service: "tgtrack", mode: "fixed", windows: windows(2) });
  expect(used("another-key")).toMatchObject({ service: "tgtrack", mode: "fixed", windows: windows(1) });
  expect(await ask<GaugesReply>(sandbox, "gauges", { key: idOfKey("another-key") })).toMatchObject({
    gauges: [{ key: { id: idOfKey("another-key") } }],
  });

  sandbox.advance(1_000);
  const later = await ask<GaugesReply>(sandbox, "gauges", { key: idOfKey("sandbox") });
  expect(later.gauges[0]?.windows.map((window) => window.used)).toEqual([0, 2, 2]);
});

test("/api/page/doubled-starts tells the starts of the last day that came twice, the newest first", async ({
  sandbox,
}) => {
  const names = { user_id: "42", first_name: "Anna" };
  const bot = botOf(sandbox);
  await bot.starts(42);
  await call(sandbox, "user_did_start_bot", names);
  await bot.starts(43);
  expect(await ask<DoubledStartsReply>(sandbox, "doubled-starts")).toEqual({
    total: 1,
    starts: [
      {
        requestId: 2,
        at: NOON_MS,
        userId: "42",
        method: "user_did_start_bot",
        warning: expect.stringMatching(/^Doubled start: on_telegram_webhook has reported a start of user 42/),
      },
    ],
  });
  sandbox.advance(86_400_000);
  expect(await ask<DoubledStartsReply>(sandbox, "doubled-starts")).toEqual({ total: 0, starts: [] });
});

test("/api/page/status tells what every view needs", async ({ start }) => {
  const sandbox = await start({ limits: "none", keys: ["another-key"], maxRequests: 50 });
  await botOf(sandbox).starts(1);
  await botOf(sandbox, { key: "another-key" }).starts(1);
  await botOf(sandbox).uses(1);
  sandbox.fault({ kind: "reset", recorded: false });
  expect(await ask<StatusReply>(sandbox, "status")).toEqual({
    url: sandbox.url,
    nowMs: NOON_MS,
    keys: [
      { id: idOfKey("sandbox"), label: "sandbox", name: null, services: ["tgtrack", "howusedbot"] },
      { id: idOfKey("another-key"), label: expect.stringMatching(/^an…|^anot?…/), name: null, services: ["tgtrack"] },
    ],
    requests: 3,
    faults: 1,
    storage: { kind: "memory" },
    madeUp: null,
    kept: { maxRequests: 50, maxAgeMs: 30 * 86_400_000 },
  });
});
