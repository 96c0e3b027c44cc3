import type { Occurrence } from "../occurrence.ts";

/** An event with money in it or with a conversion target is worth as much as a goal. */
export function eventClassOf(
  event: Pick<Extract<Occurrence, { kind: "event" }>, "amount" | "conversionTarget">,
): "goal" | "event" {
  return event.amount !== undefined || event.conversionTarget !== undefined ? "goal" : "event";
}
