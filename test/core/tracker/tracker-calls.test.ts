import type { NotStoredReason, TrackEventCall } from "@bot-tracker/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { TrackerHarness } from "../../support/tracker-harness.ts";
import { DATE, privateStart, USER_ID } from "../../support/updates.ts";

const STORED = { stored: true };
const not = (reason: NotStoredReason) => ({ stored: false, reason });
const HOUR_MS = 3_600_000;

test("an event goes to TGTrack with all it says and to HowUsedBot under its name with its params", async () => {
  await using harness = await TrackerHarness.start();
  const call: TrackEventCall = {
    userId: USER_ID,
    event: "sale",
    amount: 1500.5,
    result: "success",
    conversionTarget: "purchase",
    labels: { product: "course", lessons: 12, gift: false },
    params: ["course", 12],
    date: DATE - 60,
    registeredAt: new Date((DATE - 3600) * 1000),
  };
  expect(await harness.tracker.trackEvent(call)).toEqual(STORED);
  await harness.tracker.flush();
  expect(harness.toTgtrack).toEqual([
    {
      method: "add_event",
      body: {
        user_id: String(USER_ID),
        event_type: "sale",
        event_result: "success",
        date: DATE - 60,
        conversion_target: "purchase",
        amount: 1500.5,
        labels: [
          { name: "product", value: "course" },
          { name: "lessons", value: "12" },
          { name: "gift", value: "false" },
        ],
      },
    },
  ]);
  expect(harness.toHowUsedBot).toEqual([
    { method: "sale", body: { userId: USER_ID, userRegisterTime: DATE - 3600, param_1: "course", param_2: "12" } },
  ]);
});

test("an event that says nothing more is dated now", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  await harness.tracker.trackEvent({ userId: String(USER_ID), event: "lesson", labels: [{ name: "n", value: "2" }] });
  await harness.tracker.flush();
  expect(harness.toTgtrack[0]?.body).toEqual({
    user_id: String(USER_ID),
    event_type: "lesson",
    date: DATE,
    labels: [{ name: "n", value: "2" }],
  });
});

test("an amount of zero and a negative one are told", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  await harness.tracker.trackEvent({ userId: USER_ID, event: "free", amount: 0 });
  await harness.tracker.trackEvent({ userId: USER_ID, event: "refund", amount: -10 });
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.amount)).toEqual([0, -10]);
});

test("a property whose name is not reserved is a label, in a call to the tracker as on ctx", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const props = { amount: 1500, product: "course", lessons: 2, gift: true, nothing: null, labels: { from: "menu" } };
  await harness.tracker.trackEvent({ userId: USER_ID, event: "sale", ...props });
  await harness.tracker.forUser(USER_ID).trackEvent("sale", props);
  await harness.tracker.flush();
  const [byTracker, byUser] = harness.toTgtrack.map(({ body }) => body);
  expect(byTracker?.labels).toEqual([
    { name: "from", value: "menu" },
    { name: "product", value: "course" },
    { name: "lessons", value: "2" },
    { name: "gift", value: "true" },
  ]);
  expect({ ...byUser, date: 0 }).toEqual({ ...byTracker, date: 0 });
});

test("a property that is null says nothing, in a call to the tracker as on ctx", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const props = { amount: null, date: null, key: null } as never;
  expect(await harness.tracker.trackEvent({ userId: USER_ID, event: "sale", ...(props as object) })).toEqual(STORED);
  expect(await harness.tracker.forUser(USER_ID).trackEvent("sale", props)).toEqual(STORED);
});

test("a goal goes to TGTrack, and to HowUsedBot only under the name that `mapGoal` gives it", async () => {
  const mapGoal = (target: string) => (target === "lead" ? "phone" : undefined);
  await using harness = await TrackerHarness.start({ howUsedBot: { mapGoal } });
  await harness.tracker.reachGoal({ userId: USER_ID, target: "lead" });
  await harness.tracker.reachGoal({ userId: USER_ID, target: "other" });
  await harness.tracker.flush();
  const user_id = String(USER_ID);
  expect(harness.toTgtrack).toEqual([
    { method: "send_reach_goal", body: { user_id, target: "lead" } },
    { method: "send_reach_goal", body: { user_id, target: "other" } },
  ]);
  expect(harness.toHowUsedBot).toEqual([{ method: "phone", body: { userId: USER_ID } }]);
});

