import type { ChartOptions } from "chart.js";
import type { ChartPicture } from "./chart-picture.ts";
import { pickTicks } from "./pick-ticks.ts";
import { textureOf } from "./texture.ts";

const TICK_WIDTH_PX = 62;
/** A name from outside may be longer than a phone is wide. */
const MAX_NAME = 28;
/** More rows than these are listed without those that are 0. */
const FEW_SERIES = 2;

/** Where a figure stands. */
interface Place {
  datasetIndex: number;
  dataIndex: number;
}

export function chartOptions(picture: ChartPicture): ChartOptions {
  const { colours, axis, labels, series, format, wholeNumbers, totalName, kind } = picture;
  const font = { family: getComputedStyle(document.body).fontFamily, size: 12 };
  const figureAt = ({ datasetIndex, dataIndex }: Place) => series[datasetIndex]?.values[dataIndex] ?? 0;
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    borderColor: colours.lineStrong,
    font,
    interaction: { mode: "index", intersect: false },
    layout: { padding: { top: 4, right: 4 } },
    scales: {
      x: {
        type: "category",
        stacked: kind === "bars",
        offset: kind === "bars" || axis.starts.length === 1,
        border: { color: colours.lineStrong },
        grid: { offset: false, drawOnChartArea: false, tickColor: colours.lineStrong, tickLength: 4 },
        afterBuildTicks: (scale) => {
          const most = Math.max(1, Math.floor(scale.chart.width / TICK_WIDTH_PX));
          scale.ticks = pickTicks(axis, most).map((value) => ({ value }));
        },
        ticks: {
          ...{ autoSkip: false, maxRotation: 0, color: colours.muted, font },
          callback: (value) => labels.tick(Number(value)),
        },
      },
      y: {
        type: "linear",
        stacked: kind === "bars",
        beginAtZero: true,
        // An axis without figures reaches to somewhere all the same.
        suggestedMax: wholeNumbers ? 4 : 10,
        border: { display: false },
        grid: {
          color: ({ tick }) => (tick?.value === 0 ? colours.lineStrong : colours.line),
          drawTicks: false,
        },
        ticks: {
          ...{ color: colours.muted, font, padding: 8, maxTicksLimit: 6 },
          ...(wholeNumbers && { precision: 0 }),
          callback: (value) => format(kind === "bars" && hasBelow(picture) ? Math.abs(Number(value)) : Number(value)),
        },
      },
    },
    plugins: {
      tooltip: {
        ...{ backgroundColor: colours.surface, borderColor: colours.lineStrong, borderWidth: 1, cornerRadius: 8 },
        ...{ titleColor: colours.text, bodyColor: colours.text, footerColor: colours.text },
        ...{ padding: 10, boxPadding: 6, boxWidth: 12, boxHeight: 12, caretSize: 0, caretPadding: 10 },
        ...{ titleFont: { ...font, weight: 600 }, bodyFont: font, footerFont: { ...font, weight: 600 } },
        displayColors: series.length > 1,
        itemSort: (one, other) => (series.length > FEW_SERIES ? figureAt(other) - figureAt(one) : 0),
        filter: (item) => series.length <= FEW_SERIES || figureAt(item) !== 0,
        callbacks: {
          title: ([item]) => (item === undefined ? "" : labels.whole(item.dataIndex)),
          label: (item) => `${shortened(item.dataset.label ?? "")}: ${format(figureAt(item))}`,
          labelColor: ({ datasetIndex }) => ({
            borderColor: colours.lineStrong,
            backgroundColor: textureOf(series[datasetIndex]?.look ?? 0, colours, devicePixelRatio),
            borderWidth: 0,
          }),
          footer: (items) =>
            totalName !== "" && series.length > FEW_SERIES
              ? `${totalName}: ${format(items.reduce((sum, item) => sum + figureAt(item), 0))}`
              : "",
        },
      },
    },
  };
}

function hasBelow({ series }: ChartPicture): boolean {
  return series.some(({ below }) => below === true);
}

function shortened(name: string): string {
  const points = [...name];
  return points.length > MAX_NAME ? `${points.slice(0, MAX_NAME - 1).join("")}…` : name;
}
