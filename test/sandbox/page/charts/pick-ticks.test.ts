import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketLabels } from "../../../../packages/sandbox/page/src/charts/bucket-labels.ts";
import { pickTicks } from "../../../../packages/sandbox/page/src/charts/pick-ticks.ts";
import type { TimeAxis } from "../../../../packages/sandbox/page/src/charts/time-axis.ts";

const LENGTHS_MS = { hour: 3_600_000, day: 86_400_000 };

/** An axis that begins on 20 November 2026, 16:00 or 00:00, in Moscow. */
function axisOf(bucket: "hour" | "day", count: number): TimeAxis {
  const firstMs = bucket === "hour" ? Date.UTC(2026, 10, 20, 13) : Date.UTC(2026, 10, 19, 21);
  return {
    bucket,
    starts: Array.from({ length: count }, (_, index) => firstMs + index * LENGTHS_MS[bucket]),
    tzMinutes: 180,
  };
}

function written(axis: TimeAxis, most: number): string[] {
  const { tick } = bucketLabels(axis, "en-GB");
  return pickTicks(axis, most).map(tick);
}

describe("the labels below a chart", () => {
  it("of a day are round hours, with the date where a day begins", () => {
    expect(written(axisOf("hour", 24), 6)).toEqual(["18:00", "21 Nov", "06:00", "12:00"]);
  });

  it("of a week of hours are its days", () => {
    expect(written(axisOf("hour", 168), 8)[0]).toBe("21 Nov");
    expect(written(axisOf("hour", 168), 8)).toHaveLength(7);
  });

  it("of a month are Mondays", () => {
    expect(written(axisOf("day", 30), 7)).toEqual(["23 Nov", "30 Nov", "7 Dec", "14 Dec"]);
  });

  it("of years are firsts of a month, with the year", () => {
    expect(written(axisOf("day", 900), 11)).toContain("1 Jan 27");
  });

  it("are never more than there is room for, and never none", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("hour" as const, "day" as const),
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 40 }),
        (bucket, count, most) => {
          const ticks = pickTicks(axisOf(bucket, count), most);
          return ticks.length >= 1 && ticks.length <= most && ticks.every((tick) => tick < count);
        },
      ),
    );
  });
});