test("a start and a stop told by hand are sent in every mode", async () => {
  for (const [integration, start] of [
    ["full", "user_did_start_bot"],
    ["limited", "user_did_start_bot"],
    ["minimal", "my_bot_was_started"],
  ] as const) {
    await using harness = await TrackerHarness.start({ tgtrack: { integration } });
    const user = { id: USER_ID, first_name: "Анна", username: "anna_petrova" };
    expect(await harness.tracker.userStarted({ user, startValue: "adA" })).toEqual(STORED);
    expect(await harness.tracker.userStopped({ userId: USER_ID, date: DATE + 60 })).toEqual(STORED);
    expect(await harness.tracker.userStopped({ userId: USER_ID })).toEqual(not("unchanged"));
    await harness.tracker.flush();
    expect(harness.toTgtrack.map(({ method }) => method)).toEqual([start, "my_bot_was_stopped"]);
    expect(harness.toTgtrack[0]?.body.start_value).toBe("adA");
    expect(harness.toTgtrack[1]?.body).toEqual({ user_id: String(USER_ID), date: DATE + 60 });
    expect(harness.toHowUsedBot.map(({ method }) => method)).toEqual(["start", "stop"]);
  }
});

test("names that are no text do not cost the start", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const user = { id: USER_ID, first_name: null, last_name: 5, username: undefined };
  expect(await harness.tracker.userStarted({ user, startValue: null } as never)).toEqual(STORED);
  await harness.tracker.flush();
  expect(harness.toTgtrack[0]?.body).toEqual({ user_id: String(USER_ID), first_name: "" });
});

test.each<[what: string, call: unknown, message: string]>([
  ["no name", { userId: 5 }, "`event` must be a string of 1 to 255 characters, got undefined (undefined)"],
  ["a blank name", { userId: 5, event: "  " }, '`event` must be a string of 1 to 255 characters, got "  " (string)'],
  [
    "a name of 256 characters",
    { userId: 5, event: "x".repeat(256) },
    "`event` must be a string of 1 to 255 characters",
  ],
  ["no user", { event: "sale" }, "`userId` must be a person's numeric id"],
  [
    "a name for an id",
    { userId: "@anna", event: "sale" },
    '`userId` must be a person\'s numeric id (an integer above 0, or its digits as a string), got "@anna" (string)',
  ],
  ["a group's id", { userId: -100123, event: "sale" }, "got -100123 (number)"],
  ["an id that no number holds", { userId: 2 ** 60, event: "sale" }, "`userId` must be"],
  [
    "a date in milliseconds",
    { userId: 5, event: "sale", date: DATE * 1000 },
    "`date` must be in seconds, and this looks like milliseconds: divide it by 1000, got 1795176000000 (number)",
  ],
  ["a date that is none", { userId: 5, event: "sale", date: new Date("x") }, "`date` must be a Date or unix seconds"],
  [
    "a registration in milliseconds",
    { userId: 5, event: "sale", registeredAt: DATE * 1000 },
    "`registeredAt` must be in seconds",
  ],
  [
    "an amount in text",
    { userId: 5, event: "sale", amount: "1500" },
    '`amount` must be a finite number (positive for income, negative for costs), got "1500" (string)',
  ],
  ["an amount that is none", { userId: 5, event: "sale", amount: Number.NaN }, "`amount` must be a finite number"],
  [
    "a result of one's own",
    { userId: 5, event: "sale", result: "ok" },
    "`result` must be one of in_progress, success, failure",
  ],
  ["an empty target", { userId: 5, event: "sale", conversionTarget: "" }, "`conversionTarget` must be a string"],
  ["a date before Telegram", { userId: 5, event: "sale", date: 0 }, "from 2013 to a year from now, got 0 (number)"],
  [
    "a date of two years ahead",
    { userId: 5, event: "sale", date: new Date("2028-11-30") },
    '`date` must be from 2013 to a year from now, got "2028-11-30T00:00:00.000Z" (object)',
  ],
  ["a registration before Telegram", { userId: 5, event: "sale", registeredAt: 946_684_800 }, "from 2013 to a year"],
  [
    "a label that no report can show",
    { userId: 5, event: "sale", comment: "x".repeat(256) },
    'a label\'s name and value may have 255 characters each, got 7 and 256 in "comment"',
  ],
  [
    "a label's name that no report can show",
    { userId: 5, event: "sale", labels: [{ name: "y".repeat(300), value: "a" }] },
    "255 characters each, got 300 and 1 in",
  ],
  [
    "a parameter that no report can show",
    { userId: 5, event: "sale", params: ["a", "x".repeat(256)] },
    "each of `params` may have 255 characters, got one with 256",
  ],
  ["labels in text", { userId: 5, event: "sale", labels: "a" }, "`labels` must be an object of names and values"],
  ["an object for a label", { userId: 5, event: "sale", labels: { a: {} } }, "each label needs a name and a string"],
  ["four params", { userId: 5, event: "sale", params: [1, 2, 3, 4] }, "`params` must be an array of at most 3"],
  ["a key that is no text", { userId: 5, event: "sale", key: 5 }, "`key` must be a string"],
  ["no call at all", undefined, "trackEvent takes { userId, event }, got undefined (undefined)"],
])(
  "a call that makes no sense is counted as invalid, with one message, and nothing is thrown: %s",
  async (_what, call, message) => {
    await using harness = await TrackerHarness.start();
    for (let time = 0; time < 3; time++)
      expect(await harness.tracker.trackEvent(call as never)).toEqual(not("invalid"));
    expect(harness.messages).toHaveLength(1);
    expect(harness.messages[0]).toMatch(/^error \[bot-tracker\] trackEvent .* was not recorded: /);
    expect(harness.messages[0]).toContain(message);
    expect(harness.messages[0]?.length).toBeLessThan(300);
    expect(harness.tracker.ledger().tgtrack).toMatchObject({ accepted: 3, dropped: { invalid: 3 }, pending: 0 });
    expect(harness.tracker.ledger().howusedbot).toMatchObject({ accepted: 3, dropped: { invalid: 3 }, pending: 0 });
  },
);

