import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useEffect, useMemo, useState } from "preact/hooks";

/** Where the page is: every view, filter and period has an address that can be kept, sent and gone back to. */
export interface PageLocation {
  path: string;
  query: URLSearchParams;
  /** Goes to a path. The bot chosen stays chosen. */
  go(path: string): void;
  /** Sets query parameters, or takes out those that are null. `replace` leaves no entry in the history. */
  set(changes: Readonly<Record<string, string | null>>, how?: "push" | "replace"): void;
  /** The address of a path, the bot chosen included. */
  hrefOf(path: string): string;
}

const LocationContext = createContext<PageLocation | undefined>(undefined);

export function LocationProvider({ children }: { children: ComponentChildren }) {
  const [href, setHref] = useState(location.href);
  useEffect(() => {
    const read = () => setHref(location.href);
    addEventListener("popstate", read);
    return () => removeEventListener("popstate", read);
  }, []);
  const move = useCallback((target: string, how: "push" | "replace") => {
    history[how === "push" ? "pushState" : "replaceState"](null, "", target);
    setHref(location.href);
  }, []);
  const value = useMemo<PageLocation>(() => {
    const { pathname, searchParams } = new URL(href);
    const hrefOf = (path: string) => {
      const key = searchParams.get("key");
      return key === null ? path : `${path}${path.includes("?") ? "&" : "?"}key=${encodeURIComponent(key)}`;
    };
    return {
      path: pathname,
      query: searchParams,
      hrefOf,
      go: (path) => {
        move(hrefOf(path), "push");
        scrollTo(0, 0);
      },
      set: (changes, how = "replace") => {
        // As the address is by now: what is typed is set a moment after the last rendering, with others in between.
        const { pathname: here, searchParams: query } = new URL(location.href);
        for (const [name, change] of Object.entries(changes)) {
          if (change === null || change === "") query.delete(name);
          else query.set(name, change);
        }
        const text = query.toString();
        move(text === "" ? here : `${here}?${text}`, how);
      },
    };
  }, [href, move]);
  return <LocationContext.Provider value={value}>{children}</LocationContext.Provider>;
}

export function usePageLocation(): PageLocation {
  const value = useContext(LocationContext);
  if (value === undefined) throw new Error("usePageLocation needs a LocationProvider above it.");
  return value;
}
