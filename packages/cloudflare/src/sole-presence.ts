import type { Presence } from "@bot-tracker/core/outbox-kit";

/**
 * Cloudflare runs one instance of an object at a time, and nothing of an earlier one leaves the object once a later one
 * has begun. So all who stand in the database under another name have ended, at the latest when this instance began.
 *
 * `holder` has to be this instance's alone.
 */
export function solePresence(holder: string, begunAtMs: number): Presence {
  return {
    holder,
    hold: () => {},
    renew: () => {},
    endedAt: (other) => (other === holder ? undefined : begunAtMs),
    found: () => [],
    bury: (_other, task) => {
      task();
      return true;
    },
    release: () => {},
  };
}
