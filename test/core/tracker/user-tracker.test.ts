import type { NotStoredReason } from "@bot-tracker/core";
import { expect, test } from "vitest";
import { TrackerHarness } from "../../support/tracker-harness.ts";
import { DATE, USER_ID } from "../../support/updates.ts";

const STORED = { stored: true };
const not = (reason: NotStoredReason) => ({ stored: false, reason });

test("an event is its update's person's, at its update's time; what is not reserved becomes a label", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const user = harness.tracker.forUser(USER_ID, { updateId: 1, date: DATE - 60 });
  await user.trackEvent("sale", {
    amount: 1500,
    result: "success",
    labels: { source: "menu" },
    product: "course",
    lessons: 2,
  });
  await harness.tracker.flush();
  expect(harness.toTgtrack[0]?.body).toEqual({
    user_id: String(USER_ID),
    event_type: "sale",
    event_result: "success",
    amount: 1500,
    date: DATE - 60,
    labels: [
      { name: "source", value: "menu" },
      { name: "product", value: "course" },
      { name: "lessons", value: "2" },
    ],
  });
});

test("what is undefined or null is left out and costs neither the event nor its date", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const user = harness.tracker.forUser(USER_ID, { updateId: 1, date: DATE - 60 });
  const fromDatabase = { date: undefined, amount: null, product: null, size: undefined, labels: { a: null } };
  await user.trackEvent("sale", fromDatabase as never);
  await harness.tracker.flush();
  expect(harness.toTgtrack[0]?.body).toEqual({ user_id: String(USER_ID), event_type: "sale", date: DATE - 60 });
});

test("a date of the event's own beats the update's", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  await harness.tracker.forUser(USER_ID, { date: DATE }).trackEvent("sale", { date: new Date((DATE - 5) * 1000) });
  await harness.tracker.flush();
  expect(harness.toTgtrack[0]?.body.date).toBe(DATE - 5);
});

test("labels of a wrong kind are named, also beside labels of one's own", async () => {
  await using harness = await TrackerHarness.start();
  const user = harness.tracker.forUser(USER_ID);
  expect(await user.trackEvent("sale", { labels: "course", product: "a" } as never)).toEqual(not("invalid"));
  expect(harness.messages[0]).toContain("`labels` must be an object of names and values");
});

test("a handler that runs again for the same update makes the same calls, and each counts once", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const handler = async () => {
    const user = harness.tracker.forUser(USER_ID, { updateId: 77, date: DATE });
    return [
      await user.trackEvent("lesson", { number: 1 }),
      await user.trackEvent("lesson", { number: 2 }),
      await user.reachGoal("lead"),
      await user.reachGoal("lead"),
      await user.reachGoal("lesson"),
    ];
  };
  expect(await handler()).toEqual([STORED, STORED, STORED, STORED, STORED]);
  expect(await handler()).toEqual(Array(5).fill(not("duplicate")));
  await harness.tracker.flush();
  expect(harness.toTgtrack).toHaveLength(5);
});

test("the same call in another update counts", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  expect(await harness.tracker.forUser(USER_ID, { updateId: 1 }).reachGoal("lead")).toEqual(STORED);
  expect(await harness.tracker.forUser(USER_ID, { updateId: 2 }).reachGoal("lead")).toEqual(STORED);
});

test("one update may tell the same of two people: who came and who brought them", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  expect(await harness.tracker.forUser(USER_ID, { updateId: 1 }).reachGoal("invite")).toEqual(STORED);
  expect(await harness.tracker.forUser(USER_ID + 1, { updateId: 1 }).reachGoal("invite")).toEqual(STORED);
});

test("a key of the caller's own counts across updates", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const inUpdate = (updateId: number) => harness.tracker.forUser(USER_ID, { updateId });
  expect(await inUpdate(1).reachGoal("lead", { key: "phone" })).toEqual(STORED);
  expect(await inUpdate(2).reachGoal("lead", { key: "phone" })).toEqual(not("duplicate"));
  expect(await inUpdate(3).trackEvent("sale", { amount: 1, key: "order-17" })).toEqual(STORED);
  expect(await inUpdate(4).trackEvent("sale", { amount: 1, key: "order-17" })).toEqual(not("duplicate"));
});

test("outside of an update each call counts", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const user = harness.tracker.forUser(USER_ID);
  expect(await user.reachGoal("lead")).toEqual(STORED);
  expect(await user.reachGoal("lead")).toEqual(STORED);
});

test("`start` is this update's start, and undefined in any other update", async () => {
  await using harness = await TrackerHarness.start();
  expect(harness.tracker.forUser(USER_ID, { startPayload: "adA" }).start).toEqual({ payload: "adA" });
  expect(harness.tracker.forUser(USER_ID, { startPayload: "" }).start).toEqual({ payload: "" });
  expect(harness.tracker.forUser(USER_ID).start).toBeUndefined();
});