test("each kind of mistake with one event's name is said once, and with `debug` every call says what is wrong with it", async () => {
  await using harness = await TrackerHarness.start({ options: { debug: true } });
  const { tracker, messages } = harness;
  const mistakes = [{ amount: "1500" }, { amount: "200" }, { result: "ok" }, { amount: "30" }, { date: DATE * 1000 }];
  for (const mistake of mistakes) {
    expect(await tracker.trackEvent({ userId: USER_ID, event: "sale", ...mistake } as never)).toEqual(not("invalid"));
  }
  const errors = messages.filter((message) => message.startsWith("error "));
  expect(errors.map((message) => /`(\w+)` must/.exec(message)?.[1])).toEqual(["amount", "result", "date"]);
  const told = messages.filter((message) => message.includes('trackEvent "sale": not stored, invalid: `'));
  expect(told).toHaveLength(mistakes.length);
  expect(told[1]).toContain('got "200" (string)');
});

test("a mistake in what is only a value is said once, whatever came", async () => {
  await using harness = await TrackerHarness.start();
  for (let id = -20; id <= 0; id++) void harness.tracker.userStopped({ userId: id });
  for (let id = -20; id <= 0; id++) void harness.tracker.userStarted({ user: { id } });
  for (let length = 256; length < 276; length++) {
    void harness.tracker.trackEvent({ userId: USER_ID, event: "x".repeat(length) });
  }
  expect(harness.messages).toHaveLength(3);
});

test("an automatic event's second, different failure is said too", async () => {
  const failures = ["no such field", "no such person", "no such field"];
  const autoEvent = () => {
    throw new Error(failures.shift());
  };
  await using harness = await TrackerHarness.start({ options: { autoEvents: [autoEvent] } });
  for (let updateId = 1; updateId <= 3; updateId++) {
    harness.tracker.handleUpdate(privateStart({ updateId, messageId: updateId, userId: updateId }));
  }
  expect(harness.messages.map((message) => /no such \w+/.exec(message)?.[0])).toEqual([
    "no such field",
    "no such person",
  ]);
});

