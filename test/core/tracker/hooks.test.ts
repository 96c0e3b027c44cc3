import { join } from "node:path";
import type { TrackerOptions } from "@bot-tracker/core";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { TrackerHarness } from "../../support/tracker-harness.ts";
import { BOT, myChatMember, privateMessage, privateStart, USER_ID } from "../../support/updates.ts";
import { nodeSqlite } from "../outbox/sqlite/sqlite-fixtures.ts";

type BeforeSend = NonNullable<TrackerOptions["beforeSend"]>;

test("`beforeSend` sees each delivery with its destination, method, class and person, and may change its body", async () => {
  const seen: object[] = [];
  const beforeSend: BeforeSend = ({ body, ...about }) => {
    seen.push(about);
    return { ...about, body: { ...body, username: undefined, first_name: "-" } };
  };
  await using harness = await TrackerHarness.start({ tgtrack: { integration: "limited" }, options: { beforeSend } });
  harness.tracker.handleUpdate(privateStart());
  await harness.tracker.flush();
  const userId = String(USER_ID);
  expect(seen).toEqual([
    { destination: "tgtrack", method: "user_did_start_bot", class: "start", userId },
    { destination: "howusedbot", method: "event", class: "start", userId },
  ]);
  expect(harness.toTgtrack[0]?.body).toEqual({ user_id: userId, first_name: "-", last_name: "Петрова" });
});

test("`beforeSend` runs when a thing is recorded, once, however often it is sent", async () => {
  let runs = 0;
  const beforeSend: BeforeSend = (delivery) => {
    runs++;
    return delivery;
  };
  await using harness = await TrackerHarness.start({ only: "tgtrack", options: { beforeSend } });
  harness.tgtrack.nextAnswers.push({ status: 503, body: "busy" }, { status: 503, body: "busy" });
  harness.tracker.handleUpdate(privateStart());
  expect(runs).toBe(1);
  await harness.settle();
  expect(runs).toBe(1);
  expect(harness.tgtrack.requests).toHaveLength(3);
});

test("null from `beforeSend` sends nothing there and is counted as `before-send`", async () => {
  const beforeSend: BeforeSend = (delivery) => (delivery.destination === "tgtrack" ? null : delivery);
  await using harness = await TrackerHarness.start({ options: { beforeSend } });
  harness.tracker.handleUpdate(privateStart());
  expect(await harness.tracker.trackEvent({ userId: USER_ID, event: "sale" })).toEqual({ stored: true });
  await harness.tracker.flush();
  expect(harness.toTgtrack).toEqual([]);
  expect(harness.tracker.ledger()).toMatchObject({
    tgtrack: { accepted: 2, dropped: { "before-send": 2 } },
    howusedbot: { accepted: 2, delivered: 2 },
  });
  await using alone = await TrackerHarness.start({ only: "tgtrack", options: { beforeSend } });
  const recorded = await alone.tracker.trackEvent({ userId: USER_ID, event: "sale" });
  expect(recorded).toEqual({ stored: false, reason: "before-send" });
});

test.each<[what: string, beforeSend: unknown]>([
  [
    "throws",
    () => {
      throw new Error("no scrubbing today");
    },
  ],
  ["returns nothing", () => undefined],
  ["returns a body that is no object", () => ({ body: "text" })],
  [
    "is async",
    async () => {
      throw new Error("no scrubbing today");
    },
  ],
  ["returns a body that JSON cannot hold", () => ({ body: { count: 5n } })],
])("what a `beforeSend` that %s has seen is a dead letter, unsent, with one message", async (_what, beforeSend) => {
  await using harness = await TrackerHarness.start({
    only: "tgtrack",
    options: { beforeSend: beforeSend as BeforeSend },
  });
  harness.tracker.handleUpdate(privateStart({ payload: "adA" }));
  expect(await harness.tracker.trackEvent({ userId: USER_ID, event: "sale" })).toEqual({
    stored: false,
    reason: "dead",
  });
  await harness.tracker.flush();
  expect(harness.tgtrack.requests).toEqual([]);
  expect(await harness.tracker.dead.list()).toMatchObject([
    {
      method: "on_telegram_webhook",
      body: JSON.stringify(privateStart({ payload: "adA" })),
      reason: { code: "before-send" },
    },
    { method: "add_event", reason: { code: "before-send" } },
  ]);
  expect(harness.messages).toHaveLength(1);
  expect(harness.messages[0]).toContain("beforeSend failed");
});

test("an update delivered twice is one dead letter, and sent again by hand it counts once", async () => {
  let broken = true;
  const beforeSend: BeforeSend = (delivery) => {
    if (broken) throw new Error("no scrubbing today");
    return delivery;
  };
  await using harness = await TrackerHarness.start({ only: "tgtrack", options: { beforeSend } });
  harness.tracker.handleUpdate(privateStart());
  harness.tracker.handleUpdate(privateStart());
  broken = false;
  harness.tracker.handleUpdate(privateStart());
  const letters = await harness.tracker.dead.list();
  expect(letters).toHaveLength(1);
  await harness.tracker.dead.retry(letters[0]?.id ?? "");
  await harness.tracker.flush();
  expect(harness.tgtrack.requests).toHaveLength(1);
});

