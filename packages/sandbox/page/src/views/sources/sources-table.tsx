import type { OtherSources, SourceRow } from "#wire/sources";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { useTableSort } from "../../ui/use-table-sort.ts";
import type { ColumnSet } from "./column-sets.ts";
import { figureColumns } from "./figure-columns.tsx";
import { SourceName } from "./source-name.tsx";
import { linksOf, type SourceNode, sourceTree, totalOf } from "./source-tree.ts";
import { SOURCES_TEXTS } from "./sources-texts.ts";

interface SourcesTableProps {
  sources: readonly SourceRow[];
  others: OtherSources | null;
  columns: ColumnSet;
  /** By ad system and campaign, which open to their links; otherwise a row for each link. */
  isTree: boolean;
  /** All rows are in sight at once, as when they were searched for. */
  startsOpen: boolean;
}

/** The sources, each in one line: groups of links that open, or the links themselves. */
export function SourcesTable({ sources, others, columns, isTree, startsOpen }: SourcesTableProps) {
  const texts = useTexts(SOURCES_TEXTS);
  const formats = useFormats();
  const { sort, setSort } = useTableSort({ by: "starts", direction: "descending" });
  return (
    <DataTable<SourceNode>
      key={startsOpen ? "open" : "closed"}
      caption={texts.caption}
      rows={isTree ? sourceTree(sources) : linksOf(sources)}
      keyOf={({ key }) => key}
      childrenOf={(node) => (node.kind === "group" ? node.children : [])}
      startsOpen={startsOpen}
      sort={sort}
      onSort={setSort}
      columns={[
        {
          id: "source",
          title: texts.source,
          rowHead: true,
          cell: (node) => <SourceName node={node} />,
          sortBy: (node) => (node.kind === "group" ? node.value : node.row.code === "" ? null : node.row.name),
          total: (
            <>
              {texts.total}{" "}
              <span class="muted source-count">{texts.links(sources.length + (others?.sources ?? 0))}</span>
            </>
          ),
        },
        ...figureColumns<SourceNode>(columns, totalOf(sources, others), texts, formats),
      ]}
    />
  );
}
