import { encodeQR } from "qr";

/** A QR code on a grid: readers need the empty border of four modules around it. */
export interface QrDrawing {
  /** Modules along each side, the border included. */
  size: number;
  /** The dark modules as the data of an SVG path, one unit to a module. */
  path: string;
}

const BORDER = 4;

/** Medium correction: a print may lose an eighth of it. */
export function qrDrawing(text: string): QrDrawing {
  const modules = encodeQR(text, "raw", { border: BORDER, ecc: "medium" });
  const path = modules
    .flatMap((row, y) => darkRuns(row).map(({ x, length }) => `M${x} ${y}h${length}v1h-${length}z`))
    .join("");
  return { size: modules.length, path };
}

export function qrSvgFile({ size, path }: QrDrawing): Blob {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="512" height="512" ` +
    `shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>\n`;
  return new Blob([svg], { type: "image/svg+xml" });
}

/** At least 1,000 pixels a side, each module the same whole number of pixels: sharp on screens and in print. */
export async function qrPngFile({ size, path }: QrDrawing): Promise<Blob> {
  const scale = Math.ceil(1_000 / size);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * scale;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser draws no canvas.");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  context.fillStyle = "#000";
  context.fill(new Path2D(path));
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error("This browser made no PNG.")) : resolve(blob)),
      "image/png",
    );
  });
}

/** Neighbours in a row as one piece: thousands of squares would show hairlines between them. */
function darkRuns(row: readonly boolean[]): { x: number; length: number }[] {
  const runs: { x: number; length: number }[] = [];
  row.forEach((isDark, x) => {
    if (!isDark) return;
    const last = runs.at(-1);
    if (last !== undefined && last.x + last.length === x) last.length++;
    else runs.push({ x, length: 1 });
  });
  return runs;
}
