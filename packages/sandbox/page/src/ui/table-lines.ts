/** A line of a table whose rows can be opened. */
export interface TableLine<Row> {
  row: Row;
  key: string;
  /** 0 for the rows themselves, 1 for what they are opened to, and so on. */
  level: number;
  /** Whether it is open; undefined where there is nothing to open. */
  open: boolean | undefined;
}

export interface LinesOf<Row> {
  inOrder(rows: readonly Row[]): readonly Row[];
  keyOf(row: Row): string;
  childrenOf(row: Row): readonly Row[];
  isOpen(key: string): boolean;
}

/** The lines in sight, from the top down: below each open row its children, in the order of all rows. */
export function tableLines<Row>(rows: readonly Row[], how: LinesOf<Row>, level = 0): TableLine<Row>[] {
  return how.inOrder(rows).flatMap((row) => {
    const key = how.keyOf(row);
    const children = how.childrenOf(row);
    const open = children.length === 0 ? undefined : how.isOpen(key);
    const line = { row, key, level, open };
    return open === true ? [line, ...tableLines(children, how, level + 1)] : [line];
  });
}
