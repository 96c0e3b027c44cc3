import type { Outbox } from "../outbox/outbox.ts";

/** What delivery uses of an outbox. */
export type DeliverySource = Pick<
  Outbox,
  "kind" | "next" | "lease" | "claim" | "settle" | "takeSlot" | "endSlot" | "onReady" | "offReady"
>;
