import {
  createTracker,
  type RecordResult,
  type StartInfo,
  type Tracker,
  type TrackerFlavor,
  type TrackerOptions,
  type UserTracker,
  webhook,
} from "@bot-tracker/core";
import { expectTypeOf, test } from "vitest";

interface Events {
  sale: { amount: number };
  lesson: { number: number; title?: string };
  ping: object;
}

declare const user: UserTracker<Events>;
declare const untyped: UserTracker;
declare const maybeKey: string | undefined;

test("an event of the bot's own takes its own properties and the reserved ones", () => {
  expectTypeOf(user.trackEvent("sale", { amount: 1500 })).toEqualTypeOf<Promise<RecordResult>>();
  void user.trackEvent("sale", {
    amount: 1500,
    result: "success",
    key: "order-17",
    date: new Date(),
    params: ["a", 1],
  });
  void user.trackEvent("sale", { amount: 1500, labels: { any: "label", of: 3, kinds: true } });
  void user.trackEvent("sale", { amount: 1500, labels: [{ name: "any", value: "label" }] });
  void user.trackEvent("lesson", { number: 1 });
  void user.trackEvent("lesson", { number: 1, title: "x" });
});

test("an event without required properties needs none", () => {
  void user.trackEvent("ping");
  void user.trackEvent("ping", {});
  void user.trackEvent("ping", { labels: { any: "label" } });
});

test("a wrong name does not compile", () => {
  // @ts-expect-error no such event
  void user.trackEvent("sell", { amount: 1500 });
  // @ts-expect-error a name is a text
  void user.trackEvent(5);
});

test("a missing, a wrong and an unknown property do not compile", () => {
  // @ts-expect-error the properties are missing
  void user.trackEvent("sale");
  // @ts-expect-error the amount is missing
  void user.trackEvent("sale", { result: "success" });
  // @ts-expect-error the amount is a number
  void user.trackEvent("sale", { amount: "1500" });
  // @ts-expect-error no such property
  void user.trackEvent("sale", { amount: 1500, product: "course" });
  // @ts-expect-error no such property
  void user.trackEvent("ping", { amout: 1 });
  // @ts-expect-error no such result
  void user.trackEvent("sale", { amount: 1500, result: "ok" });
  // @ts-expect-error an event has one set of properties
  void user.trackEvent("sale", { amount: 1500 }, {});
});

test("events are named by a type, as they are by an interface", () => {
  const typed = {} as UserTracker<{ sale: { amount: number }; ping: Record<never, never> }>;
  void typed.trackEvent("sale", { amount: 1 });
  void typed.trackEvent("ping");
  // @ts-expect-error the amount is a number
  void typed.trackEvent("sale", { amount: "1" });
  // @ts-expect-error no such event
  void typed.trackEvent("pong");
});

test("without named events any name and any label go, but reserved names keep their types", () => {
  void untyped.trackEvent("anything");
  void untyped.trackEvent("anything", { amount: 5, product: "course", lessons: 2, gift: true, nothing: null });
  // @ts-expect-error the amount is a number
  void untyped.trackEvent("anything", { amount: "1500" });
  // @ts-expect-error no such result
  void untyped.trackEvent("anything", { result: "ok" });
});

test("goals are any text, with a key or without", () => {
  void user.reachGoal("lead");
  void user.reachGoal("lead", { key: "phone" });
  // @ts-expect-error a goal is a text
  void user.reachGoal(5);
  // @ts-expect-error no such option
  void user.reachGoal("lead", { id: "phone" });
});

test("`start` is there or undefined", () => {
  expectTypeOf(user.start).toEqualTypeOf<StartInfo | undefined>();
});

test("a tracker gives its people its events", () => {
  const tracker = createTracker<Events>({ tgtrack: "key" });
  expectTypeOf(tracker).toEqualTypeOf<Tracker<Events>>();
  expectTypeOf(tracker.forUser(42)).toEqualTypeOf<UserTracker<Events>>();
  expectTypeOf<TrackerFlavor<Events>["tracker"]>().toEqualTypeOf<UserTracker<Events>>();
  expectTypeOf<TrackerFlavor["tracker"]>().toEqualTypeOf<UserTracker>();
});

test("options that come from the environment may be undefined", () => {
  const options: TrackerOptions = {
    tgtrack: { apiKey: maybeKey, url: maybeKey },
    howUsedBot: { apiToken: maybeKey, botId: maybeKey, url: maybeKey },
    botId: maybeKey,
    destinations: [webhook({ url: "https://example.com", secret: maybeKey })],
  };
  createTracker(options);
  createTracker({ tgtrack: maybeKey });
});

test("a wrong option does not compile", () => {
  // @ts-expect-error no such option
  createTracker({ apiKey: "key" });
  // @ts-expect-error no such integration
  createTracker({ tgtrack: { integration: "Full" } });
  // @ts-expect-error beforeSend is synchronous
  createTracker({ beforeSend: async (delivery) => delivery });
  // @ts-expect-error a destination is made by webhook()
  createTracker({ destinations: [{ url: "https://example.com" }] });
});
