import type { ChartSeries } from "./chart-series.ts";

export interface ChartSummary {
  total: number;
  /** The highest bucket of what stands above the axis, stacked; null where all is 0. */
  peak: { value: number; index: number } | null;
}

export function chartSummary(series: readonly ChartSeries[], buckets: number): ChartSummary {
  const above = series.filter(({ below }) => below !== true);
  let total = 0;
  let peak: ChartSummary["peak"] = null;
  for (let index = 0; index < buckets; index++) {
    const value = above.reduce((sum, { values }) => sum + (values[index] ?? 0), 0);
    total += value;
    if (value > (peak?.value ?? 0)) peak = { value, index };
  }
  return { total, peak };
}

export function seriesTotal({ values }: ChartSeries): number {
  return values.reduce((sum, value) => sum + value, 0);
}