test("`onDelivery` is told of everything that happens, in order", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.nextAnswers.push({ status: 500, body: { status: "error", error_code: 500 } });
  harness.tracker.handleUpdate(privateStart());
  await harness.settle();
  harness.tgtrack.nextAnswers.push({ status: 422, body: { status: "error", error_code: 422 } });
  await harness.tracker.trackEvent({ userId: USER_ID, event: "sale" });
  await harness.tracker.trackEvent({ userId: USER_ID, event: "" });
  await harness.settle();
  expect(harness.happenings.map(({ kind }) => kind)).toEqual([
    "stored",
    "retried",
    "delivered",
    "stored",
    "dropped",
    "buried",
  ]);
  const start = { destination: "tgtrack", method: "on_telegram_webhook", class: "start" };
  expect(harness.happenings[0]).toEqual({ kind: "stored", ...start, userId: String(USER_ID) });
  expect(harness.happenings[1]).toMatchObject({ kind: "retried", ...start, delayMs: 500, answerLost: false });
  expect(harness.happenings[2]).toMatchObject({ kind: "delivered", ...start, userId: String(USER_ID), ageMs: 500 });
  expect(harness.happenings[4]).toEqual({ kind: "dropped", destination: "tgtrack", reason: "invalid", count: 1 });
});

test.each<[what: string, onDelivery: () => unknown]>([
  [
    "throws",
    () => {
      throw new Error("no chart");
    },
  ],
  [
    "rejects",
    async () => {
      throw new Error("no chart");
    },
  ],
])("an `onDelivery` that %s is ignored, with one message", async (_what, onDelivery) => {
  await using harness = await TrackerHarness.start({ options: { onDelivery: () => void onDelivery() } });
  await using plain = await TrackerHarness.start({ options: { onDelivery: onDelivery as () => void } });
  plain.tracker.handleUpdate(privateStart());
  expect(await plain.tracker.flush()).toEqual({ delivered: 2, pending: 0 });
  expect(plain.messages).toEqual(["error [bot-tracker] onDelivery failed; the error is ignored: Error: no chart"]);
  expect(harness.messages).toEqual([]);
});

test("a logger that throws or rejects breaks neither the tracker nor the bot", async () => {
  for (const error of [
    () => {
      throw new Error("no disk");
    },
    async () => {
      throw new Error("no chat");
    },
  ]) {
    await using harness = await TrackerHarness.start({ options: { logger: { warn: error, error } } });
    expect(await harness.tracker.trackEvent({ userId: 5, event: "" })).toEqual({ stored: false, reason: "invalid" });
    harness.tracker.handleUpdate(privateStart());
    expect(await harness.tracker.flush()).toEqual({ delivered: 2, pending: 0 });
  }
});

test("purgeUser forgets what waits, what is dead and what is remembered of a person, and of nobody else", async () => {
  await using harness = await TrackerHarness.start({ tgtrack: { forward: () => true } });
  const { tracker } = harness;
  harness.tgtrack.answer = { status: 422, body: { status: "error", error_code: 422 } };
  tracker.handleUpdate(myChatMember({ updateId: 1 }));
  await tracker.flush();
  harness.tgtrack.answer = { status: 401, body: { status: "error", error_code: 401 } };
  harness.howUsedBot.answer = { status: 401, body: { ok: false } };
  tracker.handleUpdate(privateMessage({ updateId: 2 }));
  tracker.handleUpdate(privateMessage({ updateId: 3, userId: USER_ID + 1 }));
  await tracker.trackEvent({ userId: USER_ID, event: "sale" });
  await harness.happened(({ kind, destination }) => kind === "held" && destination === "tgtrack");
  await harness.happened(({ kind, destination }) => kind === "held" && destination === "howusedbot");
  // A dead stop, a forwarded message and a sale for TGTrack; activity and a sale for HowUsedBot.
  expect(await tracker.purgeUser(USER_ID)).toBe(5);
  expect(await tracker.dead.list()).toEqual([]);
  expect(tracker.ledger()).toMatchObject({
    tgtrack: { pending: 1, dropped: { purged: 3 } },
    howusedbot: { pending: 1, dropped: { purged: 2 } },
  });
  expect(await tracker.purgeUser(String(USER_ID))).toBe(0);
  // Nobody remembers that the person blocked the bot, so that a block is news again.
  expect(await tracker.userStopped({ userId: USER_ID })).toEqual({ stored: true });
});

test("purgeUser leaves the person's id in no row of the outbox file", async () => {
  const dir = temporaryFolder();
  await using harness = await TrackerHarness.start({ options: { outbox: "sqlite", dir } });
  const { tracker } = harness;
  tracker.handleUpdate(privateStart({ updateId: 1 }));
  tracker.handleUpdate(myChatMember({ updateId: 2 }));
  await tracker.trackEvent({ userId: USER_ID, event: "sale", key: "order 1" });
  await tracker.forUser(USER_ID, { updateId: 3 }).reachGoal("lead");
  await tracker.flush();
  const rows = (): string => {
    const db = new (nodeSqlite().DatabaseSync)(join(dir, `${BOT.id}.sqlite`), { readOnly: true });
    const tables = ["ledger_counters", "destination", "delivery", "dead_letter", "dedupe_key", "person", "quota_slot"];
    const all = JSON.stringify(tables.map((table) => db.prepare(`SELECT * FROM ${table}`).all()));
    db.close();
    return all;
  };
  expect(rows()).toContain(String(USER_ID));
  await tracker.purgeUser(USER_ID);
  expect(rows()).not.toContain(String(USER_ID));
});
