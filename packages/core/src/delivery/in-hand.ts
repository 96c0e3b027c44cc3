import { DELIVERY_CLASSES, type Delivery, type DeliveryClass } from "../outbox/delivery.ts";

interface Part {
  deliveries: readonly Delivery[];
  /** The index of its most valuable delivery's class. */
  rank: number;
  leasedAtMs: number;
}

/**
 * Leased and to be sent again at once, each under a slot of its own: a batch's halves, or what is tried by a method's
 * other name. The last that came is first among equals, so that a batch is searched for its culprit to the end before
 * the next is begun, while its lease lasts.
 */
export class InHand {
  readonly #parts: Part[] = [];
  readonly #keepMs: number;

  /** `keepMs`: how long after its lease began a part may still be sent. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** The class of what would be taken next. */
  get first(): DeliveryClass | undefined {
    const part = this.#best();
    return part && DELIVERY_CLASSES[part.rank];
  }

  /** When the next part has to go back to the outbox. */
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

  /** Gives up what can no longer be sent in time; with no time given, everything. */
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
