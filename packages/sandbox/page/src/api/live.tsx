import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import type { LiveNews } from "../../../src/wire/status.ts";

export interface Live {
  /** Changes whenever something arrived or was changed. */
  news: LiveNews;
  connected: boolean;
}

const LiveContext = createContext<Live>({ news: { lastRequestId: 0, revision: 0 }, connected: false });

/** Listens to the sandbox. The browser connects again by itself when the stream breaks. */
export function LiveProvider({ children }: { children: ComponentChildren }) {
  const [news, setNews] = useState<LiveNews>({ lastRequestId: 0, revision: 0 });
  const [connected, setConnected] = useState(false);
  useEffect(() => {
    const source = new EventSource("/api/page/live");
    source.addEventListener("open", () => setConnected(true));
    source.addEventListener("error", () => setConnected(false));
    source.addEventListener("message", (event: MessageEvent<string>) => setNews(JSON.parse(event.data) as LiveNews));
    return () => source.close();
  }, []);
  const live = useMemo(() => ({ news, connected }), [news, connected]);
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

export function useLive(): Live {
  return useContext(LiveContext);
}
