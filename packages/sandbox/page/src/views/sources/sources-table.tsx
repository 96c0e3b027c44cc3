import type { OtherSources, SourceRow } from "#wire/sources";
import { sumOfSources } from "#wire/sum-of-sources";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { useTableSort } from "../../ui/use-table-sort.ts";
import { UtmTags } from "../../ui/utm-tags.tsx";
import type { ColumnSet } from "./column-sets.ts";
import { figureColumns } from "./figure-columns.tsx";
import { SOURCES_TEXTS } from "./sources-texts.ts";

interface SourcesTableProps {
  sources: readonly SourceRow[];
  others: OtherSources | null;
  columns: ColumnSet;
}

/** A row for each link, and for each code that no link has. */
export function SourcesTable({ sources, others, columns }: SourcesTableProps) {
  const texts = useTexts(SOURCES_TEXTS);
  const formats = useFormats();
  const all = others === null ? sources : [...sources, others];
  const { sort, setSort } = useTableSort({ by: "starts", direction: "descending" });
  return (
    <DataTable
      caption={texts.caption}
      rows={sources}
      keyOf={({ code }) => code}
      sort={sort}
      onSort={setSort}
      columns={[
        {
          id: "source",
          title: texts.source,
          rowHead: true,
          cell: ({ code, name, utm }) => (
            <div class="source-cell">
              {code === "" ? (
                <span class="muted" title={texts.withoutLinkHint}>
                  {texts.withoutLink}
                </span>
              ) : (
                <span>{name}</span>
              )}
              {code !== name && <code>{code}</code>}
              <UtmTags utm={utm} />
            </div>
          ),
          sortBy: ({ name, code }) => (code === "" ? null : name),
          total: (
            <>
              {texts.total}{" "}
              <span class="muted source-count">{texts.links(sources.length + (others?.sources ?? 0))}</span>
            </>
          ),
        },
        ...figureColumns<SourceRow>(columns, sumOfSources(all), texts, formats),
      ]}
    />
  );
}
