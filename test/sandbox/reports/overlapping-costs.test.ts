import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { overlappingCosts } from "../../../packages/sandbox/src/costs/overlapping-costs.ts";

const dayOf = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);

describe("the costs that overlap with one of them", () => {
  test("are counted, and the latest of them named", () => {
    const time = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }));
    fc.assert(
      fc.property(fc.array(time, { minLength: 1 }), (times) => {
        const costs = times.map(([a, b]) => ({ from: dayOf(Math.min(a, b)), to: dayOf(Math.max(a, b)) }));
        const overlapsOf = overlappingCosts(costs, 3);
        for (const own of costs) {
          const all = costs.filter((each) => each !== own && each.from <= own.to && each.to >= own.from);
          const latest = all.map(({ from }) => from).toSorted();
          const found = overlapsOf(own);
          expect(found.count).toBe(all.length);
          expect(found.latest.map(({ from }) => from)).toEqual(latest.toReversed().slice(0, 3));
          expect(all).toEqual(expect.arrayContaining(found.latest));
        }
      }),
    );
  });

  test("are found with few looks at each, though there is one for every day of years", () => {
    let looks = 0;
    const costs = Array.from({ length: 5_000 }, (_, day) => ({
      get from() {
        looks++;
        return dayOf(day);
      },
      to: dayOf(day),
    }));
    const overlapsOf = overlappingCosts(costs, 3);
    expect(costs.map((own) => overlapsOf(own).count)).toEqual(costs.map(() => 0));
    expect(looks).toBeLessThan(costs.length * 100);
  });
});
