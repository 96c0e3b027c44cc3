import type { LiveNews } from "../wire/status.ts";

export interface LiveListener {
  /** A message with the news. Resolves when the client has taken it. */
  tell(news: LiveNews): Promise<unknown>;
  /** Anything at all, so that neither side nor a proxy in between considers the stream dead. */
  beat(): Promise<unknown>;
}

export interface LiveSource {
  news(): LiveNews;
  /** Calls back at each change until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

const MIN_PAUSE_MS = 250;
const HEARTBEAT_MS = 15_000;

/**
 * Sends the news at once and then at each change, at most four times a second; changes in between are sent together
 * afterwards. Ends when `ended` aborts. A client that reads slowly gets fewer messages, not later ones.
 */
export async function tellLive(source: LiveSource, listener: LiveListener, ended: AbortSignal): Promise<void> {
  let isChanged = true;
  let atChange = () => {};
  let atEnd = () => {};
  const unsubscribe = source.subscribe(() => {
    isChanged = true;
    atChange();
  });
  ended.addEventListener("abort", () => atEnd());
  const pause = (ms: number, until: "change" | "time") => {
    return new Promise<void>((resolve) => {
      const goOn = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(goOn, ms);
      atEnd = goOn;
      atChange = until === "change" ? goOn : () => {};
    });
  };
  try {
    while (!ended.aborted) {
      if (isChanged) {
        isChanged = false;
        await listener.tell(source.news());
        if (!ended.aborted) await pause(MIN_PAUSE_MS, "time");
      } else {
        await pause(HEARTBEAT_MS, "change");
        if (!isChanged && !ended.aborted) await listener.beat();
      }
    }
  } finally {
    unsubscribe();
  }
}
