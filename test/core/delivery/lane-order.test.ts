import { describe, expect, it, vi } from "vitest";
import type { Outcome } from "../../../packages/core/src/delivery/outcome.ts";
import type { DeliveryClass } from "../../../packages/core/src/outbox/delivery.ts";
import { MemoryOutbox } from "../../../packages/core/src/outbox/memory/memory-outbox.ts";
import type { NextUp, Outbox } from "../../../packages/core/src/outbox/outbox.ts";
import { claimInSteps } from "../../../packages/core/src/outbox/rules/claim-in-steps.ts";
import type { QuotaLimits } from "../../../packages/core/src/outbox/rules/quota.ts";
import { hung, LaneHarness } from "../../support/lane-harness.ts";
import { StrictServer } from "../../support/strict-server.ts";
import { VirtualTime } from "../../support/virtual-time.ts";

const TGTRACK: QuotaLimits = {
  key: "k",
  windows: [
    { limit: 3, perMs: 1_000 },
    { limit: 500, perMs: 3_600_000 },
    { limit: 5_000, perMs: 86_400_000 },
  ],
};
const HOUR_MS = 3_600_000;

/** A lane to a service with TGTrack's limits, 50 to 300 ms away each way, that answers 429 to what is over them. */
function strictBench(seed: number): { harness: LaneHarness; server: StrictServer } {
  const time = new VirtualTime({ seed });
  const server = new StrictServer(TGTRACK.windows, time.random() * 24 * HOUR_MS);
  const leg = (): Promise<void> => time.sleep(50 + time.random() * 250);
  const outbox = new MemoryOutbox("harness", { maxItems: 1_000_000, maxBytes: 1e9 });
  const harness = new LaneHarness({ destination: { quota: TGTRACK }, time, latencyMs: 0, outbox });
  harness.answer = async (): Promise<Outcome> => {
    await leg();
    const taken = server.take(time.exactMs());
    await leg();
    return taken ? { kind: "delivered" } : { kind: "rate-limited" };
  };
  return { harness, server };
}

/** What part of its allowance a class uses in the first hours of a backlog, and in its first day. */
async function utilisation(name: DeliveryClass, seed: number): Promise<{ hour: number; day: number; refused: number }> {
  const { harness, server } = strictBench(seed);
  for (let index = 0; index < 6_000; index++) harness.put(`${index}`, { class: name });
  const startMs = harness.time.exactMs();
  await harness.time.advance(24 * HOUR_MS);
  const within = (ms: number): number => server.takenAtMs.filter((atMs) => atMs < startMs + ms).length;
  return { hour: within(8 * HOUR_MS) / (8 * 500), day: within(24 * HOUR_MS) / 5_000, refused: server.refused };
}

describe("a backlog under TGTrack's limits", () => {
  it.each([1, 2, 3])(
    "of starts uses at least 97 percent of the hour's and the day's allowance, with no 429 (seed %i)",
    async (seed) => {
      const { hour, day, refused } = await utilisation("start", seed);
      console.info(
        `starts: ${(100 * hour).toFixed(2)}% of the hour's, ${(100 * day).toFixed(2)}% of the day's allowance`,
      );
      expect(refused).toBe(0);
      expect(hour).toBeGreaterThanOrEqual(0.97);
      expect(day).toBeGreaterThanOrEqual(0.97);
    },
  );

  it.each([1, 2, 3])(
    "of events uses at least 77 percent, and at most the 80 that are theirs (seed %i)",
    async (seed) => {
      const { hour, day, refused } = await utilisation("event", seed);
      console.info(
        `events: ${(100 * hour).toFixed(2)}% of the hour's, ${(100 * day).toFixed(2)}% of the day's allowance`,
      );
      expect(refused).toBe(0);
      expect(Math.min(hour, day)).toBeGreaterThanOrEqual(0.77);
      expect(Math.max(hour, day)).toBeLessThanOrEqual(0.8);
    },
  );

  /** Puts `starts` starts now and then amid 10,000 events, and says how long each waited. */
  async function waitsAmidFlood(seed: number, times: number, starts: number, everyMs: number): Promise<number[]> {
    const { harness, server } = strictBench(seed);
    for (let index = 0; index < 10_000; index++) harness.put(`event ${index}`, { userId: `${index}` });
    const recordedMs = new Map<string, number>();
    for (let time = 0; time < times; time++) {
      await harness.time.advance(everyMs * (0.8 + 0.4 * harness.time.random()));
      for (let index = 0; index < starts; index++) {
        const name = `start ${time} ${index}`;
        recordedMs.set(name, harness.afterMs);
        harness.put(name, { class: "start", userId: name });
      }
    }
    await harness.time.advance(10_000);
    expect(server.refused).toBe(0);
    return harness.sent.flatMap(({ names, afterMs }) => {
      const atMs = recordedMs.get(names[0] ?? "");
      return atMs === undefined ? [] : [afterMs - atMs];
    });
  }

  // Their own share of an hour is 100, of a day 1,000; both times fewer come.
  it("of 10,000 events lets every lone start go at once", async () => {
    const waits = await waitsAmidFlood(4, 700, 1, 60_000);
    console.info(`lone starts amid a flood: ${waits.length}, the longest wait ${Math.max(...waits)} ms`);
    expect(waits).toHaveLength(700);
    expect(Math.max(...waits)).toBeLessThan(20);
  });

  it("of 10,000 events lets three starts of one moment go within 2 s", async () => {
    const waits = await waitsAmidFlood(5, 200, 3, 200_000);
    console.info(`three starts at once amid a flood: ${waits.length}, the longest wait ${Math.max(...waits)} ms`);
    expect(waits).toHaveLength(600);
    expect(Math.max(...waits)).toBeLessThanOrEqual(2_000);
  });
});

