import type { Outbox, OutboxContext, Settlement } from "@bot-tracker/core";
import { RELAY_LEASE_MS } from "./lease-batch.ts";

export interface AwaitingPersistParts {
  local: Outbox;
  ports: Pick<OutboxContext["ports"], "nowMs" | "steadyMs" | "setTimer">;
  /** The local outbox has forgotten these for good. */
  settled(ids: readonly string[]): void;
}

/** A local delivery that Redis has. */
export interface Taken {
  id: string;
  destination: string;
  userId: string | undefined;
  /** By the wall clock, as the lease is. */
  leasedAtMs: number;
}

/**
 * Redis with `appendfsync everysec` loses up to a second of what it has confirmed when it is killed. After that time
 * and a margin, the local outbox may forget what was moved.
 */
export const PERSIST_MS = 2_000;
/**
 * What Redis accepts within this time is settled together. Of a bot that records one update after the other, each would
 * else cost a write to the file, a command and a timer of its own, while the next one waits for the process.
 */
const GATHER_MS = 250;
/** Of as many, each costs next to nothing, and the bot waits while they are written. What comes next is apart. */
const ENOUGH = 100;
/** This much of a lease has to be left, so that nobody else moves the same delivery while it is settled. */
const LEASE_LEFT_MS = 5_000;

const MOST_RELEASED = 100_000;

/** What is to be settled together. */
interface Group {
  taken: Taken[];
  openUntilMs: number;
}

/** What Redis has accepted and might still lose. Once it cannot, it is settled in the local outbox. */
export class AwaitingPersist {
  readonly #parts: AwaitingPersistParts;
  readonly #taken = new Map<string, Taken>();
  /** How many of those there are for each local destination. */
  readonly #counts = new Map<string, number>();
  readonly #timers = new Set<() => void>();
  #group: Group | undefined;
  /** Per local destination, what is being settled, and how many were delivered there before. */
  readonly #settling = new Map<string, { count: number; deliveredBefore: number }>();
  /** What was given back. */
  readonly #released = new Set<string>();
  /** What was accepted when the connection was lost: as far as Redis said, it is there. */
  #doubtful = new Map<string, number>();

  constructor(parts: AwaitingPersistParts) {
    this.#parts = parts;
  }

  /** Whether Redis had it before a loss of the connection or of the data. */
  wasAccepted(id: string): boolean {
    return this.#released.has(id);
  }

  has(id: string): boolean {
    return this.#taken.has(id);
  }

  add(batch: readonly Taken[]): void {
    for (const taken of batch) {
      this.#taken.set(taken.id, taken);
      this.#count(taken.destination, 1);
    }
    this.#openGroup().taken.push(...batch);
  }

  /** Settles a user's deliveries at once, because the user is to be forgotten here and there. */
  async settleUser(userId: string): Promise<void> {
    await this.#settle([...this.#taken.values()].filter((taken) => taken.userId === userId));
  }

  /** Gives everything back to the local outbox, to be moved again: Redis may have lost it. */
  async release(): Promise<void> {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#group = undefined;
    const settlements: Settlement[] = [];
    for (const { id, destination } of this.#taken.values()) {
      settlements.push({ id, as: "returned" });
      if (this.#released.size < MOST_RELEASED) this.#released.add(id);
      this.#doubtful.set(destination, (this.#doubtful.get(destination) ?? 0) + 1);
    }
    this.#taken.clear();
    this.#counts.clear();
    if (settlements.length > 0) await this.#parts.local.settle(settlements, this.#parts.ports.nowMs());
  }

  /** Redis has reported what it has. */
  forgetDoubts(): void {
    this.#doubtful = new Map();
  }

  /**
   * How many of those that the local ledger counts as waiting are in Redis's ledger. `delivered` is what the same local
   * ledger says of that destination: it tells whether what is being settled is still among those that wait.
   */
  countIn(destination: string, delivered: number): number {
    const count = (this.#doubtful.get(destination) ?? 0) + (this.#counts.get(destination) ?? 0);
    const settling = this.#settling.get(destination);
    if (settling === undefined) return count;
    return count + Math.max(0, settling.count - Math.max(0, delivered - settling.deliveredBefore));
  }

  #openGroup(): Group {
    const { steadyMs, setTimer } = this.#parts.ports;
    const nowMs = steadyMs();
    const open = this.#group;
    if (open !== undefined && nowMs < open.openUntilMs && open.taken.length < ENOUGH) return open;
    const group: Group = { taken: [], openUntilMs: nowMs + GATHER_MS };
    const cancel = setTimer(
      () => {
        this.#timers.delete(cancel);
        // A clock that stands still must not add to what is settled.
        if (this.#group === group) this.#group = undefined;
        // What was released in the meantime, and maybe accepted again, no longer belongs to this batch.
        void this.#settle(group.taken.filter((taken) => this.#taken.get(taken.id) === taken));
      },
      GATHER_MS + PERSIST_MS,
      false,
    );
    this.#timers.add(cancel);
    this.#group = group;
    return group;
  }

  async #settle(batch: readonly Taken[]): Promise<void> {
    const { local, ports, settled } = this.#parts;
    for (const { id, destination } of batch) {
      this.#taken.delete(id);
      this.#released.delete(id);
      this.#count(destination, -1);
    }
    // After the process slept for long, another process may hold the lease. If Redis forgot the delivery while that
    // one moves it, it would count twice; so it is left to that one.
    const nowMs = ports.nowMs();
    const own = batch.filter(({ leasedAtMs }) => nowMs - leasedAtMs < RELAY_LEASE_MS - LEASE_LEFT_MS);
    if (own.length === 0) return;
    const counts = this.#beginSettling(own);
    const ids = own.map(({ id }) => id);
    try {
      await local.settle(
        ids.map((id) => ({ id, as: "delivered" })),
        nowMs,
      );
    } catch {
      // They come again when their leases run out, and Redis knows them.
      return;
    } finally {
      this.#endSettling(counts);
    }
    settled(ids);
  }

  #count(destination: string, by: number): void {
    this.#counts.set(destination, (this.#counts.get(destination) ?? 0) + by);
  }

  #beginSettling(batch: readonly Taken[]): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { destination } of batch) counts.set(destination, (counts.get(destination) ?? 0) + 1);
    const ledger = this.#parts.local.ledger();
    for (const [destination, count] of counts) {
      const settling = this.#settling.get(destination);
      if (settling !== undefined) settling.count += count;
      else this.#settling.set(destination, { count, deliveredBefore: ledger[destination]?.delivered ?? 0 });
    }
    return counts;
  }

  #endSettling(counts: ReadonlyMap<string, number>): void {
    for (const [destination, count] of counts) {
      const settling = this.#settling.get(destination);
      if (settling === undefined) continue;
      settling.count -= count;
      settling.deliveredBefore += count;
      if (settling.count <= 0) this.#settling.delete(destination);
    }
  }
}
