import { useMemo } from "preact/hooks";
import type { FunnelStep } from "#wire/funnel";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { DataTable, type TableColumn } from "../../ui/data-table.tsx";
import { FUNNEL_TEXTS } from "./funnel-texts.ts";

type Slice = FunnelStep["slices"][number];

const COUNTS = ["people", "events", "noResult", "inProgress", "success", "failure"] as const;
const SUMS = ["revenue", "refunds"] as const;
const MOST_SLICES = 20;

/** The figures of a step for each value of a label. */
export function SliceTable({ step: { eventType, slices }, label }: { step: FunnelStep; label: string }) {
  const texts = useTexts(FUNNEL_TEXTS);
  const formats = useFormats();
  const columns = useMemo<TableColumn<Slice>[]>(
    () => [
      {
        id: "value",
        title: texts.value,
        rowHead: true,
        cell: ({ value }) => (value === null ? <span class="muted">{texts.noValue}</span> : value),
      },
      ...COUNTS.map((id) => ({
        ...{ id, title: texts[id], number: true },
        cell: (slice: Slice) => formats.number(slice[id]),
      })),
      // Money is named only where there was any, as in the step above.
      ...SUMS.filter((id) => slices.some((slice) => slice[id] > 0)).map((id) => ({
        ...{ id, title: texts[id], number: true },
        cell: (slice: Slice) => formats.money(slice[id]),
      })),
    ],
    [texts, formats, slices],
  );
  if (slices.every(({ value }) => value === null)) return <p class="muted hint slices">{texts.noSlices}</p>;
  return (
    <div class="slices">
      <DataTable
        caption={`${eventType}, ${texts.slicesOf} ${label}`}
        columns={columns}
        rows={slices}
        keyOf={({ value }) => (value === null ? "none" : `value ${value}`)}
      />
      {slices.length === MOST_SLICES && <p class="muted hint">{texts.many}</p>}
    </div>
  );
}
