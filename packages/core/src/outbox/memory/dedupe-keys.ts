import type { NewDelivery } from "../delivery.ts";
import { userKeyPrefix } from "../rules/user-key.ts";
import { KeyGenerations } from "./key-generations.ts";

const MAX_KEYS_PER_GENERATION = 100_000;

/** The dedupe keys a memory outbox remembers, each for its own destination. */
export class DedupeKeys {
  // Kept apart, so that a flood of mere activity cannot push out the key of a start.
  readonly #activity = new KeyGenerations(MAX_KEYS_PER_GENERATION);
  readonly #others = new KeyGenerations(MAX_KEYS_PER_GENERATION);

  knows(delivery: NewDelivery, nowMs: number): boolean {
    if (delivery.dedupeKeys.length === 0) return false;
    const generations = this.#generationsOf(delivery);
    return delivery.dedupeKeys.some((key) => generations.has(`${key} ${delivery.destination}`, nowMs));
  }

  remember(delivery: NewDelivery, nowMs: number): void {
    if (delivery.dedupeKeys.length === 0) return;
    const generations = this.#generationsOf(delivery);
    for (const key of delivery.dedupeKeys) generations.add(`${key} ${delivery.destination}`, nowMs);
  }

  /** Forgets the keys that name a person. */
  forgetUser(userId: string): void {
    for (const generations of [this.#activity, this.#others]) generations.forget(userKeyPrefix(userId));
  }

  #generationsOf(delivery: NewDelivery): KeyGenerations {
    return delivery.class === "activity" ? this.#activity : this.#others;
  }
}
