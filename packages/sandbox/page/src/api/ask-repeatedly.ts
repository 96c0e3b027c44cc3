import { ApiError } from "./api-error.ts";

export type Answer<Reply> = { kind: "reply"; reply: Reply } | { kind: "error"; error: ApiError };

export interface RepeatedQuestion {
  /** There may be another answer. */
  again(): void;
  /** Gives up what is under way; nothing is told from here on. */
  end(): void;
}

const MIN_INTERVAL_MS = 500;
/**
 * Times as long as the answer took. The sandbox answers one question at a time, so that a page that asked without a pause
 * would have the bot's requests wait for every answer: with a million facts, half a second each.
 */
const PAUSE_PER_ANSWER = 2;
/** A computer that slept while an answer was under way is no sandbox that is slow. */
const MAX_PAUSE_MS = 10_000;

/**
 * Asks the same once for each `again`, at most twice a second and at most a third of the time; what comes while an answer
 * is under way is one more question after it. Giving that answer up instead would show none at all while news come
 * faster than answers.
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
      const beganMs = performance.now();
      await askOnce();
      const tookMs = performance.now() - beganMs;
      const pauseMs = Math.max(MIN_INTERVAL_MS - tookMs, Math.min(PAUSE_PER_ANSWER * tookMs, MAX_PAUSE_MS));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
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
