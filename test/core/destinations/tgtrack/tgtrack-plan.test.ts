import { describe, expect, it } from "vitest";
import type { Occurrence } from "../../../../packages/core/src/destinations/occurrence.ts";
import {
  createTgtrackDestination,
  type TgtrackDestinationOptions,
} from "../../../../packages/core/src/destinations/tgtrack/tgtrack-destination.ts";
import { eventOf, goalOf, onlyDelivery, startOf, stopOf } from "../../../support/service-calls.ts";
import { DATE, myChatMember, privateMessage, privateStart, USER_ID } from "../../../support/updates.ts";

const DAY_MS = 86_400_000;
const USER = String(USER_ID);

type Options = Partial<TgtrackDestinationOptions>;

function plan(occurrence: Occurrence, options: Options = {}) {
  return createTgtrackDestination({ apiKey: "secret-key", ...options }).plan(occurrence, {
    nowMs: DATE * 1000,
    messenger: "telegram",
  });
}

function delivery(occurrence: Occurrence, options: Options = {}) {
  return onlyDelivery(plan(occurrence, options));
}

const ANNA = { user_id: USER, first_name: "Анна", last_name: "Петрова", username: "anna_petrova" };

describe("a start", () => {
  const rows: readonly [string, Options, ReturnType<typeof startOf>, string, object][] = [
    ["full: the update itself", {}, startOf(), "on_telegram_webhook", privateStart({ payload: "PJaf5568712cd" })],
    [
      "full, told by hand: the person, since there is no update",
      {},
      startOf({ update: undefined }),
      "user_did_start_bot",
      { ...ANNA, start_value: "PJaf5568712cd" },
    ],
    [
      "limited: the person and the payload",
      { integration: "limited" },
      startOf(),
      "user_did_start_bot",
      { ...ANNA, start_value: "PJaf5568712cd" },
    ],
    [
      "limited, without a payload: no start_value",
      { integration: "limited" },
      startOf({ payload: "" }),
      "user_did_start_bot",
      ANNA,
    ],
    [
      "limited, by the other name",
      { integration: "limited", startMethod: "user_id_start_bot" },
      startOf({ payload: "" }),
      "user_id_start_bot",
      ANNA,
    ],
    [
      "limited, of a person without last name and username",
      { integration: "limited" },
      startOf({ payload: "", user: { id: "5", firstName: "A" } }),
      "user_did_start_bot",
      { user_id: "5", first_name: "A" },
    ],
    [
      "limited, of a person without any name: it is not lost for that",
      { integration: "limited" },
      startOf({ payload: "", user: { id: "5", firstName: "" } }),
      "user_did_start_bot",
      { user_id: "5", first_name: "" },
    ],
    [
      "minimal: the payload and nothing of the person",
      { integration: "minimal" },
      startOf(),
      "my_bot_was_started",
      { start_value: "PJaf5568712cd" },
    ],
    [
      "minimal, without a payload: an empty one, which the method demands",
      { integration: "minimal" },
      startOf({ payload: "" }),
      "my_bot_was_started",
      { start_value: "" },
    ],
    [
      "MAX: the person, in `full` too, since MAX has no other method",
      { platform: "max", integration: "full" },
      startOf(),
      "user_id_start_bot",
      { ...ANNA, start_value: "PJaf5568712cd" },
    ],
  ];

  it.each(rows)("%s", (_title, options, start, method, body) => {
    const planned = delivery(start, options);
    expect(planned).toMatchObject({ method, class: "start", userId: start.user.id, expiresAfterMs: 21 * DAY_MS });
    expect(planned.text).toBe(JSON.stringify(body));
  });

  it("of a person already known is the same call, with the newest ad's payload", () => {
    const again = startOf({ payload: "adB" });
    expect(delivery(again, { integration: "limited" }).body).toMatchObject({ user_id: USER, start_value: "adB" });
    expect(delivery(again).method).toBe("on_telegram_webhook");
  });
});

