import type { OtherSources, SourceRow } from "#wire/sources";
import { sumOfSources } from "#wire/sum-of-sources";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { useTableSort } from "../../ui/use-table-sort.ts";
import type { ColumnSet } from "./column-sets.ts";
import { figureColumns } from "./figure-columns.tsx";
import { type Grouping, groupByUtm, type SourceGroup } from "./source-figures.ts";
import { SOURCES_TEXTS } from "./sources-texts.ts";

interface UtmTableProps {
  sources: readonly SourceRow[];
  others: OtherSources | null;
  grouping: Grouping;
  columns: ColumnSet;
}

/** A row for each value of a UTM field. */
export function UtmTable({ sources, others, grouping, columns }: UtmTableProps) {
  const texts = useTexts(SOURCES_TEXTS);
  const formats = useFormats();
  const { sort, setSort } = useTableSort({ by: "starts", direction: "descending" });
  const groups = groupByUtm(sources, others, grouping);
  return (
    <DataTable
      caption={texts.captionUtm(grouping)}
      rows={groups}
      keyOf={({ value }) => value}
      sort={sort}
      onSort={setSort}
      columns={[
        {
          id: "source",
          title: grouping,
          rowHead: true,
          cell: ({ value, sources: members }) => (
            <div class="source-cell">
              {value === "" ? <span class="muted">{texts.withoutUtm(grouping)}</span> : <span>{value}</span>}
              <span class="muted source-count">{texts.links(members)}</span>
            </div>
          ),
          sortBy: ({ value }) => (value === "" ? null : value),
          total: texts.total,
        },
        ...figureColumns<SourceGroup>(columns, sumOfSources(groups), texts, formats),
      ]}
    />
  );
}
