import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../packages/core/src/delivery/outcome.ts";
import type { ReadAnswer } from "../../../packages/core/src/delivery/read-queue.ts";
import { KeyHeldError } from "../../../packages/core/src/errors/key-held-error.ts";
import { QuotaExhaustedError } from "../../../packages/core/src/errors/quota-exhausted-error.ts";
import type { QuotaLimits } from "../../../packages/core/src/outbox/rules/quota.ts";
import { LaneHarness } from "../../support/lane-harness.ts";

const QUOTA: QuotaLimits = { key: "k", windows: [{ limit: 3, perMs: 30_000 }] };
const NO_KEY: Outcome = { kind: "key-refused", reason: { code: 401, description: "bad token" } };

function readOn(
  harness: LaneHarness,
  answer: ReadAnswer<string> = { kind: "value", value: "info", outcome: { kind: "delivered" } },
) {
  const asked = { afterMs: -1 };
  const result = harness.lane.read(async () => {
    asked.afterMs = harness.afterMs;
    await harness.time.sleep(10);
    return answer;
  });
  // Looked at later: until then it is no unhandled rejection.
  result.catch(() => {});
  return { asked, result };
}

describe("a read", () => {
  it("is asked at once, and spends the quota", async () => {
    const harness = new LaneHarness({ destination: { quota: QUOTA } });
    const { result } = readOn(harness);
    expect(await harness.time.until(result)).toBe("info");
    expect(harness.outbox.quotaUsed(QUOTA, harness.time.nowMs())).toEqual([1]);
  });

  it("comes after starts and goals, and before everything else", async () => {
    const harness = new LaneHarness({ destination: { concurrency: 1 } });
    harness.put("under way");
    await harness.time.advance(1);
    for (const each of ["event", "stop", "goal", "start"] as const) harness.put(each, { class: each });
    const { asked, result } = readOn(harness);
    await harness.time.until(result);
    await harness.time.advance(100);
    expect(harness.names).toEqual(["under way", "start", "goal", "stop", "event"]);
    expect(asked.afterMs).toBe(30);
  });

  it("leaves the starts' share of the quota alone, and is rejected after 5 s without a place", async () => {
    const harness = new LaneHarness({ destination: { quota: QUOTA } });
    harness.put("a");
    harness.put("b");
    await harness.time.advance(100);
    const { result } = readOn(harness);
    await harness.time.advance(4_999);
    harness.put("start", { class: "start" });
    await harness.time.advance(0);
    expect(harness.names).toEqual(["a", "b", "start"]);
    await harness.time.advance(1);
    await expect(result).rejects.toThrow(QuotaExhaustedError);
    expect(harness.afterMs).toBe(5_100);
  });

  it("is rejected after 5 s with the service's words while the key is held", async () => {
    const harness = new LaneHarness();
    harness.answer = NO_KEY;
    harness.put("a");
    await harness.time.advance(20_000);
    const { asked, result } = readOn(harness);
    await harness.time.advance(5_000);
    await expect(result).rejects.toThrow(KeyHeldError);
    await expect(result).rejects.toThrow(/401 bad token/);
    expect(asked.afterMs).toBe(-1);
  });

  it("says what is missing where nothing can be sent yet", async () => {
    const harness = new LaneHarness({ destination: { notReady: () => "the bot's id is not known" } });
    const { result } = readOn(harness);
    await harness.time.advance(5_000);
    await expect(result).rejects.toThrow(/the bot's id is not known/);
  });

  it("that is refused rejects with the service's error, and holds the key like any other request", async () => {
    const harness = new LaneHarness();
    const { result } = readOn(harness, { kind: "error", error: new Error("no"), outcome: NO_KEY });
    await harness.time.advance(10);
    await expect(result).rejects.toThrow("no");
    expect(harness.lane.hold).toMatchObject({ cause: "key-refused" });
  });

  it("whose own code throws is rejected, and frees its place", async () => {
    const harness = new LaneHarness({ destination: { quota: QUOTA, concurrency: 1 } });
    const result = harness.lane.read(() => Promise.reject(new Error("a bug")));
    await expect(harness.time.until(result)).rejects.toThrow("a bug");
    harness.put("a");
    await harness.time.advance(10);
    expect(harness.names).toEqual(["a"]);
  });

  it("that waits is rejected when the lane closes", async () => {
    const harness = new LaneHarness({ destination: { notReady: () => "not yet" } });
    const { result } = readOn(harness);
    await harness.lane.close();
    await expect(result).rejects.toThrow(/closed/);
    expect(harness.time.holdsProcess).toBe(false);
  });
});
