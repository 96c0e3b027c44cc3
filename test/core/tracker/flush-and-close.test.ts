import type { ServerResponse } from "node:http";
import { createTracker, type Destination, MemoryOutbox } from "@bot-tracker/core";
import { expect, test } from "vitest";
import { RecordingServer } from "../../support/recording-server.ts";
import { expectBalanced, TGTRACK_KEY, TrackerHarness } from "../../support/tracker-harness.ts";
import { BOT, privateStart, USER_ID } from "../../support/updates.ts";

const start = (id: number) => privateStart({ updateId: id, messageId: id, userId: id });
const hang = () => {};

/** Resolves when a request is there. */
function arrival(server: RecordingServer): Promise<void> {
  return new Promise((resolve) => {
    server.nextAnswers.push(() => resolve());
  });
}

test("flush says how much was delivered and how much is left", async () => {
  await using harness = await TrackerHarness.start();
  for (let id = 1; id <= 3; id++) harness.tracker.handleUpdate(start(id));
  expect(await harness.tracker.flush()).toEqual({ delivered: 6, pending: 0 });
  expect(await harness.tracker.flush()).toEqual({ delivered: 0, pending: 0 });
});

test("flush ends when its time is over, and says what is left", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.answer = hang;
  const arrived = arrival(harness.tgtrack);
  harness.tracker.handleUpdate(start(1));
  const flushed = harness.tracker.flush({ timeoutMs: 5_000 });
  await arrived;
  let over = false;
  void flushed.then(() => {
    over = true;
  });
  await harness.ports.advance(4_999);
  expect(over).toBe(false);
  await harness.ports.advance(1);
  expect(await flushed).toEqual({ delivered: 0, pending: 1 });
});

test("flush does not wait for what cannot be sent in its time", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.answer = { status: 401, body: { status: "error", error_code: 401 } };
  harness.tracker.handleUpdate(start(1));
  await harness.happened(({ kind }) => kind === "held");
  // The clock stands still: whoever waited for the end of the pause would wait for ever.
  expect(await harness.tracker.flush({ timeoutMs: 900 })).toEqual({ delivered: 0, pending: 1 });
});

test.each<[what: string, patience: unknown]>([
  ["not a number", { timeoutMs: Number.NaN }],
  ["a text", { timeoutMs: "5000" }],
  ["null", null],
  ["endless", { timeoutMs: Number.POSITIVE_INFINITY }],
  ["negative", { timeoutMs: -1 }],
])("a patience that is %s ends flush and close all the same", async (_what, patience) => {
  await using harness = await TrackerHarness.start();
  harness.tracker.handleUpdate(start(1));
  await harness.tracker.flush();
  expect(await harness.tracker.flush(patience as never)).toEqual({ delivered: 0, pending: 0 });
  await harness.tracker.close(patience as never);
});

test("close sends what is left, closes its connections and takes nothing more", async () => {
  await using harness = await TrackerHarness.start();
  harness.tracker.handleUpdate(start(1));
  await harness.tracker.close();
  expect(harness.tracker.ledger()).toMatchObject({ tgtrack: { delivered: 1 }, howusedbot: { delivered: 1 } });
  harness.tracker.handleUpdate(start(2));
  expect(harness.tracker.ledger()).toMatchObject({ tgtrack: { accepted: 1 }, howusedbot: { accepted: 1 } });
});

test("close ends in its time although the service hangs, keeps the account and can be called twice", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.answer = hang;
  const arrived = arrival(harness.tgtrack);
  for (let id = 1; id <= 20; id++) harness.tracker.handleUpdate(start(id));
  const closed = harness.tracker.close({ timeoutMs: 2_000 });
  const closedAgain = harness.tracker.close();
  await arrived;
  await harness.ports.advance(2_000);
  await Promise.all([closed, closedAgain]);
  expect(harness.tracker.ledger().tgtrack).toMatchObject({ accepted: 20, delivered: 0, pending: 20 });
});

