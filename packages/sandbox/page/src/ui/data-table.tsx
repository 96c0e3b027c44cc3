import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useLanguage, useTexts } from "../i18n/language.tsx";
import "./data-table.css";
import { Icon } from "./icon.tsx";
import { RowOpener } from "./row-opener.tsx";
import { tableLines } from "./table-lines.ts";
import { type SortValue, sortRows, type TableSort } from "./table-sort.ts";
import { UI_TEXTS } from "./ui-texts.ts";

export interface TableColumn<Row> {
  /** Kept in the address when the table is sorted by this column. */
  id: string;
  title: string;
  /** The title is only read out: what stands below says it by itself, as buttons do. */
  titleHidden?: boolean;
  /** On a card the cell takes the room of two. */
  wide?: boolean;
  /** What the title means, as a tooltip; say it in the view too, for those who cannot hover. */
  hint?: string;
  /** Numbers are aligned right and sorted from the largest. */
  number?: boolean;
  /** The heading of its row: one column of a table, its first. */
  rowHead?: boolean;
  cell(row: Row): ComponentChildren;
  /** What the column is sorted by; a column without it cannot be sorted by. */
  sortBy?(row: Row): SortValue;
  /** Below all rows. */
  total?: ComponentChildren;
}

interface DataTableProps<Row> {
  /** Says what the table shows. Not seen, only read out. */
  caption: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  /** What a row can be opened to; it is sorted as the rows are. A row without any is not opened. */
  childrenOf?(row: Row): readonly Row[];
  /** Rows with children are open until they are closed, rather than the other way round. */
  startsOpen?: boolean;
  /** If omitted, the rows keep their order. */
  sort?: TableSort;
  onSort?(sort: TableSort): void;
}

/** A table that is sorted by its headings and turns into cards on a phone, where a list of the columns sorts it. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, keyOf, childrenOf = noChildren, startsOpen = false, sort, onSort } = props;
  const texts = useTexts(UI_TEXTS);
  const { language } = useLanguage();
  const sorted = columns.find(({ id, sortBy }) => id === sort?.by && sortBy !== undefined);
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const inOrder = (some: readonly Row[]) =>
    sort !== undefined && sorted?.sortBy !== undefined ? sortRows(some, sorted.sortBy, sort.direction, language) : some;
  const isOpen = (key: string) => turned.has(key) !== startsOpen;
  const shown = tableLines(rows, { inOrder, keyOf, childrenOf, isOpen });
  const turn = (key: string) => {
    const after = new Set(turned);
    if (!after.delete(key)) after.add(key);
    setTurned(after);
  };
  const canOpen = shown.some(({ open }) => open !== undefined);
  const sortable = onSort === undefined ? [] : columns.filter(({ sortBy }) => sortBy !== undefined);
  const hasTotals = columns.some(({ total }) => total !== undefined);

  const pick = (column: TableColumn<Row>) => {
    const first = column.number === true ? "descending" : "ascending";
    const other = first === "descending" ? "ascending" : "descending";
    onSort?.({ by: column.id, direction: column === sorted && sort?.direction === first ? other : first });
  };

  return (
    <div class="data-table">
      {sortable.length > 0 && (
        <div class="data-table-sort row">
          <label class="field">
            <span>{texts.sortBy}</span>
            <select
              class="select"
              value={sorted?.id ?? ""}
              onChange={({ currentTarget: { value } }) => {
                const column = sortable.find(({ id }) => id === value);
                if (column !== undefined) pick(column);
              }}
            >
              {sorted === undefined && <option value="">—</option>}
              {sortable.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          {sorted !== undefined && (
            <button type="button" class="button" onClick={() => pick(sorted)}>
              <Icon name={sort?.direction === "ascending" ? "up" : "down"} />
              {sort?.direction === "ascending" ? texts.ascending : texts.descending}
            </button>
          )}
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table too wide for the window is scrolled by the keyboard */}
      <section class="table-scroll" aria-label={caption} tabIndex={0}>
        <table class="table">
          <caption class="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  class={column.number === true ? "number" : undefined}
                  title={column.hint}
                  {...(column === sorted && sort !== undefined && { "aria-sort": sort.direction })}
                >
                  {sortable.includes(column) ? (
                    <button type="button" onClick={() => pick(column)}>
                      {column.title}
                      <Icon name={column === sorted && sort?.direction === "ascending" ? "up" : "down"} />
                    </button>
                  ) : (
                    <span class={column.titleHidden === true ? "visually-hidden" : undefined}>{column.title}</span>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ row, key, level, open }) => (
              <tr key={key} {...(level > 0 && { class: "sub-row" })}>
                {columns.map((column) =>
                  bodyCell(
                    column,
                    column.rowHead === true && canOpen ? (
                      <RowOpener level={level} open={open} onTurn={() => turn(key)}>
                        {column.cell(row)}
                      </RowOpener>
                    ) : (
                      column.cell(row)
                    ),
                  ),
                )}
              </tr>
            ))}
          </tbody>
          {hasTotals && (
            <tfoot>
              <tr>{columns.map((column) => bodyCell(column, column.total))}</tr>
            </tfoot>
          )}
        </table>
      </section>
    </div>
  );
}

function noChildren(): readonly never[] {
  return [];
}

function bodyCell<Row>(column: TableColumn<Row>, content: ComponentChildren) {
  const { id, title, titleHidden, number, rowHead, wide } = column;
  if (rowHead === true) {
    return (
      <th key={id} scope="row">
        {content}
      </th>
    );
  }
  const classes = [number === true && "number", wide === true && "wide"].filter((name) => name !== false).join(" ");
  return (
    <td
      key={id}
      {...(classes !== "" && { class: classes })}
      // Stands before the figure where the row is a card.
      {...(titleHidden !== true && { "data-title": title })}
    >
      {content}
    </td>
  );
}
