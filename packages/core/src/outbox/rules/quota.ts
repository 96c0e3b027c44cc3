/** At most `limit` requests in any `perMs` milliseconds. */
export interface QuotaWindow {
  limit: number;
  perMs: number;
}

/** Whose quota it is and how much it holds. */
export interface QuotaLimits {
  /** Names the key without showing it: a hash. Everything that spends the same key gives the same name. */
  key: string;
  windows: readonly QuotaWindow[];
  /** A request whose answer was lost may be counted by the server this much later. Default 30,000. */
  maxServerDelayMs?: number;
}

/**
 * What a key has spent. The server counts a request at a moment that only it knows, somewhere between its sending
 * and its answer. So a request is *open* (counts in every window) from the moment it is sent, and once answered it
 * counts for one more window from its answer. Whatever two requests the server saw within one window, one of the two
 * was then open or counted when the other was sent: no window of the server, fixed or sliding, wherever it begins,
 * can hold more than the limit. This rests on one assumption: the server counts a request between its sending and its
 * answer, or within `maxServerDelayMs` after an answer was lost.
 */
export interface QuotaState {
  /** Requests sent and not yet answered. */
  open: number;
  /** Sorted, oldest first: when each answered request was answered (or, if its answer was lost, counted at last). */
  ends: number[];
}

export function emptyQuotaState(): QuotaState {
  return { open: 0, ends: [] };
}

const SHORT_WINDOW_MS = 60_000;

/**
 * How full a window may get for a request. Starts and goals may fill it. Everything else leaves a third of a window
 * shorter than a minute and a fifth of a longer one free, so that a flood never delays a start.
 */
export function quotaCap(window: QuotaWindow, urgent: boolean): number {
  if (urgent) return window.limit;
  const share = window.perMs < SHORT_WINDOW_MS ? Math.floor((window.limit * 2) / 3) : Math.floor(window.limit * 0.8);
  return Math.max(1, share);
}

/** How many requests count in a window right now. */
export function quotaUsed(state: QuotaState, window: QuotaWindow, nowMs: number): number {
  return state.open + (state.ends.length - firstCounted(state.ends, nowMs - window.perMs));
}

/**
 * When the next request may be sent: `nowMs` or earlier if at once, `Infinity` if only an answer to an open request
 * can make room.
 */
export function nextSlotAt(state: QuotaState, windows: readonly QuotaWindow[], urgent: boolean, nowMs: number): number {
  let at = nowMs;
  for (const window of windows) {
    const first = firstCounted(state.ends, nowMs - window.perMs);
    const excess = state.open + (state.ends.length - first) - quotaCap(window, urgent);
    if (excess < 0) continue;
    const leaving = state.ends[first + excess];
    // One more millisecond, because times are cut to whole ones: 5.9 and 1005.1 would look like a full second apart.
    at = Math.max(at, leaving === undefined ? Number.POSITIVE_INFINITY : leaving + window.perMs + 1);
  }
  return at;
}

export function openRequest(state: QuotaState): void {
  state.open++;
}

/** A request was answered at `endMs`, or can have been counted no later than that. */
export function endRequest(state: QuotaState, endMs: number, windows: readonly QuotaWindow[], nowMs: number): void {
  state.open--;
  let at = state.ends.length;
  while (at > 0 && (state.ends[at - 1] as number) > endMs) at--;
  state.ends.splice(at, 0, endMs);
  forgetOldEnds(state, windows, nowMs);
}

/** Drops what no window can see any more. */
export function forgetOldEnds(state: QuotaState, windows: readonly QuotaWindow[], nowMs: number): void {
  const longestMs = Math.max(...windows.map((window) => window.perMs));
  const stale = firstCounted(state.ends, nowMs - longestMs);
  // Cutting one by one would move thousands of numbers at each answer.
  if (stale > 256 || stale === state.ends.length) state.ends.splice(0, stale);
}

/** A request never reached a socket, so that the server cannot have counted it. */
export function cancelRequest(state: QuotaState): void {
  state.open--;
}

/** Index of the first end that still counts in a window that began at `sinceMs`. */
function firstCounted(ends: readonly number[], sinceMs: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] as number) < sinceMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
