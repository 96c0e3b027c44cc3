import { DELIVERY_CLASSES, type DeliveryClass } from "../delivery.ts";

/** A class as a number: 0 for the most valuable. File format: it stands for the class in SQLite files. In Redis 1 is first. */
export function rankOf(name: DeliveryClass): number {
  return DELIVERY_CLASSES.indexOf(name);
}

export function classOfRank(rank: number): DeliveryClass {
  return DELIVERY_CLASSES[rank] ?? "activity";
}
