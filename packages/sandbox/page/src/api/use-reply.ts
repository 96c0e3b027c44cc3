import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "./api-error.ts";
import { fetchJson } from "./fetch-json.ts";
import { useLive } from "./live.tsx";

/** A reply that is asked for again whenever the sandbox tells of news. The one before stays while the next is under way. */
export interface Loaded<Reply> {
  reply: Reply | undefined;
  /** What `reply` or `error` answers; another than the one asked for, as long as that is under way. */
  path: string | null;
  error: ApiError | undefined;
  reload(): void;
}

const MIN_PAUSE_MS = 500;

/** Asks for `path`; null asks for nothing. A sandbox under load is asked at most twice a second. */
export function useReply<Reply>(path: string | null): Loaded<Reply> {
  const { news, connected } = useLive();
  const [state, setState] = useState<{ path: string | null; reply?: Reply; error?: ApiError }>({ path });
  const [round, setRound] = useState(0);
  const lastAskedAt = useRef(0);
  const lastPath = useRef<string | null>(null);

  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    const isOtherPath = lastPath.current !== path;
    const waitMs = isOtherPath ? 0 : Math.max(0, lastAskedAt.current + MIN_PAUSE_MS - performance.now());
    const timer = setTimeout(() => {
      lastAskedAt.current = performance.now();
      lastPath.current = path;
      fetchJson<Reply>(path, { signal: abort.signal }).then(
        (reply) => {
          // A reply that was given up while it came must not take the place of the one that is shown.
          if (!abort.signal.aborted) setState({ path, reply });
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const told = error instanceof ApiError ? error : new ApiError(0, String(error));
          setState((before) => ({ ...(before.path === path && before), path, error: told }));
        },
      );
    }, waitMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [path, round, news.lastRequestId, news.revision, connected]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { reply: state.reply, path: state.path, error: state.error, reload };
}
