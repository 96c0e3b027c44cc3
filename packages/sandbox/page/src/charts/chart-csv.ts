import { withoutFormula } from "#wire/without-formula";
import type { BucketLabels } from "./bucket-labels.ts";
import type { ChartSeries } from "./chart-series.ts";

/** A last column of a chart with a made-up history: what it is called, and what stands in it for each bucket. */
export interface MadeUpColumn {
  title: string;
  cellOf(index: number): string;
}

/** The figures of a chart, one line for each bucket, as spreadsheets take them. */
export function chartCsv(
  timeTitle: string,
  series: readonly ChartSeries[],
  buckets: number,
  labels: BucketLabels,
  madeUp?: MadeUpColumn,
): string {
  const head = [timeTitle, ...series.map(({ name }) => name), ...(madeUp ? [madeUp.title] : [])].map(csvText);
  const lines = Array.from({ length: buckets }, (_, index) => [
    labels.iso(index),
    ...series.map(({ values }) => String(values[index] ?? 0)),
    ...(madeUp ? [csvText(madeUp.cellOf(index))] : []),
  ]);
  return `${[head, ...lines].map((cells) => cells.join(",")).join("\r\n")}\r\n`;
}

/** The names come from outside. */
function csvText(text: string): string {
  const harmless = withoutFormula(text);
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