test("close sends nothing new in its last second, and lets the requests under way be answered", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  const underWay: ServerResponse[] = [];
  const allUnderWay = new Promise<void>((resolve) => {
    harness.tgtrack.answer = (_request, response) => {
      if (underWay.push(response) === 8) resolve();
    };
  });
  for (let id = 1; id <= 20; id++) harness.tracker.handleUpdate(start(id));
  const closed = harness.tracker.close({ timeoutMs: 5_000 });
  await allUnderWay;
  await harness.ports.advance(4_000);
  for (const response of underWay) response.end('{"status":"OK"}');
  await closed;
  expect(harness.tracker.ledger().tgtrack).toMatchObject({ delivered: 8, pending: 12, ambiguous: 0 });
  expect(harness.tgtrack.requests).toHaveLength(8);
});

test("with the real clock, close ends in its time although the service hangs", async () => {
  await using server = await RecordingServer.start();
  server.answer = hang;
  const arrived = arrival(server);
  const tracker = createTracker(
    { botId: BOT.id, outbox: "memory", tgtrack: { apiKey: TGTRACK_KEY, url: server.url } },
    {},
  );
  tracker.handleUpdate(start(1));
  await arrived;
  // The request's own limit is 10 s: what ends this test is the close.
  const order: string[] = [];
  const later = setTimeout(() => order.push("5 s later"), 5_000);
  await tracker.close({ timeoutMs: 50 });
  order.push("closed");
  clearTimeout(later);
  expect(order).toEqual(["closed"]);
  expectBalanced(tracker);
});

test("a read that waits is rejected when the tracker closes", async () => {
  await using harness = await TrackerHarness.start({ only: "tgtrack" });
  harness.tgtrack.answer = { status: 401, body: { status: "error", error_code: 401 } };
  harness.tracker.handleUpdate(start(1));
  await harness.happened(({ kind }) => kind === "held");
  const read = harness.tracker.getUserInfo(USER_ID).catch((error: unknown) => error);
  await harness.tracker.close({ timeoutMs: 0 });
  expect(await read).toMatchObject({ name: "KeyHeldError", code: "key-held", destination: "tgtrack" });
  await expect(harness.tracker.getUserInfo(USER_ID)).rejects.toMatchObject({ name: "KeyHeldError" });
});

test("the ledger has a row for every destination from the start", async () => {
  await using harness = await TrackerHarness.start();
  const dropped = { invalid: 0, "before-send": 0, unsupported: 0, expired: 0, overflow: 0, purged: 0, corrupt: 0 };
  const row = { accepted: 0, delivered: 0, pending: 0, dropped, dead: 0, ambiguous: 0 };
  expect(harness.tracker.ledger()).toEqual({ tgtrack: row, howusedbot: row });
});

test("the ledger balances at every moment, also in the middle of a request", async () => {
  await using harness = await TrackerHarness.start({ options: { onDelivery: () => expectBalanced(harness.tracker) } });
  harness.tgtrack.answer = (_request, response) => {
    expectBalanced(harness.tracker);
    response.end(JSON.stringify({ status: "OK" }));
  };
  for (let id = 1; id <= 10; id++) harness.tracker.handleUpdate(start(id));
  await harness.tracker.trackEvent({ userId: 1, event: "" });
  await harness.tracker.flush();
  expect(harness.messages).toHaveLength(1);
  expect(harness.tracker.ledger().tgtrack).toMatchObject({ accepted: 11, delivered: 10, dropped: { invalid: 1 } });
});