describe("what is sent first", () => {
  it("is the most valuable, whatever came before it", async () => {
    const harness = new LaneHarness({ destination: { concurrency: 1 } });
    const classes: DeliveryClass[] = ["activity", "event", "stop", "goal", "start"];
    harness.put("under way", { class: "start" });
    await harness.time.advance(1);
    for (const each of classes) harness.put(each, { class: each });
    await harness.time.advance(1_000);
    expect(harness.names).toEqual(["under way", ...classes.toReversed()]);
  });

  it("is never a user's goal before their start, whatever becomes of the start", async () => {
    const harness = new LaneHarness();
    const down: Outcome = { kind: "unavailable", description: "500", request: "answered" };
    harness.nextAnswers.push(down, down);
    harness.put("start", { class: "start", userId: "1" });
    harness.put("goal", { class: "goal", userId: "1" });
    await harness.time.advance(120_000);
    expect(harness.names).toEqual(["start", "start", "start", "goal"]);
  });

  it("is not looked for with every event that joins the queue for the quota, yet a start that comes goes at once", async () => {
    const outbox = new MemoryOutbox("harness");
    const next = vi.spyOn(outbox, "next");
    const harness = new LaneHarness({
      destination: { quota: { key: "k", windows: [{ limit: 3, perMs: 1_000 }] } },
      outbox,
    });
    for (let index = 0; index < 3; index++) harness.put(`event ${index}`);
    await harness.time.advance(500);
    expect(harness.names).toEqual(["event 0", "event 1"]);
    const asked = next.mock.calls.length;
    for (let index = 3; index < 100; index++) {
      harness.put(`event ${index}`);
      await harness.time.advance(1);
    }
    expect(next).toHaveBeenCalledTimes(asked);
    harness.put("start", { class: "start" });
    await harness.time.advance(1);
    expect(harness.names).toEqual(["event 0", "event 1", "start"]);
    await harness.time.advance(60_000);
    expect(harness.names).toHaveLength(101);
  });

  it("is a start rather than an event that is to be tried by another name", async () => {
    const quota = { key: "k", windows: [{ limit: 3, perMs: 60_000 - 1 }] };
    const harness = new LaneHarness({ destination: { quota } });
    harness.nextAnswers.push({ kind: "delivered" }, { kind: "again" });
    harness.put("event 1");
    harness.put("event 2");
    await harness.time.advance(100);
    harness.put("start", { class: "start" });
    await harness.time.advance(100);
    expect(harness.names).toEqual(["event 1", "event 2", "start"]);
    await harness.time.advance(200_000);
    expect(harness.ledger).toMatchObject({ delivered: 3, ambiguous: 0 });
  });

  it("leaves a third of the quota to starts and goals when many people have blocked the bot", async () => {
    const harness = new LaneHarness({ destination: { quota: { key: "k", windows: [{ limit: 3, perMs: 10_000 }] } } });
    for (let index = 0; index < 100; index++) harness.put(`stop ${index}`, { class: "stop", userId: `${index}` });
    await harness.time.advance(5_000);
    expect(harness.sent).toHaveLength(2);
    harness.put("goal", { class: "goal" });
    await harness.time.advance(1);
    expect(harness.names.at(-1)).toBe("goal");
  });
});

