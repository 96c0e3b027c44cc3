import type { QuotaHealth } from "@bot-tracker/core";

/** The least time it takes to send this many deliveries, one request each, within a key's windows. */
export function backlogMs(pending: number, windows: readonly QuotaHealth[]): number {
  return Math.max(
    0,
    ...windows.map(({ limit, perMs, used }) => {
      const excess = pending - Math.max(0, limit - used);
      return excess <= 0 ? 0 : Math.ceil(excess / limit) * perMs;
    }),
  );
}
