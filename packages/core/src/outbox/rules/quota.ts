/** At most `limit` requests in any `perMs` milliseconds. */
export interface QuotaWindow {
  limit: number;
  perMs: number;
  /**
   * How much later than an answer was lost (the request was aborted, or its process died) the service may still count
   * the request in this window. Shorter than the service really takes, it may answer 429; longer, the tracker waits
   * that much longer after a lost answer. @default 3_000 for a window shorter than a minute, else 30_000
   */
  maxServerDelayMs?: number;
}

/** Whose quota it is and how much it holds. */
export interface QuotaLimits {
  /** Names the key without showing it: a hash. Everything that spends the same key gives the same name. */
  key: string;
  windows: readonly QuotaWindow[];
  /** For windows without one of their own. @default by a window's length */
  maxServerDelayMs?: number;
}

/** A window below this is short. */
const SHORT_WINDOW_MS = 60_000;
/** A service that is asked several times a second answers well within one; and a restart after a crash waits for these. */
const SHORT_WINDOW_DELAY_MS = 3_000;
/** In a long window more of them cost nothing that anybody notices. */
const LONG_WINDOW_DELAY_MS = 30_000;

/** How much later than a lost answer the server may count its request in a window. */
export function serverDelayOf({ perMs, maxServerDelayMs }: QuotaWindow): number {
  return maxServerDelayMs ?? (perMs < SHORT_WINDOW_MS ? SHORT_WINDOW_DELAY_MS : LONG_WINDOW_DELAY_MS);
}

/** A key's windows, each with the delay that holds for it. */
export function windowsOf({ windows, maxServerDelayMs }: QuotaLimits): readonly QuotaWindow[] {
  return maxServerDelayMs === undefined ? windows : windows.map((window) => ({ maxServerDelayMs, ...window }));
}

/** The longest of its windows' delays: after a lost answer and this, the server counts the request nowhere any more. */
export function longestServerDelayMs(limits: QuotaLimits): number {
  return Math.max(0, ...windowsOf(limits).map(serverDelayOf));
}

/**
 * What a key has spent. The server counts a request at a moment that only it knows, somewhere between its sending
 * and its answer. So a request is *open* (counts in every window) from the moment it is sent, and once answered it
 * counts for one more window from its answer. Whatever two requests the server saw within one window, one of the two
 * was then open or counted when the other was sent: no window of the server, fixed or sliding, wherever it begins,
 * can hold more than the limit. This rests on one assumption: the server counts a request between its sending and its
 * answer, or within the window's `maxServerDelayMs` after an answer was lost. As each window is proved by itself, the
 * assumption may differ from window to window.
 */
export interface QuotaState {
  /** Requests sent and not yet answered. */
  open: number;
  /** Sorted, oldest first: when each answered request was answered. */
  ends: number[];
  /** Sorted, oldest first: when each answer was lost. Each counts for a window's server delay and the window. */
  losses: number[];
}

export function emptyQuotaState(): QuotaState {
  return { open: 0, ends: [], losses: [] };
}

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
  const { firstEnd, firstLoss } = counted(state, window, nowMs);
  return state.open + (state.ends.length - firstEnd) + (state.losses.length - firstLoss);
}

/**
 * When the next request may be sent: `nowMs` or earlier if at once, `Infinity` if only an answer to an open request
 * can make room.
 */
export function nextSlotAt(state: QuotaState, windows: readonly QuotaWindow[], urgent: boolean, nowMs: number): number {
  let at = nowMs;
  for (const window of windows) {
    const excess = quotaUsed(state, window, nowMs) - quotaCap(window, urgent);
    if (excess < 0) continue;
    // One more millisecond, because times are cut to whole ones: 5.9 and 1005.1 would look like a full second apart.
    at = Math.max(at, leavingAt(state, window, excess, nowMs) + 1);
  }
  return at;
}

export function openRequest(state: QuotaState): void {
  state.open++;
}

/** A request was answered at `atMs`, or its answer was lost then. */
export function endRequest(
  state: QuotaState,
  end: "answered" | "lost",
  atMs: number,
  windows: readonly QuotaWindow[],
  nowMs: number,
): void {
  state.open--;
  const moments = end === "lost" ? state.losses : state.ends;
  let at = moments.length;
  while (at > 0 && (moments[at - 1] as number) > atMs) at--;
  moments.splice(at, 0, atMs);
  forgetOldEnds(state, windows, nowMs);
}

/** Drops what no window can see any more. */
export function forgetOldEnds(state: QuotaState, windows: readonly QuotaWindow[], nowMs: number): void {
  dropBefore(state.ends, nowMs - Math.max(...windows.map(({ perMs }) => perMs)));
  dropBefore(state.losses, nowMs - Math.max(...windows.map((window) => window.perMs + serverDelayOf(window))));
}

/** A request never reached a socket, so that the server cannot have counted it. */
export function cancelRequest(state: QuotaState): void {
  state.open--;
}

/** Where in each list those begin that count in a window. */
function counted(state: QuotaState, window: QuotaWindow, nowMs: number): { firstEnd: number; firstLoss: number } {
  const sinceMs = nowMs - window.perMs;
  return {
    firstEnd: firstFrom(state.ends, sinceMs),
    firstLoss: state.losses.length === 0 ? 0 : firstFrom(state.losses, sinceMs - serverDelayOf(window)),
  };
}

/** When the request leaves a window before which `excess` others do; `Infinity` if so many have no end yet. */
function leavingAt(state: QuotaState, window: QuotaWindow, excess: number, nowMs: number): number {
  const { perMs } = window;
  const delayMs = serverDelayOf(window);
  let { firstEnd: end, firstLoss: loss } = counted(state, window, nowMs);
  for (let left = excess; ; left--) {
    const endsAt = state.ends[end] ?? Number.POSITIVE_INFINITY;
    const lostAt = (state.losses[loss] ?? Number.POSITIVE_INFINITY) + delayMs;
    const at = Math.min(endsAt, lostAt);
    if (left === 0 || at === Number.POSITIVE_INFINITY) return at + perMs;
    if (at === endsAt) end++;
    else loss++;
  }
}

function dropBefore(moments: number[], sinceMs: number): void {
  const stale = firstFrom(moments, sinceMs);
  // Cutting one by one would move thousands of numbers at each answer.
  if (stale > 256 || stale === moments.length) moments.splice(0, stale);
}

/** Index of the first moment that is not before `sinceMs`. */
function firstFrom(moments: readonly number[], sinceMs: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle] as number) < sinceMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
