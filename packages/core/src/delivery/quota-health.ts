import type { Outbox } from "../outbox/outbox.ts";

import type { QuotaLimits, QuotaWindow } from "../outbox/rules/quota.ts";

/** How full one of a key's windows is: `used` requests of `limit` in any `perMs`. */
export interface QuotaHealth {
  limit: number;
  perMs: number;
  used: number;
  /**
   * For windows of an hour or longer: the earliest time this one will be full (milliseconds since 1970) if requests
   * continue as in the last ten minutes. Missing if they would not fill it.
   */
  endsAt?: number;
}

/** The current rate is that of the last ten minutes: long enough to smooth out bursts, short enough to be current. */
const RECENT_MS = 600_000;
/** A shorter window fills and empties before anybody reads the forecast. */
const SHORTEST_FORECAST_MS = 3_600_000;

/** How full a key's windows are, and when they will be full at the current rate. */
export function quotaHealth(
  limits: QuotaLimits,
  outbox: Pick<Outbox, "quotaUsed">,
  { nowMs, steadyMs }: { nowMs: number; steadyMs: number },
): QuotaHealth[] {
  const used = outbox.quotaUsed(limits, steadyMs);
  const [recent = 0] = outbox.quotaUsed({ ...limits, windows: [{ limit: 1, perMs: RECENT_MS }] }, steadyMs);
  return limits.windows.map((window, index) => {
    const now = used[index] ?? 0;
    const leftMs = fullIn(window, now, recent / RECENT_MS);
    return { ...window, used: now, ...(leftMs !== undefined && { endsAt: nowMs + leftMs }) };
  });
}

/** The milliseconds until a window is full at this rate, at the earliest; undefined if the rate does not fill it. */
export function fullIn({ limit, perMs }: QuotaWindow, used: number, ratePerMs: number): number | undefined {
  if (perMs < SHORTEST_FORECAST_MS || ratePerMs * perMs <= limit) return undefined;
  return Math.max(0, Math.ceil((limit - used) / ratePerMs));
}