test("goals, starts and stops that make no sense are invalid too, even where nobody wanted them", async () => {
  await using harness = await TrackerHarness.start({ only: "howUsedBot" });
  const { tracker } = harness;
  expect(await tracker.reachGoal({ userId: 5, target: "" })).toEqual(not("invalid"));
  expect(await tracker.reachGoal(null as never)).toEqual(not("invalid"));
  expect(await tracker.userStarted({ user: { id: 0 } })).toEqual(not("invalid"));
  expect(await tracker.userStarted({ user: { id: 5 }, startValue: 7 } as never)).toEqual(not("invalid"));
  expect(await tracker.userStarted(undefined as never)).toEqual(not("invalid"));
  expect(await tracker.userStopped({ userId: 5, date: DATE * 1000 })).toEqual(not("invalid"));
  expect(await tracker.userStopped(undefined as never)).toEqual(not("invalid"));
  expect(tracker.ledger().howusedbot).toMatchObject({ accepted: 5, dropped: { invalid: 5 } });
});

test("no argument whatever makes a recording call throw or reject", async () => {
  await using harness = await TrackerHarness.start();
  const { tracker } = harness;
  const user = tracker.forUser(USER_ID, { updateId: 1 });
  const anything = fc.oneof(
    fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
    fc.constant(Symbol("x")),
  );
  await fc.assert(
    fc.asyncProperty(anything, anything, async (one, two) => {
      const calls = [
        tracker.trackEvent(one as never),
        tracker.trackEvent({ userId: 5, event: "sale", labels: one, params: two } as never),
        tracker.reachGoal(one as never),
        tracker.userStarted(one as never),
        tracker.userStarted({ user: one, startValue: two } as never),
        tracker.userStopped(one as never),
        user.trackEvent(one as never, two as never),
        user.reachGoal(one as never, two as never),
        tracker.forUser(one as never).trackEvent("sale"),
      ];
      for (const recorded of await Promise.all(calls)) {
        expect(recorded).not.toMatchObject({ reason: "error" });
      }
      tracker.handleUpdate(one);
    }),
    { numRuns: 200 },
  );
});

test("a name too long for HowUsedBot goes to TGTrack and is invalid for HowUsedBot, with one message, never cut", async () => {
  await using harness = await TrackerHarness.start();
  const event = "course_payment_finished";
  expect(await harness.tracker.trackEvent({ userId: USER_ID, event })).toEqual(STORED);
  expect(await harness.tracker.trackEvent({ userId: USER_ID, event })).toEqual(STORED);
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.event_type)).toEqual([event, event]);
  expect(harness.toHowUsedBot).toEqual([]);
  expect(harness.tracker.ledger().howusedbot).toMatchObject({ accepted: 2, dropped: { invalid: 2 } });
  expect(harness.messages).toHaveLength(1);
  expect(harness.messages[0]).toContain("3 to 20 characters");
});

test("the names under which HowUsedBot counts starts, blocks and activity are refused there, once told, and sent to TGTrack", async () => {
  await using harness = await TrackerHarness.start({ howUsedBot: { mapGoal: (target) => target } });
  for (const event of ["start", "stop", "common"]) {
    harness.messages.length = 0;
    for (let time = 0; time < 3; time++) {
      expect(await harness.tracker.trackEvent({ userId: USER_ID, event })).toEqual(STORED);
    }
    expect(harness.messages).toEqual([
      expect.stringContaining(`The event "${event}" was not sent to HowUsedBot: there`),
    ]);
  }
  await harness.tracker.reachGoal({ userId: USER_ID, target: "start" });
  expect(harness.messages.at(-1)).toContain("A goal was not sent to HowUsedBot under the name that mapGoal gives it");
  await harness.tracker.flush();
  expect(harness.toHowUsedBot).toEqual([]);
  expect(harness.tracker.ledger().howusedbot).toMatchObject({ accepted: 10, dropped: { invalid: 10 } });
  expect(harness.tracker.ledger().tgtrack).toMatchObject({ accepted: 10, delivered: 10 });
});

