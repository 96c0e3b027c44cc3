import { expect, it } from "vitest";
import { chartSummary } from "../../../../packages/sandbox/page/src/charts/chart-summary.ts";

it("a chart's peak is the highest stack, without what is drawn below the axis", () => {
  const series = [
    { id: "a", name: "a", values: [3, 1, 2], look: 0 },
    { id: "b", name: "b", values: [0, 4, 1], look: 1 },
    { id: "stops", name: "stops", values: [90, 0, 0], look: 2, below: true },
  ];
  expect(chartSummary(series, 3)).toEqual({ total: 11, peak: { value: 5, index: 1 } });
});

it("a chart without figures has no peak", () => {
  expect(chartSummary([{ id: "a", name: "a", values: [0, 0], look: 0 }], 2)).toEqual({ total: 0, peak: null });
});
