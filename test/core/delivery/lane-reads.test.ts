import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../packages/core/src/delivery/outcome.ts";
import type { QuotaLimits } from "../../../packages/core/src/delivery/quota.ts";
import type { ReadAnswer } from "../../../packages/core/src/delivery/read-queue.ts";
import { KeyHeldError } from "../../../packages/core/src/errors/key-held-error.ts";
import { QuotaExhaustedError } from "../../../packages/core/src/errors/quota-exhausted-error.ts";
import { LaneBench } from "../../support/lane-bench.ts";

const QUOTA: QuotaLimits = { key: "k", windows: [{ limit: 3, perMs: 30_000 }] };
const NO_KEY: Outcome = { kind: "key-refused", reason: { code: 401, description: "bad token" } };

function readOn(
  bench: LaneBench,
  answer: ReadAnswer<string> = { kind: "value", value: "info", outcome: { kind: "delivered" } },
) {
  const asked = { afterMs: -1 };
  const result = bench.lane.read(async () => {
    asked.afterMs = bench.afterMs;
    await bench.time.sleep(10);
    return answer;
  });
  // Looked at later: until then it is no unhandled rejection.
  result.catch(() => {});
  return { asked, result };
}

describe("a read", () => {
  it("is asked at once, and spends the quota", async () => {
    const bench = new LaneBench({ destination: { quota: QUOTA } });
    const { result } = readOn(bench);
    expect(await bench.time.until(result)).toBe("info");
    expect(bench.outbox.quotaUsed(QUOTA, bench.time.nowMs())).toEqual([1]);
  });

  it("comes after starts and goals, and before everything else", async () => {
    const bench = new LaneBench({ destination: { concurrency: 1 } });
    bench.put("under way");
    await bench.time.advance(1);
    for (const each of ["event", "stop", "goal", "start"] as const) bench.put(each, { class: each });
    const { asked, result } = readOn(bench);
    await bench.time.until(result);
    await bench.time.advance(100);
    expect(bench.names).toEqual(["under way", "start", "goal", "stop", "event"]);
    expect(asked.afterMs).toBe(30);
  });

  it("leaves the starts' share of the quota alone, and is rejected after 5 s without a place", async () => {
    const bench = new LaneBench({ destination: { quota: QUOTA } });
    bench.put("a");
    bench.put("b");
    await bench.time.advance(100);
    const { result } = readOn(bench);
    await bench.time.advance(4_999);
    bench.put("start", { class: "start" });
    await bench.time.advance(0);
    expect(bench.names).toEqual(["a", "b", "start"]);
    await bench.time.advance(1);
    await expect(result).rejects.toThrow(QuotaExhaustedError);
    expect(bench.afterMs).toBe(5_100);
  });

  it("is rejected after 5 s with the service's words while the key is held", async () => {
    const bench = new LaneBench();
    bench.answer = NO_KEY;
    bench.put("a");
    await bench.time.advance(20_000);
    const { asked, result } = readOn(bench);
    await bench.time.advance(5_000);
    await expect(result).rejects.toThrow(KeyHeldError);
    await expect(result).rejects.toThrow(/401 bad token/);
    expect(asked.afterMs).toBe(-1);
  });

  it("says what is missing where nothing can be sent yet", async () => {
    const bench = new LaneBench({ destination: { notReady: () => "the bot's id is not known" } });
    const { result } = readOn(bench);
    await bench.time.advance(5_000);
    await expect(result).rejects.toThrow(/the bot's id is not known/);
  });

  it("that is refused rejects with the service's error, and holds the key like any other request", async () => {
    const bench = new LaneBench();
    const { result } = readOn(bench, { kind: "error", error: new Error("no"), outcome: NO_KEY });
    await bench.time.advance(10);
    await expect(result).rejects.toThrow("no");
    expect(bench.lane.hold).toMatchObject({ cause: "key-refused" });
  });

  it("whose own code throws is rejected, and frees its place", async () => {
    const bench = new LaneBench({ destination: { quota: QUOTA, concurrency: 1 } });
    const result = bench.lane.read(() => Promise.reject(new Error("a bug")));
    await expect(bench.time.until(result)).rejects.toThrow("a bug");
    bench.put("a");
    await bench.time.advance(10);
    expect(bench.names).toEqual(["a"]);
  });

  it("that waits is rejected when the lane closes", async () => {
    const bench = new LaneBench({ destination: { notReady: () => "not yet" } });
    const { result } = readOn(bench);
    await bench.lane.close();
    await expect(result).rejects.toThrow(/closed/);
    expect(bench.time.holdsProcess).toBe(false);
  });
});