describe("a start whose payload is a secret", () => {
  const ignorePayload = (payload: string) => payload.startsWith("link_");
  const secret = startOf({ payload: "link_5f4dcc3b" });

  it.each(["full", "limited"] as const)(
    "is reported in %s by the person, without payload and update",
    (integration) => {
      const planned = delivery(secret, { integration, ignorePayload });
      expect(planned).toMatchObject({ method: "user_did_start_bot", body: ANNA, class: "start" });
      expect(planned.text).not.toContain("5f4dcc3b");
    },
  );

  it("is reported in minimal with an empty payload", () => {
    expect(delivery(secret, { integration: "minimal", ignorePayload })).toMatchObject({
      method: "my_bot_was_started",
      body: { start_value: "" },
    });
  });

  it("does not change what happens to other starts, and no payload is asked about when there is none", () => {
    const asked: string[] = [];
    const filter = (payload: string) => {
      asked.push(payload);
      return ignorePayload(payload);
    };
    expect(delivery(startOf({ payload: "ad" }), { ignorePayload: filter }).method).toBe("on_telegram_webhook");
    expect(delivery(startOf({ payload: "" }), { ignorePayload: filter }).method).toBe("on_telegram_webhook");
    expect(asked).toEqual(["ad"]);
  });

  it("is taken for a secret when the bot's own test fails: a payload once sent cannot be called back", () => {
    const failing = () => {
      throw new Error("database is away");
    };
    const planned = delivery(startOf(), { ignorePayload: failing });
    expect(planned).toMatchObject({ method: "user_did_start_bot", body: ANNA });
    expect(planned.body).not.toHaveProperty("start_value");
  });
});

describe("a stop", () => {
  const update = myChatMember();
  const rows: readonly [string, Options, ReturnType<typeof stopOf>, string, object][] = [
    ["full: the update itself", {}, stopOf({ update }), "on_telegram_webhook", update],
    [
      "full, learnt from a failed send: by the method, since there is no update",
      {},
      stopOf({ failedSend: true }),
      "my_bot_was_stopped",
      { user_id: USER, date: DATE },
    ],
    [
      "limited: the person and the update's time",
      { integration: "limited" },
      stopOf({ update, date: DATE - 3600 }),
      "my_bot_was_stopped",
      { user_id: USER, date: DATE - 3600 },
    ],
    [
      "minimal, told by hand: as in every mode",
      { integration: "minimal" },
      stopOf(),
      "my_bot_was_stopped",
      { user_id: USER, date: DATE },
    ],
  ];

  it.each(rows)("%s", (_title, options, stop, method, body) => {
    const planned = delivery(stop, options);
    expect(planned).toMatchObject({ method, class: "stop", userId: USER, expiresAfterMs: 21 * DAY_MS });
    expect(planned.text).toBe(JSON.stringify(body));
  });

  it.each([
    ["by an update", stopOf({ update })],
    ["by a failed send", stopOf({ failedSend: true })],
  ])("%s is not sent in minimal, which tells nothing of persons", (_how, stop) => {
    expect(plan(stop, { integration: "minimal" })).toEqual([]);
  });

  it("of a MAX bot is counted as unsupported: TGTrack has no method for it", () => {
    expect(plan(stopOf(), { platform: "max" })).toEqual([
      { kind: "drop", reason: "unsupported", message: expect.stringContaining("no method for stops") },
    ]);
  });
});

describe("an event", () => {
  it("goes with everything TGTrack has a field for, and its own date", () => {
    const event = eventOf({
      event: "sale",
      result: "success",
      date: DATE - 60,
      conversionTarget: "lead",
      amount: 1500,
      labels: [
        { name: "manager", value: "Jane Doe" },
        { name: "product", value: "Smartphone" },
      ],
      params: ["for HowUsedBot only"],
      registeredAt: DATE - 1000,
    });
    expect(delivery(event).text).toBe(
      `{"user_id":"${USER}","event_type":"sale","event_result":"success","date":${DATE - 60},` +
        '"conversion_target":"lead","amount":1500,"labels":[{"name":"manager","value":"Jane Doe"},' +
        '{"name":"product","value":"Smartphone"}]}',
    );
  });

  it("alone is an event for seven days", () => {
    expect(delivery(eventOf())).toMatchObject({
      method: "add_event",
      body: { user_id: USER, event_type: "lesson", date: DATE },
      class: "event",
      userId: USER,
      expiresAfterMs: 7 * DAY_MS,
    });
  });

  it.each([
    ["an amount", { amount: 1500 }, { amount: 1500 }],
    ["an amount of 0", { amount: 0 }, { amount: 0 }],
    ["costs", { amount: -3 }, { amount: -3 }],
    ["a conversion target", { conversionTarget: "lead" }, { conversion_target: "lead" }],
  ])("with %s is a goal for 21 days", (_what, more, body) => {
    expect(delivery(eventOf(more))).toMatchObject({ class: "goal", expiresAfterMs: 21 * DAY_MS, body });
  });

  it("with a name that HowUsedBot would refuse is welcome", () => {
    const event = "a name longer than twenty characters";
    expect(delivery(eventOf({ event })).body).toMatchObject({ event_type: event });
  });

  it.each([
    ["a date in milliseconds", { date: DATE * 1000 }, "divide it by 1000"],
    ["a name that is empty", { event: "" }, "eventType"],
    ["a user who is none", { userId: "anna" }, "userId"],
  ])("with %s is refused with a message", (_what, more, words) => {
    expect(plan(eventOf(more))).toEqual([{ kind: "drop", reason: "invalid", message: expect.stringContaining(words) }]);
  });
});

