import { useTexts } from "../i18n/language.tsx";
import type { ChartColours } from "./chart-colours.ts";
import type { ChartSeries } from "./chart-series.ts";
import { CHART_TEXTS } from "./chart-texts.ts";
import { Swatch } from "./swatch.tsx";

interface ChartLegendProps {
  series: readonly ChartSeries[];
  colours: ChartColours;
  hidden: ReadonlySet<string>;
  /** What stands behind a name; empty for nothing. */
  figureOf(series: ChartSeries): string;
  onToggle(id: string): void;
}

/** The names of a chart's series, each a button that hides it and shows it again. */
export function ChartLegend({ series, colours, hidden, figureOf, onToggle }: ChartLegendProps) {
  const texts = useTexts(CHART_TEXTS);
  return (
    <ul class="chart-legend" aria-label={texts.legend}>
      {series.map((each) => (
        <li key={each.id}>
          <button type="button" aria-pressed={!hidden.has(each.id)} onClick={() => onToggle(each.id)}>
            <Swatch look={each.look} colours={colours} />
            <span class="chart-legend-name">{each.name}</span>{" "}
            {figureOf(each) !== "" && <span class="number">{figureOf(each)}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
