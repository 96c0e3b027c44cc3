import fc from "fast-check";
import { describe, expect } from "vitest";
import { countRequest, emptyLimitState, type LimitRules } from "../../packages/sandbox/src/limits/limits.ts";
import type { Sandbox } from "../../packages/sandbox/src/sandbox/sandbox.ts";
import { call, callHowUsedBot, MAX, NOON_MS, refusal, test } from "./sandbox-test.ts";

const EVENT = { user_id: "42", event_type: "sale" };
const VISIT = { botId: 1, apiToken: "sandbox", requestType: "event", event: "common", userId: 42 };

/** The HTTP statuses of so many events, sent one after another. */
async function statuses(sandbox: Sandbox, count: number): Promise<number[]> {
  const found: number[] = [];
  for (let sent = 0; sent < count; sent++) found.push((await call(sandbox, "add_event", EVENT)).status);
  return found;
}

/** Sends as many as a window of a second takes, second after second. */
async function spend(sandbox: Sandbox, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 2) {
    expect(await statuses(sandbox, Math.min(2, count - sent))).not.toContain(429);
    sandbox.advance(1_000);
  }
}

describe("TGTrack's limits, in fixed windows", () => {
  test("take 3 requests in a second and answer the fourth with 429, until the second is over", async ({ start }) => {
    const sandbox = await start();

    expect(await statuses(sandbox, 4)).toEqual([200, 200, 200, 429]);
    sandbox.advance(999);
    expect(await statuses(sandbox, 1)).toEqual([429]);
    sandbox.advance(1);
    expect(await statuses(sandbox, 4)).toEqual([200, 200, 200, 429]);
  });

  test("tell the client no window and no time to wait, but the list of requests which window it was", async ({
    start,
  }) => {
    const sandbox = await start();
    await statuses(sandbox, 3);

    const reply = await call(sandbox, "add_event", EVENT);

    expect(reply.body).toEqual(refusal(429, "Too many requests"));
    expect(reply.headers.get("retry-after")).toBeNull();
    expect(sandbox.requests().at(-1)).toMatchObject({
      accepted: false,
      warnings: ["Over the limit of 3 requests in 1000 ms."],
    });
  });

  test("take 500 requests in an hour", async ({ start }) => {
    const sandbox = await start();
    await spend(sandbox, 500);

    expect(await statuses(sandbox, 1)).toEqual([429]);
    expect(sandbox.requests().at(-1)?.warnings).toEqual(["Over the limit of 500 requests in 3600000 ms."]);
    sandbox.advance(NOON_MS + 3_600_000 - sandbox.nowMs() - 1);
    expect(await statuses(sandbox, 1)).toEqual([429]);
    sandbox.advance(1);
    expect(await statuses(sandbox, 1)).toEqual([200]);
  });

  test("take 5000 requests in a day", async ({ start }) => {
    const sandbox = await start({ now: () => NOON_MS - 12 * 3_600_000 });
    for (let hour = 0; hour < 10; hour++) {
      await spend(sandbox, 500);
      sandbox.advance(3_600_000 - 250_000);
    }

    expect(await statuses(sandbox, 1)).toEqual([429]);
    expect(sandbox.requests().at(-1)?.warnings).toEqual(["Over the limit of 5000 requests in 86400000 ms."]);
    sandbox.advance(14 * 3_600_000);
    expect(await statuses(sandbox, 1)).toEqual([200]);
  });

  test("begin their windows where offsetMs says", async ({ start }) => {
    const sandbox = await start({ limits: { offsetMs: 250 } });

    expect(await statuses(sandbox, 4)).toEqual([200, 200, 200, 429]);
    sandbox.advance(250);
    expect(await statuses(sandbox, 1)).toEqual([200]);
  });

  test("are counted for each key, and for Telegram and MAX, alone", async ({ start }) => {
    const sandbox = await start({ keys: ["other"] });
    await statuses(sandbox, 4);

    expect((await call(sandbox, "add_event", EVENT, { key: "other" })).status).toBe(200);
    expect((await call(sandbox, "add_event", EVENT, MAX)).status).toBe(200);
  });

  test("are spent by reads and by requests that are refused, but not by those of an unknown key", async ({ start }) => {
    const sandbox = await start();
    await call(sandbox, "add_event", EVENT, { key: "unknown" });
    await call(sandbox, "get_user_info", { user_id: "42" });
    await call(sandbox, "add_event", {});
    await call(sandbox, "no_such_method", {});

    expect(await statuses(sandbox, 1)).toEqual([429]);
  });

  test("are full again after a reset", async ({ start }) => {
    const sandbox = await start();
    await statuses(sandbox, 4);
    sandbox.reset();

    expect(await statuses(sandbox, 4)).toEqual([200, 200, 200, 429]);
  });
});

