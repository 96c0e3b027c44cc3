import type { QuotaLimits, QuotaWindow } from "@bot-tracker/core";
import { longestServerDelayMs, quotaCap, serverDelayOf, windowsOf } from "@bot-tracker/core/outbox-kit";

/** A window as the scripts have it: its length, its limit, how much of it is for what can wait, and its server delay. */
type AskedWindow = readonly [perMs: number, limit: number, share: number, delayMs: number];

interface AskedLimits {
  delayMs: number;
  windows: readonly AskedWindow[];
}

/** Limits as text that is the same for the same limits, so that processes that agree leave one note. */
export function writeAskedLimits(limits: QuotaLimits): string {
  const windows = windowsOf(limits)
    // JSON has no infinity, and such a window is none.
    .filter(({ limit, perMs }) => Number.isFinite(limit) && Number.isFinite(perMs))
    .map((window): AskedWindow => {
      const limit = Math.floor(window.limit);
      return [Math.ceil(window.perMs), limit, quotaCap({ ...window, limit }, false), serverDelayOf(window)];
    })
    .sort(([onePerMs, oneLimit], [otherPerMs, otherLimit]) => onePerMs - otherPerMs || oneLimit - otherLimit);
  return JSON.stringify({ delayMs: longestServerDelayMs(limits), windows } satisfies AskedLimits);
}

/**
 * The windows that hold when other processes spend the same key with limits of their own: of equal length the one with
 * the smallest limit. Undefined if none of theirs asks for more than these do.
 */
export function stricterWindows(own: readonly QuotaWindow[], others: readonly string[]): QuotaWindow[] | undefined {
  const theirs = others.flatMap((text) => (JSON.parse(text) as AskedLimits).windows);
  const isStricter = ([perMs, limit]: AskedWindow): boolean =>
    !own.some((window) => window.perMs >= perMs && window.limit <= limit);
  if (!theirs.some(isStricter)) return undefined;
  const limits = new Map<number, number>();
  for (const { perMs, limit } of own) limits.set(perMs, Math.min(limit, limits.get(perMs) ?? limit));
  for (const [perMs, limit] of theirs) limits.set(perMs, Math.min(limit, limits.get(perMs) ?? limit));
  return [...limits].map(([perMs, limit]) => ({ limit, perMs })).sort((one, other) => one.perMs - other.perMs);
}
