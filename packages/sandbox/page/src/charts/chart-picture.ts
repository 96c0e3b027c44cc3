import type { BucketLabels } from "./bucket-labels.ts";
import type { ChartColours } from "./chart-colours.ts";
import type { ChartSeries } from "./chart-series.ts";
import type { TimeAxis } from "./time-axis.ts";

/** All that is drawn of a chart. */
export interface ChartPicture {
  kind: ChartKind;
  axis: TimeAxis;
  labels: BucketLabels;
  /** Those in sight. */
  series: readonly ChartSeries[];
  colours: ChartColours;
  /** Series that stand side by side are told apart by more than their colours; one alone needs no texture. */
  isTextured: boolean;
  /** Counts have no ticks between whole numbers. */
  wholeNumbers: boolean;
  format(value: number): string;
  /** Said before the sum of a stack; empty where the values do not add up. */
  totalName: string;
}

/** `area` is for one series; the bars of several stand on each other. */
export type ChartKind = "area" | "bars";
