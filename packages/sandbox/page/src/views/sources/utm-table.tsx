import type { SourceRow } from "../../../../src/wire/sources.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { useTableSort } from "../../ui/use-table-sort.ts";
import { figureColumns } from "./figure-columns.tsx";
import { type Grouping, groupByUtm, sumOf } from "./source-figures.ts";
import { SOURCES_TEXTS } from "./sources-texts.ts";

/** A row for each value of a UTM field. */
export function UtmTable({ sources, grouping }: { sources: readonly SourceRow[]; grouping: Grouping }) {
  const texts = useTexts(SOURCES_TEXTS);
  const formats = useFormats();
  const { sort, setSort } = useTableSort({ by: "starts", direction: "descending" });
  const groups = groupByUtm(sources, grouping);
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
        ...figureColumns(groups, sumOf(sources), texts, formats),
      ]}
    />
  );
}
