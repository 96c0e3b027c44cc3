import { describe, expect, it } from "vitest";
import {
  createHowUsedBotDestination,
  type HowUsedBotDestinationOptions,
} from "../../../../packages/core/src/destinations/howusedbot/howusedbot-destination.ts";
import type { Occurrence } from "../../../../packages/core/src/destinations/occurrence.ts";
import { eventOf, goalOf, onlyDelivery, startOf, stopOf } from "../../../support/service-calls.ts";
import { DATE, privateMessage, USER_ID } from "../../../support/updates.ts";

const DAY_MS = 86_400_000;

function plan(occurrence: Occurrence, options: Partial<HowUsedBotDestinationOptions> = {}) {
  const destination = createHowUsedBotDestination({ apiToken: "secret-token", botId: 1, ...options });
  return destination.plan(occurrence, { nowMs: DATE * 1000, messenger: "telegram" });
}

function bodyOf(occurrence: Occurrence, options: Partial<HowUsedBotDestinationOptions> = {}): unknown {
  return onlyDelivery(plan(occurrence, options)).body;
}

describe("a start", () => {
  it("is the event start, with the payload as its first parameter", () => {
    const delivery = onlyDelivery(plan(startOf({ payload: "PJaf5568712cd" })));
    expect(delivery.body).toEqual({
      requestType: "event",
      event: "start",
      userId: USER_ID,
      param_1: "PJaf5568712cd",
    });
    expect(delivery).toMatchObject({
      method: "event",
      class: "start",
      userId: String(USER_ID),
      expiresAfterMs: 21 * DAY_MS,
    });
  });

  it("has no parameter without a payload", () => {
    expect(bodyOf(startOf({ payload: "" }))).toEqual({ requestType: "event", event: "start", userId: USER_ID });
  });

  it("keeps a payload of 64 characters whole, which no event's name could hold", () => {
    const payload = "a".repeat(64);
    expect(bodyOf(startOf({ payload }))).toMatchObject({ event: "start", param_1: payload });
  });
});

describe("a stop", () => {
  it.each([
    ["by an update", stopOf({ update: {} })],
    ["by a failed send", stopOf({ failedSend: true })],
    ["by hand", stopOf()],
  ])("%s is the event stop", (_how, stop) => {
    const delivery = onlyDelivery(plan(stop));
    expect(delivery.body).toEqual({ requestType: "event", event: "stop", userId: USER_ID });
    expect(delivery).toMatchObject({ class: "stop", userId: String(USER_ID), expiresAfterMs: 21 * DAY_MS });
  });
});

describe("activity", () => {
  const activity: Occurrence = { kind: "activity", userId: String(USER_ID) };

  it("is the event common, and is worth nothing after an hour, when it would draw a false peak", () => {
    const delivery = onlyDelivery(plan(activity));
    expect(delivery.body).toEqual({ requestType: "event", event: "common", userId: USER_ID });
    expect(delivery).toMatchObject({ class: "activity", expiresAfterMs: 3_600_000 });
  });

  it("is not reported when it is switched off, and is not even asked for", () => {
    const destination = createHowUsedBotDestination({ apiToken: "t", botId: 1, common: false });
    expect(destination.accepts.has("activity")).toBe(false);
    expect(plan(activity, { common: false })).toEqual([]);
  });
});

describe("an event", () => {
  it("goes by its own name, with its parameters and when the person registered", () => {
    const event = eventOf({ event: "lesson", params: ["2", "ru"], registeredAt: DATE - 100 });
    const delivery = onlyDelivery(plan(event));
    expect(delivery.text).toBe(
      `{"requestType":"event","event":"lesson","userId":${USER_ID},"userRegisterTime":${DATE - 100},` +
        '"param_1":"2","param_2":"ru"}',
    );
    expect(delivery).toMatchObject({ class: "event", expiresAfterMs: 7 * DAY_MS });
  });

  it("has no registration time unless it is known, and neither date, amount nor labels, for which there is no field", () => {
    const event = eventOf({ amount: 1500, labels: [{ name: "manager", value: "Jane" }], result: "success" });
    expect(bodyOf(event)).toEqual({ requestType: "event", event: "lesson", userId: USER_ID });
  });

  it.each([
    ["an amount", { amount: 0 }],
    ["a conversion target", { conversionTarget: "lead" }],
  ])("with %s is as valuable as a goal", (_what, more) => {
    const delivery = onlyDelivery(plan(eventOf(more)));
    expect(delivery).toMatchObject({ class: "goal", expiresAfterMs: 21 * DAY_MS });
  });

  it.each(["abc", "x".repeat(20), "🎉🎉🎉", "ё".repeat(20), "👍".repeat(20)])("may be called %s", (event) => {
    expect(bodyOf(eventOf({ event }))).toMatchObject({ event });
  });

  it.each(["", "ab", "x".repeat(21), "👍👍", "👍".repeat(21)])(
    "called %j is refused with a message and never cut",
    (event) => {
      const length = [...event].length;
      expect(plan(eventOf({ event }))).toEqual([
        {
          kind: "drop",
          reason: "invalid",
          message: expect.stringMatching(
            new RegExp(`^An event was not sent to HowUsedBot: .*3 to 20.* with ${length}$`, "u"),
          ),
        },
      ]);
    },
  );

  it("of a person whose id is past what a number holds exactly is refused", () => {
    expect(plan(eventOf({ userId: "9007199254740993" }))).toMatchObject([{ kind: "drop", reason: "invalid" }]);
  });
});

describe("a goal", () => {
  it("is not reported unless it is mapped, and is not even asked for", () => {
    const destination = createHowUsedBotDestination({ apiToken: "t", botId: 1 });
    expect(destination.accepts.has("goal")).toBe(false);
    expect(plan(goalOf())).toEqual([]);
  });

  it("is the event that it is mapped to", () => {
    const mapGoal = (target: string) => (target === "userDidSharePhone" ? "phone" : undefined);
    const delivery = onlyDelivery(plan(goalOf(), { mapGoal }));
    expect(delivery.body).toEqual({ requestType: "event", event: "phone", userId: USER_ID });
    expect(delivery).toMatchObject({ class: "goal", expiresAfterMs: 21 * DAY_MS });
    expect(plan(goalOf({ target: "other" }), { mapGoal })).toEqual([]);
  });

  it("mapped to a name that is too long is refused", () => {
    expect(plan(goalOf(), { mapGoal: () => "a name far too long for it" })).toMatchObject([
      { kind: "drop", reason: "invalid" },
    ]);
  });

  it("whose mapping throws is counted and says so, and the bot goes on", () => {
    const mapGoal = () => {
      throw new Error("no such goal");
    };
    expect(plan(goalOf(), { mapGoal })).toEqual([
      {
        kind: "drop",
        reason: "invalid",
        message: "A goal was not sent to HowUsedBot: mapGoal failed: Error: no such goal",
      },
    ]);
  });
});

it("a raw update is never forwarded", () => {
  expect(plan({ kind: "update", update: privateMessage() })).toEqual([]);
});

it("nothing planned names the bot or holds the token", () => {
  const occurrences = [startOf(), stopOf(), eventOf(), { kind: "activity", userId: "5" } as const];
  for (const occurrence of occurrences) {
    expect(onlyDelivery(plan(occurrence)).text).not.toMatch(/secret-token|apiToken|botId/);
  }
});
