import { useEffect, useRef, useState } from "preact/hooks";
import type { ChartPicture } from "./chart-picture.ts";
import type { DrawnChart } from "./drawn-chart.ts";

interface ChartCanvasProps {
  picture: ChartPicture;
  /** The chart in words. */
  label: string;
  /** The bucket whose figures are shown; null where only the mouse says which. */
  pointedAt: number | null;
}

export function ChartCanvas({ picture, label, pointedAt }: ChartCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState<DrawnChart>();
  // The first picture is drawn once chart.js is there; by then it may be another.
  const latest = useRef(picture);
  latest.current = picture;

  useEffect(() => {
    let chart: DrawnChart | undefined;
    let isGone = false;
    void import("./drawn-chart.ts").then(({ DrawnChart }) => {
      if (isGone || canvas.current === null) return;
      chart = new DrawnChart(canvas.current, latest.current);
      setDrawn(chart);
    });
    return () => {
      isGone = true;
      chart?.destroy();
    };
  }, []);
  useEffect(() => drawn?.draw(picture), [drawn, picture]);
  useEffect(() => drawn?.pointAt(pointedAt), [drawn, pointedAt]);

  return <canvas ref={canvas} role="img" aria-label={label} />;
}