describe("a goal", () => {
  it.each(["full", "limited", "minimal"] as const)("goes to the ad system in %s", (integration) => {
    expect(delivery(goalOf(), { integration })).toMatchObject({
      method: "send_reach_goal",
      body: { user_id: USER, target: "userDidSharePhone" },
      class: "goal",
      userId: USER,
      expiresAfterMs: 21 * DAY_MS,
    });
  });

  it("goes from MAX bots too", () => {
    expect(delivery(goalOf(), { platform: "max" }).method).toBe("send_reach_goal");
  });

  it.each([
    [undefined, "resend"],
    ["resend", "resend"],
    ["never", "bury"],
  ] as const)("after a lost answer with lostGoalAnswer %s: %s, for sales as well", (lostGoalAnswer, onLostAnswer) => {
    const options = lostGoalAnswer === undefined ? {} : { lostGoalAnswer };
    expect(delivery(goalOf(), options).onLostAnswer).toBe(onLostAnswer);
    expect(delivery(eventOf({ amount: 5 }), options).onLostAnswer).toBe(onLostAnswer);
  });

  it("alone is affected by lostGoalAnswer: starts, stops and plain events are always sent again", () => {
    for (const occurrence of [startOf(), stopOf(), eventOf()]) {
      expect(delivery(occurrence, { lostGoalAnswer: "never" }).onLostAnswer ?? "resend").toBe("resend");
    }
  });
});

describe("any other update", () => {
  const update = privateMessage();

  it("is not forwarded, and is not even asked for, unless a filter is given", () => {
    const destination = createTgtrackDestination({ apiKey: "k" });
    expect(destination.accepts).toEqual(new Set(["start", "stop", "event", "goal"]));
    expect(plan({ kind: "update", update })).toEqual([]);
  });

  it("is forwarded as it came when the filter says so, last of all and for seven days", () => {
    const options = { forward: (given: object) => given === update };
    expect(createTgtrackDestination({ apiKey: "k", ...options }).accepts.has("update")).toBe(true);
    const planned = delivery({ kind: "update", update }, options);
    expect(planned).toMatchObject({ method: "on_telegram_webhook", class: "activity", expiresAfterMs: 7 * DAY_MS });
    expect(planned.body).toBe(update);
    expect(plan({ kind: "update", update: privateMessage() }, options)).toEqual([]);
  });

  it("is not forwarded when the filter fails, and of a MAX bot is counted as unsupported", () => {
    const failing = () => {
      throw new Error("no");
    };
    expect(plan({ kind: "update", update }, { forward: failing })).toEqual([]);
    expect(plan({ kind: "update", update }, { forward: () => true, platform: "max" })).toEqual([
      { kind: "drop", reason: "unsupported", message: expect.stringContaining("no raw updates of MAX bots") },
    ]);
    expect(plan({ kind: "update", update }, { forward: () => false, platform: "max" })).toEqual([]);
  });
});

it("mere activity is never told to TGTrack", () => {
  expect(plan({ kind: "activity", userId: USER })).toEqual([]);
});

it("nothing planned holds the key", () => {
  for (const occurrence of [startOf(), stopOf(), eventOf(), goalOf()]) {
    expect(JSON.stringify(plan(occurrence))).not.toContain("secret-key");
  }
});
