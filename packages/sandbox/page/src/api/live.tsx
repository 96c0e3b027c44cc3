import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import type { LiveNews } from "#wire/status";

/** A new object whenever something arrived or was changed, or the passing of time may have changed what is shown. */
export interface Live {
  connected: boolean;
}

const NO_NEWS: LiveNews = { lastRequestId: 0, revision: 0, chatRevision: 0 };
const LiveContext = createContext<Live>({ connected: false });
const ChatLiveContext = createContext<Live>({ connected: false });

/** Listens to the sandbox, for as long as the page is in sight. */
export function LiveProvider({ children }: { children: ComponentChildren }) {
  const [news, setNews] = useState(NO_NEWS);
  const [connected, setConnected] = useState(false);
  const ticks = useTicks();
  useEffect(() => listen(setNews, setConnected), []);
  const live = useMemo(() => ({ connected }), [news.lastRequestId, news.revision, connected, ticks]);
  const chatLive = useMemo(() => ({ ...live }), [live, news.chatRevision]);
  return (
    <LiveContext.Provider value={live}>
      <ChatLiveContext.Provider value={chatLive}>{children}</ChatLiveContext.Provider>
    </LiveContext.Provider>
  );
}

export function useLive(): Live {
  return useContext(LiveContext);
}

/** New also when something happened in the chat, of which no other view shows anything. */
export function useChatLive(): Live {
  return useContext(ChatLiveContext);
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Listens while the page is in sight. A browser has six connections to a sandbox for all its tabs together: were those
 * out of sight to keep theirs, the seventh tab would load nothing, and the others no more either.
 *
 * Returns a function that ends it.
 */
function listen(onNews: (news: LiveNews) => void, onConnected: (connected: boolean) => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_WAIT_MS;
  const connect = () => {
    const opened = new EventSource("/api/page/live");
    source = opened;
    opened.addEventListener("open", () => {
      waitMs = FIRST_WAIT_MS;
      onConnected(true);
    });
    opened.addEventListener("error", () => {
      onConnected(false);
      // The browser connects again by itself, but never after an HTTP error: a proxy's 502, a password that was changed.
      if (opened.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(connect, waitMs);
      waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs);
    });
    opened.addEventListener("message", (event: MessageEvent<string>) => onNews(JSON.parse(event.data) as LiveNews));
  };
  const hangUp = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  // Nobody sees whether a page out of sight is connected, and once it is seen it is within a moment.
  const follow = () => {
    if (document.visibilityState === "hidden") hangUp();
    else if (source === undefined) connect();
  };
  follow();
  document.addEventListener("visibilitychange", follow);
  return () => {
    document.removeEventListener("visibilitychange", follow);
    hangUp();
  };
}

const TICK_MS = 30_000;

/**
 * Counts up every half minute while the page is in sight, and when it comes into sight: days begin, faults end and
 * people go offline without any news.
 */
function useTicks(): number {
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    const tick = () => {
      if (document.visibilityState === "visible") setTicks((before) => before + 1);
    };
    const timer = setInterval(tick, TICK_MS);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, []);
  return ticks;
}
