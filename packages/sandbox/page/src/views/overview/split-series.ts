import type { SeriesReply } from "#wire/overview";
import { type ChartSeries, REST_LOOK } from "../../charts/chart-series.ts";

/** The parts of a split as series; a missing value has a name of its own. */
export function splitSeries(
  split: SeriesReply["split"],
  figure: "people" | "uses",
  names: { rest: string; noValue: string },
): ChartSeries[] {
  return split.map((part, index) => ({
    id: part.value === null ? "rest" : `value ${part.value}`,
    name: part.value === null ? names.rest : part.value === "" ? names.noValue : part.value,
    values: part[figure],
    look: part.value === null ? REST_LOOK : index,
  }));
}
