import type { QuotaHealth } from "@bot-tracker/core";

/** A window's use, and when it will be full if the present rate lasts. Without `endsAtMs` it lasts. */
export interface QuotaOutlook extends QuotaHealth {
  endsAtMs?: number;
}

/** What happened within a minute says nothing of the next hour. */
const SHORTEST_BASE_MS = 60_000;

/**
 * Looks ahead in a key's windows. The present rate is the use of the next shorter window: the day is judged by the
 * last hour. What leaves a window meanwhile is not reckoned with, so that a moment told is the earliest one.
 */
export function quotaOutlook(windows: readonly QuotaHealth[], nowMs: number): QuotaOutlook[] {
  return windows.map((window) => {
    const base = windows
      .filter(({ perMs }) => perMs >= SHORTEST_BASE_MS && perMs < window.perMs)
      .reduce<QuotaHealth | undefined>((a, b) => (a === undefined || b.perMs > a.perMs ? b : a), undefined);
    if (base === undefined || base.used === 0) return { ...window };
    const perMs = base.used / base.perMs;
    if (perMs * window.perMs <= window.limit) return { ...window };
    return { ...window, endsAtMs: nowMs + Math.round(Math.max(0, window.limit - window.used) / perMs) };
  });
}

/** How long it takes at least until so many deliveries have left, one request each, within the windows' limits. */
export function backlogMs(pending: number, windows: readonly QuotaHealth[]): number {
  return Math.max(
    0,
    ...windows.map(({ limit, perMs, used }) => {
      const excess = pending - Math.max(0, limit - used);
      return excess <= 0 ? 0 : Math.ceil(excess / limit) * perMs;
    }),
  );
}