describe("TGTrack's limits, in sliding windows", () => {
  test("let no second hold more than 3, wherever it begins", async ({ start }) => {
    const sandbox = await start({ limits: "sliding" });
    sandbox.advance(900);

    expect(await statuses(sandbox, 3)).toEqual([200, 200, 200]);
    sandbox.advance(999);
    expect(await statuses(sandbox, 1)).toEqual([429]);
  });

  test("are free again one window after the last request, refused ones included", async ({ start }) => {
    const sandbox = await start({ limits: "sliding" });
    await statuses(sandbox, 3);
    sandbox.advance(500);
    expect(await statuses(sandbox, 3)).toEqual([429, 429, 429]);
    sandbox.advance(999);
    expect(await statuses(sandbox, 1)).toEqual([429]);
    sandbox.advance(1_000);
    expect(await statuses(sandbox, 3)).toEqual([200, 200, 200]);
  });

  test("never let more through than any window allows, whatever comes when", ({ expect }) => {
    const windows = [
      { limit: 3, perMs: 100 },
      { limit: 7, perMs: 1_000 },
    ];
    const rules: LimitRules = { mode: "sliding", windows, offsetMs: 0 };
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 150 }), { maxLength: 200 }), (gapsMs) => {
        const state = emptyLimitState();
        const allowedAtMs: number[] = [];
        let nowMs = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          if (countRequest(state, rules, nowMs).kind === "allowed") allowedAtMs.push(nowMs);
        }
        for (const { limit, perMs } of windows) {
          for (const [position, atMs] of allowedAtMs.entries()) {
            expect((allowedAtMs[position + limit] ?? Number.POSITIVE_INFINITY) - atMs).toBeGreaterThanOrEqual(perMs);
          }
        }
      }),
    );
  });
});

describe("limits by option", () => {
  test("Retry-After tells in whole seconds when the window that is full ends", async ({ start }) => {
    const sandbox = await start({ retryAfter: true, limits: { windows: [{ limit: 1, perMs: 60_000 }] } });
    await statuses(sandbox, 1);
    sandbox.advance(500);

    const reply = await call(sandbox, "add_event", EVENT);

    expect(reply.status).toBe(429);
    expect(reply.headers.get("retry-after")).toBe("60");
  });

  test("none: everything is let through", async ({ sandbox }) => {
    expect(await statuses(sandbox, 10)).not.toContain(429);
  });

  test("HowUsedBot documents no limit and has none, unless it is given one", async ({ start }) => {
    const free = await start();
    const limited = await start({ howUsedBotLimits: { windows: [{ limit: 5, perMs: 1_000 }] } });

    for (let sent = 0; sent < 5; sent++) {
      expect((await callHowUsedBot(free, VISIT)).status).toBe(200);
      expect((await callHowUsedBot(limited, VISIT)).status).toBe(200);
    }
    expect((await callHowUsedBot(free, VISIT)).status).toBe(200);
    expect((await callHowUsedBot(limited, VISIT)).body).toMatchObject({ ok: false, error_code: 429 });
  });
});
