import type { NewDelivery } from "../delivery.ts";
import { userKeyPrefix } from "../rules/user-key.ts";
import { DedupeMarks } from "./key-generations.ts";

const MAX_MARKS_PER_GENERATION = 100_000;

/** The dedupe keys a memory outbox remembers, each for its own destination. */
export class DedupeBook {
  // Kept apart, so that a flood of mere activity cannot push out the key of a start.
  readonly #activity = new DedupeMarks(MAX_MARKS_PER_GENERATION);
  readonly #others = new DedupeMarks(MAX_MARKS_PER_GENERATION);

  knows(delivery: NewDelivery, nowMs: number): boolean {
    if (delivery.dedupeKeys.length === 0) return false;
    const marks = this.#marksOf(delivery);
    return delivery.dedupeKeys.some((key) => marks.has(`${key} ${delivery.destination}`, nowMs));
  }

  remember(delivery: NewDelivery, nowMs: number): void {
    if (delivery.dedupeKeys.length === 0) return;
    const marks = this.#marksOf(delivery);
    for (const key of delivery.dedupeKeys) marks.add(`${key} ${delivery.destination}`, nowMs);
  }

  /** Forgets the keys that name a person. */
  forgetUser(userId: string): void {
    for (const marks of [this.#activity, this.#others]) marks.forget(userKeyPrefix(userId));
  }

  #marksOf(delivery: NewDelivery): DedupeMarks {
    return delivery.class === "activity" ? this.#activity : this.#others;
  }
}
