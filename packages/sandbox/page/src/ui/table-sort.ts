/** Which column a table is sorted by. */
export interface TableSort {
  by: string;
  direction: "ascending" | "descending";
}

export type SortValue = string | number | null;

/** Sorted anew; rows without a value come last in both directions, and equal ones keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  sortBy: (row: Row) => SortValue,
  direction: TableSort["direction"],
  language: string,
): Row[] {
  const sign = direction === "ascending" ? 1 : -1;
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const compare = (left: string | number, right: string | number) =>
    typeof left === "number" && typeof right === "number"
      ? left - right
      : collator.compare(String(left), String(right));
  return rows
    .map((row) => ({ row, value: sortBy(row) }))
    .sort(({ value: left }, { value: right }) => {
      if (left === null || right === null) return Number(left === null) - Number(right === null);
      return sign * compare(left, right);
    })
    .map(({ row }) => row);
}
