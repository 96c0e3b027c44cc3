import { useState } from "preact/hooks";
import { useTexts } from "../i18n/language.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import type { BucketLabels } from "./bucket-labels.ts";
import { chartCsv } from "./chart-csv.ts";
import type { ChartSeries } from "./chart-series.ts";
import { CHART_TEXTS } from "./chart-texts.ts";
import type { TimeAxis } from "./time-axis.ts";
import { useMadeUpColumn } from "./use-made-up-column.ts";

interface ChartTableProps {
  title: string;
  axis: TimeAxis;
  labels: BucketLabels;
  series: readonly ChartSeries[];
  format(value: number): string;
}

/** The same figures as a table. Its rows are made only while it is open: there may be a thousand of them. */
export function ChartTable({ title, axis, labels, series, format }: ChartTableProps) {
  const texts = useTexts(CHART_TEXTS);
  const [isOpen, setOpen] = useState(false);
  const madeUp = useMadeUpColumn(axis);
  const timeTitle = axis.bucket === "hour" ? texts.hour : texts.day;
  return (
    <details class="chart-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {texts.asTable}
        <span class="visually-hidden">({title})</span>
      </summary>
      {isOpen && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table too long for its place is scrolled by the keyboard */}
          <section class="table-scroll" aria-label={title} tabIndex={0}>
            <table class="table">
              <caption class="visually-hidden">{title}</caption>
              <thead>
                <tr>
                  <th scope="col">{timeTitle}</th>
                  {series.map(({ id, name }) => (
                    <th key={id} scope="col" class="number">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {axis.starts.map((start, index) => (
                  <tr key={start}>
                    <th scope="row">{labels.whole(index)}</th>
                    {series.map(({ id, values }) => (
                      <td key={id} class="number">
                        {format(values[index] ?? 0)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <CopyButton text={chartCsv(timeTitle, series, axis.starts.length, labels, madeUp)} label={texts.copyCsv} />
        </>
      )}
    </details>
  );
}
