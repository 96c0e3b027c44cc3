import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../packages/core/src/delivery/outcome.ts";
import { MemoryOutbox } from "../../../packages/core/src/outbox/memory/memory-outbox.ts";
import { hung, LaneHarness } from "../../support/lane-harness.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { VirtualTime } from "../../support/virtual-time.ts";
import { openSqlite } from "../outbox/sqlite/sqlite-fixtures.ts";

const REFUSED: Outcome = { kind: "rejected", reason: { code: 422, description: "validation failed", details: "from" } };
const NO_KEY: Outcome = { kind: "key-refused", reason: { code: 401, description: "bad token" } };
const LIMIT: Outcome = { kind: "rate-limited" };
const DOWN: Outcome = { kind: "unavailable", description: "500", request: "answered" };
const LOST: Outcome = { kind: "unavailable", description: "timed out", request: "lost" };
const NOT_SENT: Outcome = { kind: "unavailable", description: "refused", request: "never-sent" };

const gaps = (moments: readonly number[]): number[] =>
  moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));

describe("a delivery that the service", () => {
  it("takes is delivered, with its age told", async () => {
    const harness = new LaneHarness();
    harness.put("a", { userId: "7" });
    await harness.time.advance(10);
    expect(harness.ledger).toMatchObject({ accepted: 1, delivered: 1, pending: 0 });
    expect(harness.happenings).toMatchObject([{ kind: "delivered", method: "add_event", userId: "7", ageMs: 10 }]);
  });

  it("rejects becomes a dead letter with the reason, and one message says so", async () => {
    const harness = new LaneHarness();
    harness.answer = REFUSED;
    harness.put("a");
    harness.put("b");
    await harness.time.advance(1_000);
    expect(harness.ledger).toMatchObject({ dead: 2, pending: 0 });
    expect(await harness.outbox.deadLetters()).toMatchObject([
      { body: '"a"', reason: { code: 422, details: "from" }, attempts: 1 },
      { body: '"b"' },
    ]);
    expect(harness.said).toHaveLength(1);
    expect(harness.said[0]).toContain("422 validation failed (from)");
  });

  it("fails at is tried again after a delay that doubles up to a minute, without an end", async () => {
    const harness = new LaneHarness({ latencyMs: 0 });
    harness.answer = (deliveries) => (deliveries[0]?.body === '"bad"' ? DOWN : { kind: "delivered" });
    harness.put("bad");
    // Others succeed in between: the service as a whole works.
    for (let minute = 0; minute < 120; minute++) {
      for (let second = 0; second < 60; second += 5) {
        harness.put("good");
        await harness.time.advance(5_000);
      }
    }
    const tries = harness.sent.filter(({ names }) => names[0] === "bad").map(({ afterMs }) => afterMs);
    expect(tries.length).toBeGreaterThan(120);
    expect(Math.max(...gaps(tries))).toBeLessThanOrEqual(60_001);
    expect(Math.min(...gaps(tries))).toBeGreaterThanOrEqual(100);
    expect(harness.ledger).toMatchObject({ pending: 1, ambiguous: 0, dead: 0 });
    expect(harness.lane.hold).toBeUndefined();
  });

  it.each(["memory", "sqlite"] as const)(
    "fails at is tried again when it is due, though less valuable ones wait an hour for the limit: %s",
    async (kind) => {
      const time = new VirtualTime();
      const path = join(temporaryFolder(), "bot.sqlite");
      const outbox = kind === "memory" ? new MemoryOutbox("harness") : openSqlite({ path, ports: time }).outbox;
      const quota = { key: "k", windows: [{ limit: 10, perMs: 3_600_000 }] };
      const harness = new LaneHarness({ time, outbox, destination: { quota } });
      for (let index = 0; index < 20; index++) harness.put(`event ${index}`);
      await harness.time.advance(10_000);
      expect(harness.names).toHaveLength(8);
      harness.nextAnswers.push({ kind: "unavailable", description: "503", request: "answered" });
      harness.put("start", { class: "start" });
      await harness.time.advance(5_000);
      expect(harness.names.slice(8)).toEqual(["start", "start"]);
    },
  );

  it("may have recorded before its answer was lost is sent again and counted as ambiguous", async () => {
    const harness = new LaneHarness();
    harness.nextAnswers.push(LOST, NOT_SENT);
    harness.put("a");
    await harness.time.advance(120_000);
    expect(harness.names).toEqual(["a", "a", "a"]);
    expect(harness.ledger).toMatchObject({ delivered: 1, ambiguous: 1 });
    expect(harness.happenings).toMatchObject([
      { kind: "retried", answerLost: true },
      { kind: "retried", answerLost: false },
      { kind: "delivered" },
    ]);
  });

  it("may have recorded is buried instead when it is never to be sent twice", async () => {
    const harness = new LaneHarness();
    harness.nextAnswers.push(LOST);
    harness.put("sale", { class: "goal", onLostAnswer: "bury" });
    await harness.time.advance(120_000);
    expect(harness.names).toEqual(["sale"]);
    expect(harness.ledger).toMatchObject({ dead: 1, ambiguous: 0 });
    expect(await harness.outbox.deadLetters()).toMatchObject([{ reason: { code: "lost-answer" } }]);
  });

  it("cannot have seen is sent again even when it is never to be sent twice", async () => {
    const harness = new LaneHarness();
    harness.nextAnswers.push(NOT_SENT, DOWN);
    harness.put("sale", { class: "goal", onLostAnswer: "bury" });
    await harness.time.advance(120_000);
    expect(harness.ledger).toMatchObject({ delivered: 1, dead: 0, ambiguous: 0 });
  });

  it("wants by another name goes again at once, under a slot of its own", async () => {
    const quota = { key: "k", windows: [{ limit: 2, perMs: 1_000 }] };
    const harness = new LaneHarness({ destination: { quota } });
    harness.nextAnswers.push({ kind: "again" });
    harness.put("start", { class: "start" });
    await harness.time.advance(100);
    expect(harness.sent.map(({ afterMs }) => afterMs)).toEqual([0, 10]);
    expect(harness.outbox.quotaUsed(quota, harness.time.nowMs())).toEqual([2]);
    expect(harness.ledger).toMatchObject({ delivered: 1 });
  });

  it("is told by code that fails is tried again, and neither the lane nor the bot breaks", async () => {
    const harness = new LaneHarness();
    harness.nextAnswers.push(() => {
      throw new Error("a bug");
    });
    harness.put("a");
    await harness.time.advance(120_000);
    expect(harness.ledger).toMatchObject({ delivered: 1, ambiguous: 1 });
  });

  it("had no chance to see in time is dropped as expired while it waits to be tried again", async () => {
    const harness = new LaneHarness();
    harness.answer = DOWN;
    harness.put("a", { expiresAtMs: harness.time.nowMs() + 5_000 });
    await harness.time.advance(120_000);
    expect(harness.ledger).toMatchObject({ accepted: 1, pending: 0, dropped: { expired: 1 } });
  });
});

