import { describe, expect, it } from "vitest";
import { SandboxError, type SettingsChanges } from "../../packages/sandbox/src/index.ts";
import { resolveOptions } from "../../packages/sandbox/src/options/resolve-options.ts";
import type { Change } from "../../packages/sandbox/src/state/change-feed.ts";
import { createState } from "../../packages/sandbox/src/state/create-state.ts";
import { Epoch } from "../../packages/sandbox/src/state/epoch.ts";
import { privateStart } from "../support/updates.ts";
import { call, callHowUsedBot, control, NOON_MS, read, test } from "./sandbox-test.ts";

const EVENT = { user_id: "42", event_type: "sale" };
const VISIT = { botId: 1, apiToken: "sandbox", requestType: "event", event: "common", userId: 42 };
const DEFAULTS = {
  limits: "fixed",
  howUsedBotLimits: "none",
  retryAfter: false,
  errorStatus: "code",
  integration: "full",
  strictUserIds: false,
  absentMethods: [],
  repeats: "warn",
  maxEventLength: 20,
  acceptAnyKey: false,
  aheadMs: 0,
};

describe("/api/settings", () => {
  test("tells what holds: the defaults, what the options say, and how far the clock is ahead", async ({ start }) => {
    const plain = await start();
    expect(await control(plain, "GET", "/settings")).toMatchObject({ status: 200, body: DEFAULTS });

    const windows = [{ limit: 1, perMs: 60_000 }];
    const given = await start({ limits: { windows }, howUsedBotLimits: "sliding", absentMethods: ["add_event"] });
    given.advance(5_000);
    expect((await control(given, "GET", "/settings")).body).toEqual({
      ...DEFAULTS,
      ...{ limits: "custom", howUsedBotLimits: "sliding", absentMethods: ["add_event"], aheadMs: 5_000 },
    });
  });

  test("changes what it is told to, and nothing else", async ({ start }) => {
    const sandbox = await start();

    const reply = await control(sandbox, "PATCH", "/settings", { limits: "none", repeats: "conflict" });

    const changed = { ...DEFAULTS, limits: "none", repeats: "conflict" };
    expect(reply).toMatchObject({ status: 200, body: changed });
    expect((await control(sandbox, "GET", "/settings")).body).toEqual(changed);
    expect(sandbox.settings()).toEqual(changed);
  });

  test.for([
    [{ limits: "strict" }, 'limits must be "fixed", "sliding", "none" or an object, not "strict".'],
    [{ limits: "custom" }, 'limits must be "fixed", "sliding", "none" or an object, not "custom".'],
    [{ limits: { windows: 3 } }, "limits.windows must be an array of at most 10 { limit, perMs }, not 3."],
    [{ limits: { windows: [{ limit: 0, perMs: 1 }] } }, "A window of limits must be { limit, perMs }"],
    [
      { limits: { offsetMs: "1" } },
      'limits.offsetMs must be a number of milliseconds from -31622400000 to 31622400000, not "1".',
    ],
    [{ howUsedBotLimits: null }, 'howUsedBotLimits must be "fixed"'],
    [{ retryAfter: "yes" }, 'retryAfter must be true or false, not "yes".'],
    [{ errorStatus: 200 }, 'errorStatus must be one of "code", "always-200", not 200.'],
    [{ integration: "medium" }, 'integration must be one of "minimal", "limited", "full", not "medium".'],
    [{ strictUserIds: 1 }, "strictUserIds must be true or false, not 1."],
    [{ absentMethods: "add_event" }, 'absentMethods must be an array of at most 100 method names, not "add_event".'],
    [{ absentMethods: [1] }, "absentMethods must be an array of at most 100 method names, not [1]."],
    [{ repeats: "ignore" }, 'repeats must be one of "warn", "conflict", not "ignore".'],
    [{ maxEventLength: 30 }, "maxEventLength must be one of 20, 50, not 30."],
    [{ acceptAnyKey: null }, "acceptAnyKey must be true or false, not null."],
    [{ aheadMs: 5 }, "The clock is moved forward by POST /api/advance with { byMs }."],
    [{ keys: [] }, 'Unknown setting "keys"; the settings are limits, howUsedBotLimits, retryAfter,'],
    [[], "Settings must be given as an object"],
  ] as const)(
    "refuses %j, says what was expected and what came, and changes nothing",
    async ([wrong, message], { start }) => {
      const sandbox = await start();
      const changes = Array.isArray(wrong) ? wrong : { retryAfter: true, ...wrong };

      expect(await control(sandbox, "PATCH", "/settings", changes)).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining(message) },
      });
      expect(() => sandbox.settings(changes as SettingsChanges)).toThrow(SandboxError);
      expect(sandbox.settings()).toEqual(DEFAULTS);
    },
  );

  test("refuses what is not JSON, and what comes from a page of another site", async ({ sandbox }) => {
    const url = `${sandbox.url}/api/settings`;
    const headers = { "content-type": "application/json" };
    const elsewhere = { ...headers, origin: "https://evil.example" };

    expect((await read(url, { method: "PATCH", body: "{", headers })).status).toBe(400);
    expect((await read(url, { method: "PATCH", body: '{"retryAfter":true}', headers: elsewhere })).status).toBe(403);
    expect(sandbox.settings().retryAfter).toBe(false);
  });
});

