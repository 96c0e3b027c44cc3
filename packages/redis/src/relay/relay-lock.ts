import type { Outbox, OutboxContext, OutboxStep, QuotaLimits, SlotGrant } from "@bot-tracker/core";

export interface RelayLockParts {
  local: Outbox;
  ports: Pick<OutboxContext["ports"], "steadyMs">;
}

interface Lock {
  kind: "taken";
  release(): Promise<void>;
}

/** `wait`: another process is relaying; ask again after that time. */
export type LockGrant = Lock | { kind: "wait"; forMs: number };

/** A slot of a quota of one: the slot of a process that died lapses by itself. */
const LIMITS: QuotaLimits = { key: "bot-tracker-relay", windows: [{ limit: 1, perMs: 1 }], maxServerDelayMs: 0 };
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;
/** Whoever holds the lock and has moved nothing for so long has died, or Redis is slow for both. */
const STUCK_AFTER_MS = 1_000;

/**
 * Of the processes that share a file, one relays at a time: of two, one could bring what a user did after a start
 * before the other brings the start. Nothing else depends on the lock, so nobody waits long for it.
 */
export class RelayLock {
  readonly #parts: RelayLockParts;
  #pauseMs = FIRST_PAUSE_MS;
  /** Since when it has been refused while nobody relays, when it was last asked for, and how many waited then. */
  #refused: { sinceMs: number; lastMs: number; waiting: number } | undefined;

  constructor(parts: RelayLockParts) {
    this.#parts = parts;
  }

  /** `waiting`: how many could be moved now. If they have become fewer, somebody is moving. */
  async take(waiting: number): Promise<LockGrant> {
    const { local, ports } = this.#parts;
    const steadyMs = ports.steadyMs();
    const grant = await local.takeSlot(LIMITS, true, steadyMs);
    if (grant.granted) return this.#taken(grant);
    const before = this.#refused;
    // If nobody asked in between, it may have been free.
    const isStuck = before !== undefined && steadyMs - before.lastMs < STUCK_AFTER_MS && waiting >= before.waiting;
    const sinceMs = isStuck ? before.sinceMs : steadyMs;
    this.#refused = { sinceMs, lastMs: steadyMs, waiting };
    if (steadyMs - sinceMs >= STUCK_AFTER_MS) {
      // From here on the number may fall because of this process itself.
      this.#refused.waiting = 0;
      return { kind: "taken", release: async () => {} };
    }
    const forMs = this.#pauseMs;
    this.#pauseMs = Math.min(forMs * 2, LONGEST_PAUSE_MS);
    return { kind: "wait", forMs };
  }

  /** Within a step of the local outbox. Undefined: it is to be asked for outside of one. */
  takeIn(step: OutboxStep): Lock | undefined {
    const grant = step.takeSlot(LIMITS, true, this.#parts.ports.steadyMs());
    return grant.granted ? this.#taken(grant) : undefined;
  }

  #taken({ slot }: SlotGrant & { granted: true }): Lock {
    const { local, ports } = this.#parts;
    this.#refused = undefined;
    this.#pauseMs = FIRST_PAUSE_MS;
    return {
      kind: "taken",
      release: async () => {
        await local.endSlot(slot, "never-sent", ports.steadyMs());
      },
    };
  }
}