test("with a key, a call counts once per user, name and key for 48 hours", async () => {
  await using harness = await TrackerHarness.start();
  const { tracker, ports } = harness;
  const sale = { userId: USER_ID, event: "sale", amount: 10, key: "order-17" };
  const goal = { userId: USER_ID, target: "lead", key: "order-17" };
  expect(await tracker.trackEvent(sale)).toEqual(STORED);
  expect(await tracker.reachGoal(goal)).toEqual(STORED);
  await tracker.flush();
  await ports.advance(47.9 * HOUR_MS);
  expect(await tracker.trackEvent(sale)).toEqual(not("duplicate"));
  expect(await tracker.reachGoal(goal)).toEqual(not("duplicate"));
  expect(await tracker.trackEvent({ ...sale, userId: USER_ID + 1 })).toEqual(STORED);
  expect(await tracker.trackEvent({ ...sale, event: "refund" })).toEqual(STORED);
  expect(await tracker.trackEvent({ ...sale, key: "order-18" })).toEqual(STORED);
  expect(await tracker.reachGoal({ ...goal, target: "order" })).toEqual(STORED);
  await tracker.flush();
  expect(tracker.ledger().tgtrack).toMatchObject({ accepted: 6, delivered: 6 });
});

test("a name and a key that join to the same text are still two", async () => {
  await using harness = await TrackerHarness.start();
  expect(await harness.tracker.trackEvent({ userId: 5, event: "sale:course", key: "1" })).toEqual(STORED);
  expect(await harness.tracker.trackEvent({ userId: 5, event: "sale", key: "course:1" })).toEqual(STORED);
});

test("without a key each call counts", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  for (let time = 0; time < 3; time++) await harness.tracker.reachGoal({ userId: USER_ID, target: "lead" });
  await harness.tracker.flush();
  expect(harness.toTgtrack).toHaveLength(3);
});

test("a goal told right after a start reaches the service after it", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.nextAnswers.push({ status: 500, body: { status: "error", error_code: 500 } });
  harness.tracker.handleUpdate(privateStart());
  void harness.tracker.reachGoal({ userId: USER_ID, target: "lead" });
  await harness.settle();
  expect(harness.toTgtrack.map(({ method }) => method)).toEqual([
    "on_telegram_webhook",
    "on_telegram_webhook",
    "send_reach_goal",
  ]);
});

test("a call is stored before the event loop turns, whether or not it is awaited", async () => {
  await using harness = await TrackerHarness.start();
  void harness.tracker.trackEvent({ userId: USER_ID, event: "sale" });
  expect(harness.tracker.ledger().tgtrack).toMatchObject({ accepted: 1, pending: 1 });
});

test("after close every call says so and nothing is sent", async () => {
  await using harness = await TrackerHarness.start();
  await harness.tracker.close();
  expect(await harness.tracker.trackEvent({ userId: USER_ID, event: "sale" })).toEqual(not("closed"));
  expect(await harness.tracker.userStopped({ userId: USER_ID })).toEqual(not("closed"));
  harness.tracker.handleUpdate(privateStart());
  expect(await harness.tracker.flush()).toEqual({ delivered: 0, pending: 0 });
  expect(harness.tgtrack.requests).toEqual([]);
  expect(harness.messages).toEqual([
    expect.stringMatching(/^warn \[bot-tracker\] trackEvent "sale" was not recorded, because the tracker is closed/),
  ]);
});

test("what is as long as reports can show and as late as a year ahead is taken, and a clock of 1970 refuses no update's date", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const long = "x".repeat(255);
  const nextYear = DATE + 365 * 86_400;
  const event = { userId: USER_ID, event: "sale", [long]: long, params: [long], date: nextYear };
  expect(await harness.tracker.trackEvent({ ...event, registeredAt: 1_356_998_400 })).toEqual(STORED);
  await using atZero = await TrackerHarness.start({ options: { ports: { nowMs: () => 0 } } });
  expect(await atZero.tracker.forUser(USER_ID, { date: DATE }).trackEvent("sale")).toEqual(STORED);
  expect(await atZero.tracker.userStopped({ userId: USER_ID })).toEqual(STORED);
});

test("an update that comes after close is said once to be lost", async () => {
  await using harness = await TrackerHarness.start();
  await harness.tracker.close();
  for (let updateId = 1; updateId <= 3; updateId++) harness.tracker.handleUpdate(privateStart({ updateId }));
  expect(harness.messages).toEqual([
    expect.stringContaining("An update was not recorded, because the tracker is closed"),
  ]);
});
