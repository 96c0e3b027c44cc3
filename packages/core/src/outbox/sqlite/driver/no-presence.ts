import type { Presence } from "./sqlite-driver.ts";

/** Nobody can tell who lives: leases and slots of a process that died end by time. */
export const NO_PRESENCE: Presence = {
  holder: undefined,
  hold: () => {},
  renew: () => {},
  endedAt: () => undefined,
  found: () => [],
  bury: () => false,
  release: () => {},
};