describe("a setting that is changed while the sandbox runs holds from the next request on:", () => {
  test("limits, which begin anew where their rules change and go on where they stay", async ({ start }) => {
    const sandbox = await start();
    const statuses = async (count: number) => {
      const found: number[] = [];
      for (let sent = 0; sent < count; sent++) found.push((await call(sandbox, "add_event", EVENT)).status);
      return found;
    };
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);

    sandbox.settings({ limits: "fixed", retryAfter: true });
    const refused = await call(sandbox, "add_event", EVENT);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);

    sandbox.settings({ limits: "none" });
    expect(await statuses(5)).not.toContain(429);
    sandbox.settings({ limits: { windows: [{ limit: 1, perMs: 60_000 }] } });
    expect(await statuses(2)).toEqual([200, 429]);
    expect(sandbox.settings({ repeats: "warn" }).limits).toBe("custom");
    expect(sandbox.settings({ limits: "custom" as "none" }).limits).toBe("custom");
    expect(await statuses(1)).toEqual([429]);
  });

  test("HowUsedBot's limits and the length of its event names", async ({ sandbox }) => {
    const long = { ...VISIT, event: "x".repeat(50) };
    expect((await callHowUsedBot(sandbox, long)).status).toBe(422);

    sandbox.settings({ maxEventLength: 50, howUsedBotLimits: { windows: [{ limit: 1, perMs: 1_000 }] } });

    expect((await callHowUsedBot(sandbox, long)).status).toBe(200);
    expect((await callHowUsedBot(sandbox, long)).status).toBe(429);
  });

  test("the HTTP status of errors, of both services", async ({ sandbox }) => {
    sandbox.settings({ errorStatus: "always-200" });

    expect(await call(sandbox, "add_event", {})).toMatchObject({ status: 200, body: { error_code: 422 } });
    expect(await callHowUsedBot(sandbox, { ...VISIT, event: "x" })).toMatchObject({ status: 200, body: { ok: false } });
  });

  test("the level of integration, absent methods, strictness, repeats and unknown keys", async ({ sandbox }) => {
    const statusOf = async (method: string, body: object, key = "sandbox") =>
      (await call(sandbox, method, body, { key })).status;

    sandbox.settings({ integration: "limited" });
    expect(await statusOf("add_event", EVENT)).toBe(403);
    sandbox.settings({ integration: "full", absentMethods: ["add_event"] });
    expect(await statusOf("add_event", EVENT)).toBe(404);
    sandbox.settings({ absentMethods: [], strictUserIds: true });
    expect(await statusOf("add_event", { ...EVENT, user_id: 42 })).toBe(422);
    sandbox.settings({ strictUserIds: false, repeats: "conflict" });
    expect(await statusOf("on_telegram_webhook", privateStart())).toBe(200);
    expect(await statusOf("on_telegram_webhook", privateStart())).toBe(409);
    expect(await statusOf("add_event", EVENT, "unknown")).toBe(401);
    sandbox.settings({ acceptAnyKey: true });
    expect(await statusOf("add_event", EVENT, "unknown")).toBe(200);
  });
});

describe("/api/advance", () => {
  test("moves the clock on", async ({ sandbox }) => {
    expect(await control(sandbox, "POST", "/advance", { byMs: 1_500 })).toMatchObject({
      status: 200,
      body: { nowMs: NOON_MS + 1_500, aheadMs: 1_500 },
    });
    expect(sandbox.nowMs()).toBe(NOON_MS + 1_500);
  });

  test.for([{}, { byMs: -1 }, { byMs: "5" }, { byMs: 1e300 }, []])("refuses %j", async (body, { sandbox }) => {
    expect(await control(sandbox, "POST", "/advance", body)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("advance takes a non-negative number of milliseconds, at most ") },
    });
    expect(sandbox.nowMs()).toBe(NOON_MS);
  });
});

describe("whoever shows the sandbox", () => {
  it("hears of each change of faults, settings, the clock and at a reset, and each counts the revision up", () => {
    const state = createState(resolveOptions({ now: () => NOON_MS }), new Epoch());
    const heard: Change[] = [];
    const stop = state.changes.subscribe((change) => heard.push(change));
    const steps: (() => unknown)[] = [
      () => state.faults.add({ kind: "cut", durationMs: 10 }, NOON_MS),
      () => state.faults.clear(1),
      () => state.faults.add({ kind: "cut", durationMs: 10 }, NOON_MS),
      () => state.faults.list(NOON_MS + 10),
      () => state.settings.change({ limits: "none" }),
      () => state.clock.advance(5),
      () => state.reset(),
    ];

    for (const step of steps) {
      const before = state.changes.revision;
      step();
      expect(state.changes.revision).toBeGreaterThan(before);
      expect(heard.at(-1)).toEqual({ kind: "revision", revision: state.changes.revision });
    }
    stop();
    state.settings.change({ limits: "fixed" });
    expect(heard.at(-1)).not.toEqual({ kind: "revision", revision: state.changes.revision });
  });

  it("hears nothing where nothing changes: a fault that is not there, settings that make no sense", () => {
    const state = createState(resolveOptions({ now: () => NOON_MS }), new Epoch());

    state.faults.clear(1);
    expect(() => state.settings.change({ limits: "strict" })).toThrow(SandboxError);

    expect(state.changes.revision).toBe(0);
  });
});
