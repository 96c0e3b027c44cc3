import { describe, expect, it } from "vitest";
import { daysOf, ownPeriod, recentPeriod } from "../../../../packages/sandbox/page/src/ui/period.ts";

const MOSCOW = 180;
const KOLKATA = 330;
/** 21 November 2026, 18:40 in Moscow. */
const EVENING_MS = Date.UTC(2026, 10, 21, 15, 40);

describe("a period of the page", () => {
  it("of 24 hours ends with the current hour, so that it stays the same until the next", () => {
    const period = recentPeriod("24h", EVENING_MS, MOSCOW);
    expect(period).toMatchObject({ fromMs: Date.UTC(2026, 10, 20, 16), toMs: Date.UTC(2026, 10, 21, 16) });
    expect(recentPeriod("24h", EVENING_MS + 19 * 60_000, MOSCOW)).toEqual(period);
  });

  it("begins its hours where the reader's clock does, in a time zone of half hours too", () => {
    expect(recentPeriod("24h", EVENING_MS, KOLKATA).toMs).toBe(Date.UTC(2026, 10, 21, 16, 30));
  });

  it("of days ends with the reader's today", () => {
    const { fromMs, toMs } = recentPeriod("7d", EVENING_MS, MOSCOW);
    expect(toMs).toBe(Date.UTC(2026, 10, 21, 21));
    expect(fromMs).toBe(Date.UTC(2026, 10, 14, 21));
    expect(daysOf({ choice: "7d", fromMs, toMs, tzMinutes: MOSCOW })).toEqual({ from: "2026-11-15", to: "2026-11-21" });
  });

  it("of one's own dates holds both of them whole", () => {
    expect(ownPeriod({ from: "2026-11-01", to: "2026-11-02" }, MOSCOW)).toEqual({
      choice: "own",
      fromMs: Date.UTC(2026, 9, 31, 21),
      toMs: Date.UTC(2026, 10, 2, 21),
      tzMinutes: MOSCOW,
    });
  });

  it.each([
    [{ from: "", to: "2026-11-02" }, "incomplete"],
    [{ from: "2026-02-30", to: "2026-11-02" }, "incomplete"],
    [{ from: "2026-11-03", to: "2026-11-02" }, "backwards"],
    [{ from: "2024-01-01", to: "2026-11-02" }, "too-long"],
  ])("of %o is none: %s", (days, mistake) => {
    expect(ownPeriod(days, MOSCOW)).toBe(mistake);
  });
});
