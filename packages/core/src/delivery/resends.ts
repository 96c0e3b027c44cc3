import { DELIVERY_CLASSES, type Delivery, type DeliveryClass } from "../outbox/delivery.ts";

interface Part {
  deliveries: readonly Delivery[];
  /** The index of its most valuable delivery's class. */
  rank: number;
  leasedAtMs: number;
}

/**
 * Leased deliveries to resend immediately, each part under its own quota slot: the halves of a split batch, or a
 * request retried under a method's other name. Among parts of equal class the last one added goes first,
 * so that the search for a batch's culprit finishes before the next batch is split, while its lease lasts.
 */
export class Resends {
  readonly #parts: Part[] = [];
  readonly #keepMs: number;

  /** `keepMs`: how long after the start of its lease a part may still be sent. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** The class of the part that would be taken next. */
  get first(): DeliveryClass | undefined {
    const part = this.#best();
    return part && DELIVERY_CLASSES[part.rank];
  }

  /** When the next part must return to the outbox. */
  get keptUntilMs(): number {
    return Math.min(...this.#parts.map(({ leasedAtMs }) => leasedAtMs + this.#keepMs), Number.POSITIVE_INFINITY);
  }

  add(parts: readonly (readonly Delivery[])[], leasedAtMs: number): void {
    for (const deliveries of parts.toReversed()) {
      const ranks = deliveries.map((delivery) => DELIVERY_CLASSES.indexOf(delivery.class));
      if (ranks.length > 0) this.#parts.push({ deliveries, rank: Math.min(...ranks), leasedAtMs });
    }
  }

  take(): { deliveries: readonly Delivery[]; leasedAtMs: number } | undefined {
    const best = this.#best();
    if (best !== undefined) this.#parts.splice(this.#parts.indexOf(best), 1);
    return best;
  }

  /** Removes what can no longer be sent in time; without a time, everything. */
  giveUp(nowMs: number = Number.POSITIVE_INFINITY): Delivery[] {
    const gone = this.#parts.filter(({ leasedAtMs }) => leasedAtMs + this.#keepMs <= nowMs);
    for (const part of gone) this.#parts.splice(this.#parts.indexOf(part), 1);
    return gone.flatMap(({ deliveries }) => deliveries);
  }

  #best(): Part | undefined {
    let best: Part | undefined;
    for (const part of this.#parts) if (best === undefined || part.rank <= best.rank) best = part;
    return best;
  }
}
