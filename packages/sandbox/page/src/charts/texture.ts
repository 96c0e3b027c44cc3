import { type ChartColours, withAlpha } from "./chart-colours.ts";

type Draw = (context: CanvasRenderingContext2D) => void;

const TILE = 8;

const line = (context: CanvasRenderingContext2D, ...[x1, y1, x2, y2]: [number, number, number, number]) => {
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
};
/** Drawn past the tile's corners, so that the stripes of neighbouring tiles meet. */
const rising: Draw = (context) => {
  for (const x of [-TILE, 0, TILE]) line(context, x - 2, TILE + 2, x + TILE + 2, -2);
};
const falling: Draw = (context) => {
  for (const x of [-TILE, 0, TILE]) line(context, x - 2, -2, x + TILE + 2, TILE + 2);
};
const across: Draw = (context) => line(context, 0, TILE / 2, TILE, TILE / 2);
const upright: Draw = (context) => line(context, TILE / 2, 0, TILE / 2, TILE);
const dots: Draw = (context) => {
  for (const at of [TILE / 4, (3 * TILE) / 4]) {
    context.moveTo(at + 1, at);
    context.arc(at, at, 0.75, 0, 2 * Math.PI);
  }
};
const both =
  (one: Draw, other: Draw): Draw =>
  (context) => {
    one(context);
    other(context);
  };

/** By the look of a series: what tells it from others where colours do not. */
const DRAWINGS: readonly (Draw | undefined)[] = [
  undefined,
  rising,
  dots,
  falling,
  across,
  both(rising, falling),
  upright,
  both(across, upright),
  undefined,
];

/** What the bars of a look are filled with. `ratio` is how many pixels of the screen a pixel of the page has. */
export function textureOf(look: number, colours: ChartColours, ratio: number): string | CanvasPattern {
  const colour = colours.series[look] ?? colours.muted;
  const draw = DRAWINGS[look];
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(TILE * ratio);
  const context = tile.getContext("2d");
  if (draw === undefined || context === null) return colour;
  const scale = tile.width / TILE;
  context.scale(scale, scale);
  context.fillStyle = colour;
  context.fillRect(0, 0, TILE, TILE);
  context.strokeStyle = withAlpha(colours.surface, 0.5);
  context.lineWidth = 1.5;
  context.beginPath();
  draw(context);
  context.stroke();
  const pattern = context.createPattern(tile, "repeat");
  if (pattern === null) return colour;
  pattern.setTransform(new DOMMatrix().scale(1 / scale));
  return pattern;
}
