import { type DeliveryRow, isBarrierRank } from "./delivery-row.ts";
import { LEASED, placeAt } from "./place.ts";

/** What has to be known of a leased delivery to count its end. */
export type LeasedDelivery = Pick<DeliveryRow, "place" | "destination" | "bytes">;

/** A lease of this process: where the delivery stands, and until when. */
export interface HeldLease {
  place: number;
  untilMs: number;
  /** Given where nothing has to be done when it is delivered but to count it: nothing can wait for it. */
  simple?: LeasedDelivery;
}

/** The lease that is given of what is ready. */
export function heldLease({ destination, class: rank, seq, bytes, userId }: DeliveryRow, untilMs: number): HeldLease {
  const place = placeAt(destination, LEASED, rank, seq);
  if (userId !== null && isBarrierRank(rank)) return { place, untilMs };
  return { place, untilMs, simple: { place, destination, bytes } };
}