describe("a refused key", () => {
  it("holds everything, and one request is tried after 1 s, doubling to 5 minutes", async () => {
    const harness = new LaneHarness();
    harness.answer = NO_KEY;
    for (let index = 0; index < 20; index++) harness.put(`${index}`, { class: "start", userId: `${index}` });
    await harness.time.advance(3_600_000);
    const probes = harness.sent.slice(8);
    expect(harness.sent.slice(0, 8).every(({ afterMs }) => afterMs === 0)).toBe(true);
    expect(probes.every(({ inFlight }) => inFlight === 1)).toBe(true);
    const waits = gaps([10, ...probes.map(({ afterMs }) => afterMs)]).map((ms, index) => (index === 0 ? ms : ms - 10));
    expect(waits.slice(0, 11)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((seconds) => seconds * 1_000));
    expect(harness.ledger).toMatchObject({ pending: 20, dead: 0, ambiguous: 0 });
    expect(harness.said.filter((message) => message.includes("refuses the key"))).toHaveLength(1);
    expect(harness.lane.hold).toMatchObject({ cause: "key-refused", why: "401 bad token" });
  });

  it("that is mended lets everything go, in order, and is said again if it breaks again", async () => {
    const harness = new LaneHarness();
    harness.nextAnswers.push(NO_KEY, NO_KEY);
    for (let index = 0; index < 3; index++) harness.put(`${index}`, { class: "start" });
    await harness.time.advance(60_000);
    expect(harness.ledger).toMatchObject({ delivered: 3, pending: 0 });
    expect(harness.lane.hold).toBeUndefined();
    harness.nextAnswers.push(NO_KEY);
    harness.put("later");
    await harness.time.advance(60_000);
    expect(harness.said).toHaveLength(2);
  });
});