test("an update without a person records nothing, says so once, and does not break the handler", async () => {
  await using harness = await TrackerHarness.start();
  const user = harness.tracker.forUser(undefined, { updateId: 1 });
  expect(await user.trackEvent("sale")).toEqual(not("invalid"));
  expect(await user.reachGoal("lead")).toEqual(not("invalid"));
  await expect(user.getUserInfo()).rejects.toThrow("`userId` must be a person's numeric id");
});

test("getUserInfo asks TGTrack for the update's person, under the same quota", async () => {
  await using harness = await TrackerHarness.start({ tgtrack: { limits: [{ limit: 5, perMs: 1000 }] } });
  harness.tgtrack.answer = {
    body: { status: "OK", data: { user_id: "5", invite_link: "Яндекс.Директ", left_date: 0 } },
  };
  expect(await harness.tracker.forUser(USER_ID).getUserInfo()).toEqual({
    userId: "5",
    inviteLink: "Яндекс.Директ",
    leftDate: 0,
  });
  expect(harness.toTgtrack).toEqual([{ method: "get_user_info", body: { user_id: String(USER_ID) } }]);
  expect(harness.tracker.health().tgtrack?.quota).toMatchObject([{ limit: 5, perMs: 1000, used: 1 }]);
});

test("getOnline asks HowUsedBot, and refuses what it could not answer", async () => {
  await using harness = await TrackerHarness.start();
  harness.howUsedBot.answer = { body: { ok: true, onlineCount: 7 } };
  expect(await harness.tracker.getOnline(300)).toBe(7);
  expect(harness.howUsedBot.lastBody).toMatchObject({ requestType: "getOnline", seconds: 300 });
  await expect(harness.tracker.getOnline(601)).rejects.toThrow("whole seconds from 1 to 600, got 601");
});

test("a read of a service that is not connected names the variable that connects it", async () => {
  await using one = await TrackerHarness.start({ only: "howUsedBot" });
  await expect(one.tracker.getUserInfo(USER_ID)).rejects.toThrow("TGTRACK_API_KEY");
  await using other = await TrackerHarness.start({ only: "tgtrack" });
  await expect(other.tracker.getOnline()).rejects.toThrow("HOWUSEDBOT_API_TOKEN");
});

test("an id and a label may be a BigInt, as a database gives them", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const userId = 7_000_123_456n;
  await harness.tracker.trackEvent({ userId, event: "sale", order: 12n });
  await harness.tracker.reachGoal({ userId, target: "lead" });
  await harness.tracker.userStarted({ user: { id: userId } });
  await harness.tracker.userStopped({ userId });
  await harness.tracker.flush();
  expect(harness.toTgtrack.map(({ body }) => body.user_id)).toEqual(Array(4).fill("7000123456"));
  expect(harness.toTgtrack.find(({ method }) => method === "add_event")?.body.labels).toEqual([
    { name: "order", value: "12" },
  ]);
});

test("text that was cut in the middle of an emoji goes out well-formed", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const cut = "Анна 😀".slice(0, -1);
  await harness.tracker.forUser(USER_ID).trackEvent("sale", { name: cut, whole: "😀", path: "\\ud83d" });
  await harness.tracker.userStarted({ user: { id: USER_ID, first_name: cut }, startValue: cut });
  await harness.tracker.flush();
  for (const { body } of harness.tgtrack.requests) expect(body).not.toMatch(/(?<!\\)\\ud[89a-f]/i);
  const [start, event] = harness.toTgtrack;
  expect(start?.body).toMatchObject({ first_name: "Анна \ufffd", start_value: "Анна \ufffd" });
  expect(event?.body.labels).toEqual([
    { name: "name", value: "Анна \ufffd" },
    { name: "whole", value: "😀" },
    { name: "path", value: "\\ud83d" },
  ]);
});

test("what a channel or Telegram itself wrote is no person's: nothing is recorded, and only debug says so", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack", options: { debug: true } });
  const user = harness.tracker["~internals"].forUpdate(() => ({ userId: undefined, isNobodys: true }));
  expect(await user.trackEvent("sale")).toEqual(not("nobody"));
  expect(await user.reachGoal("lead")).toEqual(not("nobody"));
  expect(harness.tracker.ledger().tgtrack?.accepted).toBe(0);
  expect(harness.messages.filter((message) => !message.startsWith("debug"))).toEqual([]);
  expect(harness.messages.join("\n")).toContain("an update that is no person's: not stored, nobody");
});
