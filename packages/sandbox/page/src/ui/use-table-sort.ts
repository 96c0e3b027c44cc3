import { usePageLocation } from "../location/location.tsx";
import type { TableSort } from "./table-sort.ts";

/** The sort of a table, kept in the query string: `sort=starts`, with a minus before it for descending. */
export function useTableSort(
  initial: TableSort,
  parameter = "sort",
): { sort: TableSort; setSort(sort: TableSort): void } {
  const { query, set } = usePageLocation();
  const asked = query.get(parameter);
  const sort: TableSort =
    asked === null
      ? initial
      : asked.startsWith("-")
        ? { by: asked.slice(1), direction: "descending" }
        : { by: asked, direction: "ascending" };
  return {
    sort,
    setSort: ({ by, direction }) => set({ [parameter]: direction === "descending" ? `-${by}` : by }),
  };
}
