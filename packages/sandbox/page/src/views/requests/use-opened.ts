import { usePageLocation } from "../../location/location.tsx";

/** The requests whose details are open; they are kept in the address. */
export function useOpened(): { opened: ReadonlySet<number>; toggle(id: number): void } {
  const { query, set } = usePageLocation();
  const opened = new Set((query.get("open") ?? "").split(",").filter(Boolean).map(Number));
  return {
    opened,
    toggle: (id) => {
      const changed = new Set(opened);
      if (!changed.delete(id)) changed.add(id);
      set({ open: [...changed].join(",") });
    },
  };
}
