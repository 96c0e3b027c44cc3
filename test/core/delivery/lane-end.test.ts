import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../packages/core/src/delivery/outcome.ts";
import type { QuotaLimits } from "../../../packages/core/src/delivery/quota.ts";
import { MemoryOutbox } from "../../../packages/core/src/outbox/memory/memory-outbox.ts";
import { hung, LaneBench } from "../../support/lane-bench.ts";

const QUOTA: QuotaLimits = { key: "k", windows: [{ limit: 3, perMs: 60_000 }] };

describe("flush", () => {
  it("ends when everything is sent, without waiting for company", async () => {
    const batch = { maxItems: 100, maxBytes: 1e6, maxWaitMs: 60_000 };
    const bench = new LaneBench({ destination: { batch } });
    for (let index = 0; index < 5; index++) bench.put(`${index}`);
    await bench.time.until(bench.lane.flush(bench.time.nowMs() + 5_000));
    expect(bench.afterMs).toBe(10);
    expect(bench.ledger).toMatchObject({ delivered: 5 });
  });

  it("ends at its deadline when the service hangs", async () => {
    const bench = new LaneBench();
    bench.answer = hung;
    bench.put("a");
    await bench.time.until(bench.lane.flush(bench.time.nowMs() + 5_000));
    expect(bench.afterMs).toBe(5_000);
    expect(bench.ledger).toMatchObject({ pending: 1 });
  });

  it("ends at once when nothing can be sent before its deadline", async () => {
    const bench = new LaneBench({ destination: { quota: QUOTA }, latencyMs: 0 });
    for (let index = 0; index < 5; index++) bench.put(`${index}`, { class: "start" });
    await bench.time.until(bench.lane.flush(bench.time.nowMs() + 5_000));
    expect(bench.afterMs).toBe(0);
    expect(bench.ledger).toMatchObject({ delivered: 3, pending: 2 });
  });

  it("waits for what can be tried again in time", async () => {
    const bench = new LaneBench();
    bench.nextAnswers.push({ kind: "rate-limited" });
    bench.put("a");
    await bench.time.until(bench.lane.flush(bench.time.nowMs() + 5_000));
    expect(bench.ledger).toMatchObject({ delivered: 1 });
  });

  it("ends at its deadline when the outbox hangs", async () => {
    class HungOutbox extends MemoryOutbox {
      override next(): never {
        return new Promise(() => {}) as never;
      }
    }
    const bench = new LaneBench({ outbox: new HungOutbox("hung") });
    await bench.time.until(bench.lane.flush(bench.time.nowMs() + 5_000));
    expect(bench.afterMs).toBe(5_000);
  });
});

describe("close", () => {
  it("sends nothing more, and gives back what was in hand", async () => {
    const batch = { maxItems: 8, maxBytes: 1e6, maxWaitMs: 0 };
    const bench = new LaneBench({ destination: { batch, concurrency: 1 } });
    bench.nextAnswers.push({ kind: "rejected", reason: { code: 400, description: "bad" } });
    for (let index = 0; index < 8; index++) bench.put(`${index}`);
    await bench.time.advance(5);
    const closed = bench.lane.close();
    await bench.time.until(closed);
    await bench.time.advance(60_000);
    expect(bench.sent).toHaveLength(1);
    expect(await bench.outbox.next("service", bench.time.nowMs())).toMatchObject({ kind: "ready", count: 8 });
    expect(bench.ledger).toMatchObject({ pending: 8, ambiguous: 0 });
  });

  it("waits for the requests that the transport aborts, and notes how they ended", async () => {
    const bench = new LaneBench({ destination: { quota: QUOTA } });
    bench.answer = hung;
    bench.put("a");
    await bench.time.advance(100);
    const closed = bench.lane.close();
    bench.abort();
    await bench.time.until(closed);
    expect(bench.ledger).toMatchObject({ pending: 1, ambiguous: 1 });
    expect(bench.outbox.quotaUsed(QUOTA, bench.time.nowMs() + 80_000)).toEqual([1]);
    expect(bench.outbox.quotaUsed(QUOTA, bench.time.nowMs() + 91_000)).toEqual([0]);
  });
});