test("health tells what holds a destination, how old its oldest delivery is, and how full its quota", async () => {
  await using harness = await TrackerHarness.start({
    only: "tgtrack",
    tgtrack: {
      limits: [
        { limit: 3, perMs: 1_000 },
        { limit: 500, perMs: 3_600_000 },
      ],
    },
  });
  expect(harness.tracker.health().tgtrack).toEqual({
    oldestPendingMs: 0,
    strayRequests: 0,
    storage: "memory",
    quota: [
      { limit: 3, perMs: 1_000, used: 0 },
      { limit: 500, perMs: 3_600_000, used: 0 },
    ],
  });
  harness.tgtrack.answer = { status: 402, body: { status: "error", error_code: 402, error_description: "Expired" } };
  harness.tracker.handleUpdate(start(1));
  await harness.happened(({ kind }) => kind === "held");
  await harness.ports.advance(500);
  expect(harness.tracker.health().tgtrack).toEqual({
    held: { cause: "key-refused", why: "402 Expired", untilMs: harness.ports.nowMs() + 500 },
    oldestPendingMs: 500,
    strayRequests: 0,
    storage: "memory",
    quota: [
      { limit: 3, perMs: 1_000, used: 1 },
      { limit: 500, perMs: 3_600_000, used: 1 },
    ],
  });
});

test("HowUsedBot waits for the bot's id, and health says why, until the bot is known", async () => {
  await using server = await RecordingServer.start();
  server.answer = { body: { ok: true } };
  const tracker = createTracker(
    { outbox: "memory", howUsedBot: { apiToken: "howusedbot-token", url: server.url } },
    {},
  );
  tracker.handleUpdate(start(1));
  expect(await tracker.flush()).toEqual({ delivered: 0, pending: 1 });
  expect(tracker.health().howusedbot?.held).toEqual({
    cause: "not-ready",
    why: expect.stringContaining("HOWUSEDBOT_BOT_ID"),
  });
  tracker.identify({ id: String(BOT.id), username: BOT.username });
  expect(await tracker.flush()).toEqual({ delivered: 1, pending: 0 });
  expect(server.lastBody).toMatchObject({ botId: BOT.id, event: "start" });
  await tracker.close();
});

test("a process that ends by itself first sends what waits in memory", async () => {
  await using harness = await TrackerHarness.start();
  harness.tracker.handleUpdate(start(1));
  harness.ports.exitComes();
  await harness.happened(({ kind, destination }) => kind === "delivered" && destination === "tgtrack");
  await harness.happened(({ kind, destination }) => kind === "delivered" && destination === "howusedbot");
});

test("a destination of one's own that never answers and cannot be stopped does not hold up close", async () => {
  const stuck: Destination = {
    name: "stuck",
    accepts: new Set(["start"]),
    plan: () => [{ kind: "deliver", method: "x", body: {}, class: "start", expiresAfterMs: 1_000 }],
    send: () => new Promise(() => {}),
  };
  await using harness = await TrackerHarness.start({ only: "tgtrack", options: { destinations: [stuck] } });
  harness.tracker.handleUpdate(start(1));
  await harness.happened(({ kind, destination }) => kind === "delivered" && destination === "tgtrack");
  const closed = harness.tracker.close({ timeoutMs: 1_000 });
  await harness.ports.advance(2_000);
  await closed;
  expect(harness.tracker.ledger()).toMatchObject({ tgtrack: { delivered: 1 }, stuck: { pending: 1 } });
});

test("an outbox of one's own whose flush fails or never ends does not hold up flush and close", async () => {
  class Refusing extends MemoryOutbox {
    flush(): Promise<void> {
      return Promise.reject(new Error("no way"));
    }
  }
  class Hanging extends MemoryOutbox {
    flush(): Promise<void> {
      return new Promise(() => {});
    }
  }
  await using refused = await TrackerHarness.start({ only: "tgtrack", options: { outbox: new Refusing("test") } });
  refused.tracker.handleUpdate(start(1));
  expect(await refused.tracker.flush()).toEqual({ delivered: 1, pending: 0 });
  expect(refused.messages).toEqual([expect.stringContaining("no way")]);

  const hung = await TrackerHarness.start({ only: "tgtrack", options: { outbox: new Hanging("test") } });
  let isClosed = false;
  void hung.tracker.close({ timeoutMs: 1_000 }).then(() => {
    isClosed = true;
  });
  await hung.ports.advance(1_000);
  await Promise.all([hung.tgtrack.close(), hung.howUsedBot.close()]);
  expect(isClosed).toBe(true);
});
