import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { ApiError } from "./api-error.ts";
import { askRepeatedly, type RepeatedQuestion } from "./ask-repeatedly.ts";
import { fetchJson } from "./fetch-json.ts";
import { type Live, useChatLive, useLive } from "./live.tsx";

/** A reply that is asked for again whenever it may have changed. The one before stays while the next is under way. */
export interface Loaded<Reply> {
  reply: Reply | undefined;
  /** What `reply` or `error` answers; another than the one asked for, as long as that is under way. */
  path: string | null;
  error: ApiError | undefined;
  reload(): void;
}

/** Asks for `path`; null asks for nothing. */
export function useReply<Reply>(path: string | null): Loaded<Reply> {
  return useReplyAsOf(path, useLive());
}

/** The same for what the chat shows: it is asked for again at whatever happens there. */
export function useChatReply<Reply>(path: string | null): Loaded<Reply> {
  return useReplyAsOf(path, useChatLive());
}

function useReplyAsOf<Reply>(path: string | null, live: Live): Loaded<Reply> {
  const [state, setState] = useState<{ path: string | null; reply?: Reply; error?: ApiError }>({ path });
  const [round, setRound] = useState(0);
  const asked = useRef<{ question: RepeatedQuestion; live: Live } | undefined>(undefined);

  useEffect(() => {
    if (path === null) return;
    const question = askRepeatedly<Reply>(
      (signal) => fetchJson<Reply>(path, { signal }),
      (answer) => {
        if (answer.kind === "reply") setState({ path, reply: answer.reply });
        else setState((before) => ({ ...(before.path === path && before), path, error: answer.error }));
      },
    );
    asked.current = { question, live };
    question.again();
    return () => {
      asked.current = undefined;
      question.end();
    };
  }, [path, round]);
  useEffect(() => {
    // A question that begins with this very news knows it.
    if (asked.current !== undefined && asked.current.live !== live) asked.current.question.again();
  }, [live]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { reply: state.reply, path: state.path, error: state.error, reload };
}