describe("a process", () => {
  it("is held open by no timer of a lane that has something to send later", async () => {
    const bench = new LaneBench({ destination: { quota: QUOTA } });
    bench.nextAnswers.push({ kind: "rate-limited", retryAfterMs: 60_000 });
    for (let index = 0; index < 5; index++) bench.put(`${index}`);
    await bench.time.advance(1_000);
    expect(bench.lane.hold).toBeDefined();
    expect(bench.time.holdsProcess).toBe(false);
  });

  it("is held open while it waits for a flush, and not after", async () => {
    const bench = new LaneBench();
    bench.nextAnswers.push({ kind: "rate-limited", retryAfterMs: 2_000 });
    bench.put("a");
    await bench.time.advance(100);
    const flushed = bench.lane.flush(bench.time.nowMs() + 5_000);
    await bench.time.settle();
    expect(bench.time.holdsProcess).toBe(true);
    await bench.time.until(flushed);
    expect(bench.ledger).toMatchObject({ delivered: 1 });
    expect(bench.time.holdsProcess).toBe(false);
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
      const bench = new LaneBench({ outbox: failingAt(method), destination: { quota: QUOTA } });
      bench.put("a");
      await bench.time.advance(1_100);
      expect(bench.ledger).toMatchObject({ delivered: 1 });
      expect(bench.said).toEqual([expect.stringContaining("the disk is full")]);
      expect(bench.outbox.quotaUsed(QUOTA, bench.time.nowMs())).toEqual([1]);
    },
  );

  it("at the end of a slot still notes what was delivered", async () => {
    const bench = new LaneBench({ outbox: failingAt("endSlot"), destination: { quota: QUOTA } });
    bench.put("a");
    await bench.time.advance(100);
    expect(bench.ledger).toMatchObject({ delivered: 1 });
    expect(bench.said).toEqual([expect.stringContaining("the disk is full")]);
  });

  it("at the end of a read's slot costs the bot nothing", async () => {
    const bench = new LaneBench({ outbox: failingAt("endSlot"), destination: { quota: QUOTA } });
    const read = bench.lane.read(async () => ({ kind: "value", value: 1, outcome: { kind: "delivered" } }));
    expect(await bench.time.until(read)).toBe(1);
    await bench.time.advance(100);
    expect(bench.said).toEqual([expect.stringContaining("the disk is full")]);
  });

  it("to note a delivery has it sent again when its lease is over, counted as ambiguous", async () => {
    const bench = new LaneBench({ outbox: failingAt("settle") });
    bench.put("a");
    await bench.time.advance(70_000);
    expect(bench.names).toEqual(["a", "a"]);
    expect(bench.ledger).toMatchObject({ delivered: 1, ambiguous: 1, pending: 0 });
  });
});

describe("while the outbox is asked", () => {
  function slowBench(): LaneBench {
    class SlowOutbox extends MemoryOutbox {
      override lease(...args: Parameters<MemoryOutbox["lease"]>): never {
        const leased = bench.time.sleep(15).then(() => super.lease(...args));
        return leased as never;
      }
    }
    const bench: LaneBench = new LaneBench({ outbox: new SlowOutbox("slow"), destination: { quota: QUOTA } });
    return bench;
  }

  it("a close keeps back what was about to be sent", async () => {
    const bench = slowBench();
    bench.put("a");
    await bench.time.advance(1);
    await bench.time.until(bench.lane.close());
    expect(bench.sent).toEqual([]);
    expect(await bench.outbox.next("service", bench.time.nowMs())).toMatchObject({ kind: "ready", count: 1 });
    expect(bench.outbox.quotaUsed(QUOTA, bench.time.nowMs())).toEqual([0]);
  });

  it("a pause that begins keeps back what was about to be sent", async () => {
    const bench = slowBench();
    const noKey: Outcome = { kind: "key-refused", reason: { code: 401, description: "bad token" } };
    bench.nextAnswers.push(noKey);
    bench.put("a", { class: "start" });
    bench.put("b", { class: "start" });
    await bench.time.advance(500);
    expect(bench.names).toEqual(["a"]);
    expect(bench.outbox.quotaUsed(QUOTA, bench.time.nowMs())).toEqual([1]);
    await bench.time.advance(60_000);
    expect(bench.ledger).toMatchObject({ delivered: 2, pending: 0, ambiguous: 0 });
  });
});