describe("where there are no limits", () => {
  it("is leased in one look what may be sent at once, each under a request of its own, but for a start's place", async () => {
    const outbox = new MemoryOutbox("harness");
    const lease = vi.spyOn(outbox, "lease");
    const next = vi.spyOn(outbox, "next");
    const takeSlot = vi.spyOn(outbox, "takeSlot");
    const destination = { concurrency: 4, quota: { key: "k", windows: [] } };
    const harness = new LaneHarness({ destination, outbox, latencyMs: 100 });
    for (let index = 0; index < 10; index++) harness.put(`event ${index}`);
    await harness.time.advance(10);
    expect(harness.sent.map(({ names }) => names)).toEqual([["event 0"], ["event 1"], ["event 2"]]);
    expect(lease).toHaveBeenCalledTimes(1);
    // Before they were leased, and not to learn that nothing else can go.
    expect(next).toHaveBeenCalledTimes(1);
    harness.put("start", { class: "start" });
    await harness.time.advance(10);
    expect(harness.names.at(-1)).toBe("start");
    await harness.time.advance(1_000);
    expect(harness.ledger).toMatchObject({ delivered: 11, ambiguous: 0 });
    expect(Math.max(...harness.sent.map(({ inFlight }) => inFlight))).toBe(4);
    expect(takeSlot).not.toHaveBeenCalled();
  });

  it("leaves a start its place that is to be tried again while the service answers nothing else", async () => {
    const harness = new LaneHarness({ destination: { concurrency: 3 } });
    harness.nextAnswers.push({ kind: "unavailable", description: "busy", request: "lost" });
    harness.put("start", { class: "start" });
    await harness.time.advance(20);
    harness.answer = hung;
    for (let index = 0; index < 3; index++) harness.put(`event ${index}`);
    await harness.time.advance(50_000);
    expect(harness.names).toEqual(["start", "event 0", "event 1", "start"]);
  });

  it("leaves a start its place where what was ready was not looked at before it was leased", async () => {
    const outbox = new MemoryOutbox("harness");
    const claim: Outbox["claim"] = (destination, nowMs, choose) => {
      const least: NextUp = { kind: "ready", class: "activity", count: 1, bytes: 1, oldestAtMs: nowMs, dueAtMs: nowMs };
      const request = choose(least);
      return request === undefined ? claimInSteps(outbox, destination, nowMs, choose) : outbox.lease(request);
    };
    const harness = new LaneHarness({ outbox, destination: { concurrency: 3 } });
    harness.put("first");
    await harness.time.advance(1_000);
    Object.defineProperty(outbox, "claim", { value: claim });
    harness.answer = hung;
    for (let index = 0; index < 4; index++) harness.put(`start ${index}`, { class: "start" });
    await harness.time.advance(1_000);
    expect(harness.names).toEqual(["first", "start 0", "start 1", "start 2"]);
  });

  it("keeps everything in its order that was leased together when a pause begins meanwhile", async () => {
    const outbox = new MemoryOutbox("harness");
    const harness = new LaneHarness({ outbox, destination: { concurrency: 3 } });
    harness.nextAnswers.push({ kind: "rate-limited", retryAfterMs: 5_000 }, { kind: "delivered" });
    for (let index = 0; index < 4; index++) harness.put(`event ${index}`);
    await harness.time.advance(1_000);
    expect(harness.names).toEqual(["event 0", "event 1"]);
    await harness.time.advance(60_000);
    expect(harness.names).toEqual(["event 0", "event 1", "event 0", "event 2", "event 3"]);
    expect(harness.ledger).toMatchObject({ delivered: 4, pending: 0 });
  });
});

describe("two lanes that spend the same key", () => {
  it("keep its limit together, and the one that finds it spent by the other's slow requests looks again", async () => {
    const time = new VirtualTime();
    const outbox = new MemoryOutbox("harness");
    const quota: QuotaLimits = { key: "k", windows: [{ limit: 2, perMs: 1_000 }] };
    const one = new LaneHarness({ time, outbox, destination: { quota }, latencyMs: 5_000 });
    const other = new LaneHarness({ time, outbox, destination: { quota, name: "other" } });
    one.put("a", { class: "start" });
    one.put("b", { class: "start" });
    await time.advance(100);
    one.put("c", { class: "start", destination: "other" });
    await time.advance(5_000);
    expect(other.sent).toEqual([]);
    await time.advance(2_100);
    expect(other.sent).toHaveLength(1);
  });
});

it("starts alone that fill the allowance give one warning, which says when the next can go", async () => {
  const quota = { key: "k", windows: [{ limit: 20, perMs: 3_600_000 }] };
  const harness = new LaneHarness({ destination: { quota } });
  for (let index = 0; index < 30; index++) harness.put(`start ${index}`, { class: "start", userId: `${index}` });
  await harness.time.advance(600_000);
  expect(harness.sent).toHaveLength(20);
  expect(harness.said).toHaveLength(1);
  expect(harness.said[0]).toMatch(/quota \(20 per 3600 s\) is used up.* can be sent in 60 minutes.*kept for 21 days/);
});