describe("a 429", () => {
  it("without Retry-After holds the key for 1 s, doubling while they go on", async () => {
    const harness = new LaneHarness({ destination: { concurrency: 1 } });
    harness.nextAnswers.push(LIMIT, LIMIT, LIMIT);
    harness.put("a");
    await harness.time.advance(60_000);
    expect(harness.sent.map(({ afterMs }) => afterMs)).toEqual([0, 1_010, 3_020, 7_030]);
    expect(harness.ledger).toMatchObject({ delivered: 1, ambiguous: 0 });
    expect(harness.said).toHaveLength(1);
  });

  it("with Retry-After holds it for that long, believed up to an hour", async () => {
    const harness = new LaneHarness({ latencyMs: 0 });
    harness.nextAnswers.push({ ...LIMIT, retryAfterMs: 30_000 }, { ...LIMIT, retryAfterMs: 1e9 });
    harness.put("a");
    await harness.time.advance(30_000 + 3_600_000 - 1);
    expect(harness.sent.map(({ afterMs }) => afterMs)).toEqual([0, 30_000]);
    await harness.time.advance(1);
    expect(harness.ledger).toMatchObject({ delivered: 1 });
  });

  it("that says to try at once is not taken at its word again and again", async () => {
    const harness = new LaneHarness();
    harness.answer = { ...LIMIT, retryAfterMs: 0 };
    harness.put("a");
    await harness.time.advance(60_000);
    expect(harness.sent.length).toBeLessThan(8);
  });

  it("to a request that was under way already lengthens no pause, but its Retry-After does", async () => {
    const harness = new LaneHarness();
    harness.nextAnswers.push(LIMIT, async () => {
      await harness.time.sleep(500);
      return { ...LIMIT, retryAfterMs: 20_000 };
    });
    harness.put("a");
    harness.put("b");
    await harness.time.advance(20_000);
    expect(harness.sent).toHaveLength(2);
    await harness.time.advance(60_000);
    expect(harness.sent[2]?.afterMs).toBe(20_510);
    expect(harness.happenings.filter(({ kind }) => kind === "held")).toMatchObject([
      { forMs: 1_000 },
      { forMs: 20_000 },
    ]);
  });
});

describe("a service that does not work", () => {
  it("is left alone after 3 failures in a row, and tried with one request at a time, every 30 s at the latest", async () => {
    const harness = new LaneHarness({ destination: { concurrency: 1 } });
    harness.answer = DOWN;
    for (let index = 0; index < 50; index++) harness.put(`${index}`);
    await harness.time.advance(600_000);
    expect(harness.lane.hold).toMatchObject({ cause: "unavailable" });
    expect(harness.sent.length).toBeLessThan(40);
    const late = harness.sent.map(({ afterMs }) => afterMs).filter((afterMs) => afterMs > 120_000);
    expect(gaps(late).every((gap) => gap === 30_010)).toBe(true);
    harness.answer = { kind: "delivered" };
    await harness.time.advance(120_000);
    expect(harness.ledger).toMatchObject({ delivered: 50, pending: 0 });
  });

  it("is not thought down for one delivery that it always fails at: a start that comes then goes at once", async () => {
    const harness = new LaneHarness();
    harness.answer = (deliveries) => (deliveries[0]?.body === '"bad"' ? DOWN : { kind: "delivered" });
    harness.put("bad", { class: "start", userId: "1" });
    await harness.time.advance(600_000);
    harness.put("good", { class: "start", userId: "2" });
    await harness.time.advance(10);
    expect(harness.ledger).toMatchObject({ delivered: 1, pending: 1 });
    expect(harness.happenings.some(({ kind }) => kind === "held")).toBe(false);
    expect(harness.said).toEqual([expect.stringContaining("is unavailable: 500")]);
  });

  it("says so once an hour at most, however often it comes and goes", async () => {
    const harness = new LaneHarness({ destination: { concurrency: 1 } });
    for (let round = 0; round < 20; round++) {
      harness.nextAnswers.push(LIMIT);
      harness.put("a");
      await harness.time.advance(60_000);
    }
    expect(harness.ledger).toMatchObject({ delivered: 20 });
    expect(harness.said).toHaveLength(1);
  });

  it("takes the hold's length anew when it answers 429 after it was down", async () => {
    const harness = new LaneHarness({ destination: { concurrency: 1 }, latencyMs: 0 });
    harness.answer = DOWN;
    for (let index = 0; index < 5; index++) harness.put(`${index}`);
    await harness.time.advance(300_000);
    harness.answer = LIMIT;
    await harness.time.advance(30_000);
    const held = harness.happenings.filter((each) => each.kind === "held");
    const first = held.find(({ cause }) => cause === "rate-limited");
    expect(first).toMatchObject({ forMs: 1_000 });
  });

  it("ends its hold with the first success, and a success of a request sent before does not", async () => {
    const harness = new LaneHarness({ destination: { concurrency: 4 } });
    const slow = async (): Promise<Outcome> => {
      await harness.time.sleep(500);
      return { kind: "delivered" };
    };
    harness.nextAnswers.push(slow, DOWN, DOWN, DOWN);
    for (let index = 0; index < 4; index++) harness.put(`${index}`);
    await harness.time.advance(600);
    expect(harness.ledger).toMatchObject({ delivered: 1 });
    expect(harness.lane.hold).toMatchObject({ cause: "unavailable" });
    await harness.time.advance(60_000);
    expect(harness.ledger).toMatchObject({ delivered: 4 });
    expect(harness.lane.hold).toBeUndefined();
  });

  it("ends its hold although the clock was put back meanwhile", async () => {
    const harness = new LaneHarness();
    harness.nextAnswers.push(NO_KEY);
    harness.put("a");
    await harness.time.advance(10);
    harness.time.putBack(5_000);
    await harness.time.advance(6_100);
    expect(harness.ledger).toMatchObject({ delivered: 1 });
    expect(harness.lane.hold).toBeUndefined();
  });
});

