/** The tokens as a canvas takes them: `rgb(…)`. */
export interface ChartColours {
  /** By the look of a series. */
  series: readonly string[];
  text: string;
  muted: string;
  surface: string;
  line: string;
  lineStrong: string;
}

/** A canvas knows no custom properties, and their own text is not a colour yet: `light-dark(…)` needs an element. */
export function readChartColours(): ChartColours {
  const probe = document.createElement("span");
  document.body.append(probe);
  const read = (token: string) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const colours: ChartColours = {
    series: ["1", "2", "3", "4", "5", "6", "7", "8", "rest"].map((name) => read(`series-${name}`)),
    text: read("text"),
    muted: read("muted"),
    surface: read("surface"),
    line: read("line"),
    lineStrong: read("line-strong"),
  };
  probe.remove();
  return colours;
}

/** The same colour, let through. */
export function withAlpha(rgb: string, alpha: number): string {
  return rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);
}
