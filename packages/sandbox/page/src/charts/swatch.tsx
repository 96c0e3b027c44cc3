import { useEffect, useRef } from "preact/hooks";
import type { ChartColours } from "./chart-colours.ts";
import { textureOf } from "./texture.ts";

const SIZE = 14;

/** The colour and texture of a series, beside its name. */
export function Swatch({ look, colours }: { look: number; colours: ChartColours }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (canvas.current === null || context == null) return;
    const ratio = devicePixelRatio;
    canvas.current.width = canvas.current.height = Math.round(SIZE * ratio);
    context.scale(ratio, ratio);
    context.fillStyle = textureOf(look, colours, ratio);
    context.fillRect(0, 0, SIZE, SIZE);
  }, [look, colours]);
  return (
    <span class="swatch" aria-hidden="true">
      <canvas ref={canvas} width={SIZE} height={SIZE} />
    </span>
  );
}
