import type { Plugin } from "chart.js";

/** A line through the bucket that is pointed at, so that the eye finds it on the axis. */
export const crosshair: Plugin = {
  id: "crosshair",
  beforeDatasetsDraw({ ctx, chartArea, tooltip, options }) {
    const [active] = tooltip?.getActiveElements() ?? [];
    if (active === undefined) return;
    ctx.save();
    ctx.strokeStyle = String(options.borderColor);
    ctx.lineWidth = 1;
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    ctx.moveTo(active.element.x, chartArea.top);
    ctx.lineTo(active.element.x, chartArea.bottom);
    ctx.stroke();
    ctx.restore();
  },
};
