import { ApiError } from "./api-error.ts";

export type Answer<Reply> = { kind: "reply"; reply: Reply } | { kind: "error"; error: ApiError };

export interface RepeatedQuestion {
  /** There may be another answer. */
  again(): void;
  /** Gives up what is under way; nothing is told from here on. */
  end(): void;
}

const MIN_PAUSE_MS = 500;

/**
 * Asks the same once for each `again`, at most twice a second; what comes while an answer is under way is one more
 * question after it. Giving that answer up instead would show none at all while news come faster than answers.
 */
export function askRepeatedly<Reply>(
  ask: (signal: AbortSignal) => Promise<Reply>,
  tell: (answer: Answer<Reply>) => void,
): RepeatedQuestion {
  const ended = new AbortController();
  let isWanted = false;
  let isAsking = false;
  const askOnce = async () => {
    const answer = await ask(ended.signal).then(
      (reply): Answer<Reply> => ({ kind: "reply", reply }),
      (error: unknown): Answer<Reply> => ({
        kind: "error",
        error: error instanceof ApiError ? error : new ApiError(0, String(error)),
      }),
    );
    if (!ended.signal.aborted) tell(answer);
  };
  const askWhileWanted = async () => {
    isAsking = true;
    while (isWanted && !ended.signal.aborted) {
      isWanted = false;
      await Promise.all([askOnce(), new Promise((resolve) => setTimeout(resolve, MIN_PAUSE_MS))]);
    }
    isAsking = false;
  };
  return {
    again: () => {
      isWanted = true;
      if (!isAsking) void askWhileWanted();
    },
    end: () => ended.abort(),
  };
}
