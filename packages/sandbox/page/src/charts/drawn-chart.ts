import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from "chart.js";
import { chartDatasets } from "./chart-datasets.ts";
import { chartOptions } from "./chart-options.ts";
import type { ChartPicture } from "./chart-picture.ts";
import { crosshair } from "./crosshair.ts";

Chart.register(
  ...[BarController, BarElement, LineController, LineElement, PointElement],
  ...[CategoryScale, LinearScale, Filler, Tooltip],
);

/** A chart on a canvas. This file and what it imports are all that needs chart.js; they are loaded when first drawn. */
export class DrawnChart {
  readonly #chart: Chart;
  #pointedAt: number | null = null;

  constructor(canvas: HTMLCanvasElement, picture: ChartPicture) {
    this.#chart = new Chart(canvas, configuration(picture));
  }

  /** Draws other figures in place, without an animation; what is pointed at stays pointed at. */
  draw(picture: ChartPicture): void {
    const { data, options } = configuration(picture);
    this.#chart.data = data;
    if (options !== undefined) this.#chart.options = options;
    this.#chart.update("none");
    if (this.#pointedAt !== null) this.pointAt(this.#pointedAt);
  }

  /** Shows the figures of a bucket as the mouse would; null hides them. */
  pointAt(index: number | null): void {
    this.#pointedAt = index;
    const active = index === null ? [] : this.#chart.data.datasets.map((_, datasetIndex) => ({ datasetIndex, index }));
    const at = active[0] === undefined ? undefined : this.#chart.getDatasetMeta(0).data[active[0].index];
    this.#chart.setActiveElements(at === undefined ? [] : active);
    this.#chart.tooltip?.setActiveElements(at === undefined ? [] : active, { x: at?.x ?? 0, y: at?.y ?? 0 });
    this.#chart.draw();
  }

  destroy(): void {
    this.#chart.destroy();
  }
}

function configuration(picture: ChartPicture): ChartConfiguration {
  return {
    type: picture.kind === "bars" ? "bar" : "line",
    data: { labels: picture.axis.starts.map(String), datasets: chartDatasets(picture) },
    options: chartOptions(picture),
    plugins: [crosshair],
  };
}
