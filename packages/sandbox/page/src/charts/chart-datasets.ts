import type { ChartDataset } from "chart.js";
import { withAlpha } from "./chart-colours.ts";
import type { ChartPicture } from "./chart-picture.ts";
import { textureOf } from "./texture.ts";

const FEW_BUCKETS = 40;

export function chartDatasets({ kind, series, colours, axis, isTextured }: ChartPicture): ChartDataset[] {
  return series.map(({ name, values, look, below }) => {
    const colour = colours.series[look] ?? colours.muted;
    const data = below === true ? values.map((value) => -value) : [...values];
    if (kind === "area") {
      return {
        ...{ type: "line", label: name, data, fill: "origin" },
        ...{
          borderColor: colour,
          borderWidth: 2,
          backgroundColor: withAlpha(colour, 0.16),
        },
        // A point for each of many buckets would hide the line; one bucket alone has no line at all.
        pointRadius: axis.starts.length === 1 ? 4 : axis.starts.length <= FEW_BUCKETS ? 2 : 0,
        ...{ pointHoverRadius: 5, pointBackgroundColor: colour, pointBorderWidth: 0 },
      } satisfies ChartDataset<"line">;
    }
    const texture = isTextured ? textureOf(look, colours, devicePixelRatio) : colour;
    return {
      ...{ type: "bar", label: name, data, backgroundColor: texture, hoverBackgroundColor: texture },
      ...{ categoryPercentage: 0.9, barPercentage: 0.95, maxBarThickness: 36 },
      // A seam between what stands on each other.
      ...{ borderColor: colours.surface, hoverBorderColor: colours.surface, borderSkipped: false },
      borderWidth: { top: below === true ? 0 : 1, bottom: below === true ? 1 : 0, left: 0, right: 0 },
    } satisfies ChartDataset<"bar">;
  });
}
