import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../packages/core/src/delivery/outcome.ts";
import { MemoryOutbox } from "../../../packages/core/src/outbox/memory/memory-outbox.ts";
import type { QuotaLimits } from "../../../packages/core/src/outbox/rules/quota.ts";
import { groupedOutbox } from "../../support/grouped-outbox.ts";
import { hung, LaneHarness } from "../../support/lane-harness.ts";
import { VirtualTime } from "../../support/virtual-time.ts";

const QUOTA: QuotaLimits = { key: "k", windows: [{ limit: 3, perMs: 60_000 }] };

describe("flush", () => {
  it("ends when everything is sent, without waiting for company", async () => {
    const batch = { maxItems: 100, maxBytes: 1e6, maxWaitMs: 60_000 };
    const harness = new LaneHarness({ destination: { batch } });
    for (let index = 0; index < 5; index++) harness.put(`${index}`);
    await harness.time.until(harness.lane.flush(harness.time.nowMs() + 5_000));
    expect(harness.afterMs).toBe(10);
    expect(harness.ledger).toMatchObject({ delivered: 5 });
  });

  it("ends when what was answered is written, where an outbox writes answers in groups", async () => {
    const time = new VirtualTime();
    const harness = new LaneHarness({ time, outbox: groupedOutbox(new MemoryOutbox("grouped"), time) });
    for (let index = 0; index < 20; index++) harness.put(`${index}`);
    await time.until(harness.lane.flush(time.nowMs() + 5_000));
    expect(harness.ledger).toMatchObject({ delivered: 20, pending: 0 });
    expect(Math.max(...harness.sent.map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(8);
    harness.answer = { kind: "unavailable", description: "lost", request: "lost", retryAfterMs: 60_000 };
    harness.put("last");
    await time.until(harness.lane.flush(time.nowMs() + 5_000));
    expect(harness.ledger).toMatchObject({ pending: 1, ambiguous: 1 });
  });

  it("does not end while the lane looks for more, where somebody else's write has the answers written first", async () => {
    const time = new VirtualTime();
    const outbox = groupedOutbox(new MemoryOutbox("grouped"), time, { writeAfterMs: 5, claimMs: 300 });
    const harness = new LaneHarness({ time, outbox });
    for (let index = 0; index < 100; index++) harness.put(`${index}`);
    await time.until(harness.lane.flush(time.nowMs() + 60_000));
    expect(harness.ledger).toMatchObject({ delivered: 100, pending: 0 });
  });

  it("stands down when what was answered is written, where an outbox writes answers in groups", async () => {
    const time = new VirtualTime();
    const harness = new LaneHarness({ time, outbox: groupedOutbox(new MemoryOutbox("grouped"), time) });
    harness.put("first");
    await time.advance(1_000);
    harness.put("a");
    await time.advance(5);
    expect(harness.lane.inFlight).toBe(1);
    await time.until(harness.lane.standDown());
    expect(harness.ledger).toMatchObject({ delivered: 2, pending: 0 });
  });

  it("ends at its deadline when the service hangs", async () => {
    const harness = new LaneHarness();
    harness.answer = hung;
    harness.put("a");
    await harness.time.until(harness.lane.flush(harness.time.nowMs() + 5_000));
    expect(harness.afterMs).toBe(5_000);
    expect(harness.ledger).toMatchObject({ pending: 1 });
  });

  it("ends at once when nothing can be sent before its deadline", async () => {
    const harness = new LaneHarness({ destination: { quota: QUOTA }, latencyMs: 0 });
    for (let index = 0; index < 5; index++) harness.put(`${index}`, { class: "start" });
    await harness.time.until(harness.lane.flush(harness.time.nowMs() + 5_000));
    expect(harness.afterMs).toBe(0);
    expect(harness.ledger).toMatchObject({ delivered: 3, pending: 2 });
  });

  it("waits for what can be tried again in time", async () => {
    const harness = new LaneHarness();
    harness.nextAnswers.push({ kind: "rate-limited" });
    harness.put("a");
    await harness.time.until(harness.lane.flush(harness.time.nowMs() + 5_000));
    expect(harness.ledger).toMatchObject({ delivered: 1 });
  });

  it("ends at its deadline when the outbox hangs", async () => {
    class HungOutbox extends MemoryOutbox {
      override next(): never {
        return new Promise(() => {}) as never;
      }
    }
    const harness = new LaneHarness({ outbox: new HungOutbox("hung") });
    await harness.time.until(harness.lane.flush(harness.time.nowMs() + 5_000));
    expect(harness.afterMs).toBe(5_000);
  });
});

describe("close", () => {
  it("sends nothing more, and gives back what was in hand", async () => {
    const batch = { maxItems: 8, maxBytes: 1e6, maxWaitMs: 0 };
    const harness = new LaneHarness({ destination: { batch, concurrency: 1 } });
    harness.nextAnswers.push({ kind: "rejected", reason: { code: 400, description: "bad" } });
    for (let index = 0; index < 8; index++) harness.put(`${index}`);
    await harness.time.advance(5);
    const closed = harness.lane.close();
    await harness.time.until(closed);
    await harness.time.advance(60_000);
    expect(harness.sent).toHaveLength(1);
    expect(await harness.outbox.next("service", harness.time.nowMs())).toMatchObject({ kind: "ready", count: 8 });
    expect(harness.ledger).toMatchObject({ pending: 8, ambiguous: 0 });
  });

  it("waits for the requests that the transport aborts, and notes how they ended", async () => {
    const harness = new LaneHarness({ destination: { quota: QUOTA } });
    harness.answer = hung;
    harness.put("a");
    await harness.time.advance(100);
    const closed = harness.lane.close();
    harness.abort();
    await harness.time.until(closed);
    expect(harness.ledger).toMatchObject({ pending: 1, ambiguous: 1 });
    expect(harness.outbox.quotaUsed(QUOTA, harness.time.nowMs() + 80_000)).toEqual([1]);
    expect(harness.outbox.quotaUsed(QUOTA, harness.time.nowMs() + 91_000)).toEqual([0]);
  });
});

describe("a process", () => {
  it("is held open by no timer of a lane that has something to send later", async () => {
    const harness = new LaneHarness({ destination: { quota: QUOTA } });
    harness.nextAnswers.push({ kind: "rate-limited", retryAfterMs: 60_000 });
    for (let index = 0; index < 5; index++) harness.put(`${index}`);
    await harness.time.advance(1_000);
    expect(harness.lane.hold).toBeDefined();
    expect(harness.time.holdsProcess).toBe(false);
  });

  it("is held open while it waits for a flush, and not after", async () => {
    const harness = new LaneHarness();
    harness.nextAnswers.push({ kind: "rate-limited", retryAfterMs: 2_000 });
    harness.put("a");
    await harness.time.advance(100);
    const flushed = harness.lane.flush(harness.time.nowMs() + 5_000);
    await harness.time.settle();
    expect(harness.time.holdsProcess).toBe(true);
    await harness.time.until(flushed);
    expect(harness.ledger).toMatchObject({ delivered: 1 });
    expect(harness.time.holdsProcess).toBe(false);
  });
});

describe("an outbox that fails", () => {
  /** Fails once at the named method. */
  function failingAt(method: "next" | "lease" | "settle" | "endSlot" | "takeSlot"): MemoryOutbox {
    const outbox = new MemoryOutbox("failing");
    const works = outbox[method].bind(outbox) as (...args: readonly unknown[]) => unknown;
    let failed = false;
    Object.defineProperty(outbox, method, {
      value: async (...args: readonly unknown[]) => {
        if (failed) return works(...args);
        failed = true;
        throw new Error("the disk is full");
      },
    });
    return outbox;
  }

  it.each(["next", "takeSlot", "lease"] as const)(
    "at `%s` delays delivery by a second, and costs no slot",
    async (method) => {
      const harness = new LaneHarness({ outbox: failingAt(method), destination: { quota: QUOTA } });
      harness.put("a");
      await harness.time.advance(1_100);
      expect(harness.ledger).toMatchObject({ delivered: 1 });
      expect(harness.said).toEqual([expect.stringContaining("the disk is full")]);
      expect(harness.outbox.quotaUsed(QUOTA, harness.time.nowMs())).toEqual([1]);
    },
  );

  it("at the end of a slot still notes what was delivered", async () => {
    const harness = new LaneHarness({ outbox: failingAt("endSlot"), destination: { quota: QUOTA } });
    harness.put("a");
    await harness.time.advance(100);
    expect(harness.ledger).toMatchObject({ delivered: 1 });
    expect(harness.said).toEqual([expect.stringContaining("the disk is full")]);
  });

  it("at the end of a read's slot costs the bot nothing", async () => {
    const harness = new LaneHarness({ outbox: failingAt("endSlot"), destination: { quota: QUOTA } });
    const read = harness.lane.read(async () => ({ kind: "value", value: 1, outcome: { kind: "delivered" } }));
    expect(await harness.time.until(read)).toBe(1);
    await harness.time.advance(100);
    expect(harness.said).toEqual([expect.stringContaining("the disk is full")]);
  });

  it("to note a delivery has it sent again when its lease is over, counted as ambiguous", async () => {
    const harness = new LaneHarness({ outbox: failingAt("settle") });
    harness.put("a");
    await harness.time.advance(70_000);
    expect(harness.names).toEqual(["a", "a"]);
    expect(harness.ledger).toMatchObject({ delivered: 1, ambiguous: 1, pending: 0 });
  });
});

describe("while the outbox is asked", () => {
  function slowBench(): LaneHarness {
    class SlowOutbox extends MemoryOutbox {
      override lease(...args: Parameters<MemoryOutbox["lease"]>): never {
        const leased = harness.time.sleep(15).then(() => super.lease(...args));
        return leased as never;
      }
    }
    const harness: LaneHarness = new LaneHarness({ outbox: new SlowOutbox("slow"), destination: { quota: QUOTA } });
    return harness;
  }

  it("a close keeps back what was about to be sent", async () => {
    const harness = slowBench();
    harness.put("a");
    await harness.time.advance(1);
    await harness.time.until(harness.lane.close());
    expect(harness.sent).toEqual([]);
    expect(await harness.outbox.next("service", harness.time.nowMs())).toMatchObject({ kind: "ready", count: 1 });
    expect(harness.outbox.quotaUsed(QUOTA, harness.time.nowMs())).toEqual([0]);
  });

  it("a pause that begins keeps back what was about to be sent", async () => {
    const harness = slowBench();
    const noKey: Outcome = { kind: "key-refused", reason: { code: 401, description: "bad token" } };
    harness.nextAnswers.push(noKey);
    harness.put("a", { class: "start" });
    harness.put("b", { class: "start" });
    await harness.time.advance(500);
    expect(harness.names).toEqual(["a"]);
    expect(harness.outbox.quotaUsed(QUOTA, harness.time.nowMs())).toEqual([1]);
    await harness.time.advance(60_000);
    expect(harness.ledger).toMatchObject({ delivered: 2, pending: 0, ambiguous: 0 });
  });
});
