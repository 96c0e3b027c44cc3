import type { Outbox, OutboxSurroundings, QuotaLimits } from "@bot-tracker/core";

export interface MoverLockParts {
  local: Outbox;
  ports: Pick<OutboxSurroundings["ports"], "steadyMs">;
}

/** `wait`: another process moves; it is worth asking again after that time. */
export type LockGrant = { kind: "taken"; release(): Promise<void> } | { kind: "wait"; forMs: number };

/** A slot of a quota of one: that of a process that died lapses by itself. */
const LIMITS: QuotaLimits = { key: "bot-tracker-mover", windows: [{ limit: 1, perMs: 1 }], maxServerDelayMs: 0 };
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;
/** Whoever has moved for longer than this has died, or Redis is slow for both. */
const PATIENCE_MS = 1_000;

/**
 * Among the processes that share a file, one moves at a time: of two that did, one could bring what a user did after a
 * start before the other brings the start. Nothing else depends on it, and so nobody waits for it for long.
 */
export class MoverLock {
  readonly #parts: MoverLockParts;
  #pauseMs = FIRST_PAUSE_MS;
  /** When it was refused for the first time in a row, and for the last time. */
  #refusedMs: { first: number; last: number } | undefined;

  constructor(parts: MoverLockParts) {
    this.#parts = parts;
  }

  async take(): Promise<LockGrant> {
    const { local, ports } = this.#parts;
    const steadyMs = ports.steadyMs();
    const grant = await local.takeSlot(LIMITS, true, steadyMs);
    if (grant.granted) {
      this.#refusedMs = undefined;
      this.#pauseMs = FIRST_PAUSE_MS;
      return {
        kind: "taken",
        release: async () => {
          await local.endSlot(grant.slot, "never-sent", ports.steadyMs());
        },
      };
    }
    // Not asked for in between, it may have been free.
    const isInARow = this.#refusedMs !== undefined && steadyMs - this.#refusedMs.last < PATIENCE_MS;
    this.#refusedMs = { first: isInARow ? (this.#refusedMs?.first ?? steadyMs) : steadyMs, last: steadyMs };
    if (steadyMs - this.#refusedMs.first >= PATIENCE_MS) return { kind: "taken", release: async () => {} };
    const forMs = this.#pauseMs;
    this.#pauseMs = Math.min(forMs * 2, LONGEST_PAUSE_MS);
    return { kind: "wait", forMs };
  }
}
