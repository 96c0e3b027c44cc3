import { usePageLocation } from "../../location/location.tsx";

/** The filters, as kept in the address. `key` is the bot chosen at the side. */
export const FILTER_NAMES = ["q", "service", "method", "outcome", "user"] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
export type Filters = Readonly<Record<FilterName, string>>;

export interface RequestFilters {
  filters: Filters;
  key: string;
  isFiltered: boolean;
  set(changes: Partial<Filters>): void;
  clear(): void;
}

export function useRequestFilters(): RequestFilters {
  const { query, set } = usePageLocation();
  const filters: Filters = {
    q: query.get("q") ?? "",
    service: query.get("service") ?? "",
    method: query.get("method") ?? "",
    outcome: query.get("outcome") ?? "",
    user: query.get("user") ?? "",
  };
  return {
    filters,
    key: query.get("key") ?? "",
    isFiltered: FILTER_NAMES.some((name) => filters[name] !== ""),
    set: (changes) => set({ ...changes, open: null }),
    clear: () => set({ ...Object.fromEntries(FILTER_NAMES.map((name) => [name, null])), open: null }),
  };
}