describe("a batch", () => {
  const batch = { maxItems: 8, maxBytes: 1e6, maxWaitMs: 5_000 };

  it("leaves when it is full, or when its oldest has waited long enough, whatever its class", async () => {
    const harness = new LaneHarness({ destination: { batch } });
    harness.put("activity", { class: "activity" });
    await harness.time.advance(4_000);
    harness.put("start", { class: "start" });
    await harness.time.advance(2_000);
    expect(harness.sent).toMatchObject([{ afterMs: 5_000, names: ["start", "activity"] }]);
    for (let index = 0; index < 8; index++) harness.put(`${index}`);
    await harness.time.advance(0);
    expect(harness.sent[1]).toMatchObject({ afterMs: 6_000 });
    expect(harness.sent[1]?.names).toHaveLength(8);
  });

  it("that is rejected is split until the culprit is found, and the others are delivered once", async () => {
    const harness = new LaneHarness({ destination: { batch } });
    harness.answer = (deliveries) => (deliveries.some(({ body }) => body === '"5"') ? REFUSED : { kind: "delivered" });
    for (let index = 0; index < 8; index++) harness.put(`${index}`);
    await harness.time.advance(1_000);
    expect(harness.ledger).toMatchObject({ delivered: 7, dead: 1, pending: 0 });
    expect((await harness.outbox.deadLetters()).map(({ body }) => body)).toEqual(['"5"']);
    expect(harness.sent).toHaveLength(7);
  });

  it("whose halves have to wait for a held key goes back to the outbox, and none of it is lost or counted twice", async () => {
    const harness = new LaneHarness({ destination: { batch, concurrency: 1 } });
    harness.nextAnswers.push(REFUSED, NO_KEY, NO_KEY, NO_KEY, NO_KEY, NO_KEY, NO_KEY, NO_KEY);
    for (let index = 0; index < 8; index++) harness.put(`${index}`);
    await harness.time.advance(600_000);
    expect(harness.ledger).toMatchObject({ delivered: 8, pending: 0, ambiguous: 0 });
    expect(harness.names.slice(-8).sort()).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
  });

  it("whose halves find no quota in time goes back too", async () => {
    const quota = { key: "k", windows: [{ limit: 1, perMs: 100_000 }] };
    const harness = new LaneHarness({ destination: { batch, quota } });
    harness.nextAnswers.push(REFUSED);
    for (let index = 0; index < 8; index++) harness.put(`${index}`);
    await harness.time.advance(40_000);
    expect(await harness.outbox.next("service", harness.time.nowMs())).toMatchObject({ kind: "ready", count: 8 });
    await harness.time.advance(110_000);
    expect(harness.ledger).toMatchObject({ delivered: 8, pending: 0, ambiguous: 0 });
  });
});

describe("a service that hangs", () => {
  it("is not asked for more than its places allow, and one of them is kept for starts and goals", async () => {
    const harness = new LaneHarness();
    harness.answer = hung;
    for (let index = 0; index < 20; index++) harness.put(`event ${index}`);
    await harness.time.advance(1_000);
    expect(harness.sent).toHaveLength(7);
    harness.put("start", { class: "start" });
    await harness.time.advance(1);
    expect(harness.sent.at(-1)).toMatchObject({ afterMs: 1_000, names: ["start"], inFlight: 8 });
  });

  it("and whose requests cannot be ended does not take every place for ever", async () => {
    const harness = new LaneHarness({ destination: { concurrency: 1 } });
    harness.nextAnswers.push(() => new Promise(() => {}));
    harness.put("a");
    await harness.time.advance(120_000);
    expect(harness.sent).toHaveLength(2);
    expect(harness.ledger).toMatchObject({ delivered: 1, ambiguous: 1 });
  });
});
