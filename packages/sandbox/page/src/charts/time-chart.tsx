import { useId, useMemo, useState } from "preact/hooks";
import { LOCALES, useFormats } from "../i18n/formats.ts";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import { bucketLabels } from "./bucket-labels.ts";
import { ChartCanvas } from "./chart-canvas.tsx";
import { ChartLegend } from "./chart-legend.tsx";
import type { ChartKind } from "./chart-picture.ts";
import { ChartPointer } from "./chart-pointer.tsx";
import type { ChartSeries } from "./chart-series.ts";
import { chartSummary, seriesTotal } from "./chart-summary.ts";
import { ChartTable } from "./chart-table.tsx";
import { CHART_TEXTS } from "./chart-texts.ts";
import "./time-chart.css";
import type { TimeAxis } from "./time-axis.ts";
import { useChartColours } from "./use-chart-colours.ts";
import { usePointerKeys } from "./use-pointer-keys.ts";

interface TimeChartProps {
  title: string;
  kind: ChartKind;
  axis: TimeAxis;
  series: readonly ChartSeries[];
  /** `unique`: counted once in each bucket, so that neither buckets nor series add up. */
  unit: "count" | "unique" | "money";
}

/** Figures over time: drawn, said in words, and as a table. */
export function TimeChart({ title, kind, axis, series, unit }: TimeChartProps) {
  const texts = useTexts(CHART_TEXTS);
  const { language } = useLanguage();
  const formats = useFormats();
  const format = unit === "money" ? formats.money : formats.number;
  const titleId = useId();
  const colours = useChartColours();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const keys = usePointerKeys(axis.starts.length);

  const labels = useMemo(() => bucketLabels(axis, LOCALES[language]), [axis, language]);
  const shown = useMemo(() => series.filter(({ id }) => !hidden.has(id)), [series, hidden]);
  const totalName = unit === "unique" ? "" : texts.total;
  const isTextured = series.length > 1;
  const picture = useMemo(
    () => ({
      kind,
      axis,
      labels,
      series: shown,
      colours,
      isTextured,
      wholeNumbers: unit !== "money",
      format,
      totalName,
    }),
    [kind, axis, labels, shown, colours, isTextured, unit, format, totalName],
  );

  const length = axis.starts.length;
  const { peak } = chartSummary(shown, length);
  const isEmpty = shown.every(({ values }) => values.every((value) => value === 0));
  const totalOf = (each: ChartSeries) => (unit === "unique" ? "" : format(seriesTotal(each)));
  const [only] = series;
  const facts = [
    series.length === 1 && only !== undefined && unit !== "unique" && `${texts.total} ${totalOf(only)}`,
    peak !== null &&
      (unit !== "unique" || series.length === 1) &&
      `${texts.peak} ${format(peak.value)} — ${labels.whole(peak.index)}`,
  ].filter((fact) => fact !== false);
  const said = [
    `${title}, ${axis.bucket === "hour" ? texts.byHour : texts.byDay}`,
    length > 0 && `${labels.whole(0)} – ${labels.whole(length - 1)}`,
    ...(series.length > 1 && unit !== "unique" ? shown.map((each) => `${each.name} ${totalOf(each)}`) : []),
    ...(isEmpty ? [texts.none] : facts.map(capitalised)),
  ].filter((fact) => fact !== false);
  const wordsOf = (index: number) =>
    [labels.whole(index), ...shown.map(({ name, values }) => `${name} ${format(values[index] ?? 0)}`)].join("; ");

  const toggle = (id: string) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    setHidden(next);
  };
  return (
    <figure class="card chart" aria-labelledby={titleId}>
      <figcaption class="chart-head">
        <h3 id={titleId}>{title}</h3>
        <p class="muted chart-facts">{isEmpty ? texts.none : capitalised(facts.join(" · "))}</p>
      </figcaption>
      {series.length > 1 && (
        <ChartLegend series={series} colours={colours} hidden={hidden} figureOf={totalOf} onToggle={toggle} />
      )}
      <div class="chart-plot">
        <ChartCanvas picture={picture} label={`${said.join(". ")}.`} pointedAt={keys.index} />
        <ChartPointer keys={keys} label={`${title}: ${texts.pointer}`} length={length} wordsOf={wordsOf} />
      </div>
      <ChartTable title={title} axis={axis} labels={labels} series={series} format={format} />
    </figure>
  );
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
