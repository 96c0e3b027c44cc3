import type { DeliveryEvent } from "../delivery/delivery-event.ts";

/** A tracker's part in a pipeline. It ends when the tracker is closed, or collected without having been closed. */
export interface PipelineUser {
  /** Undefined if this tracker does not listen. */
  readonly notify: ((event: DeliveryEvent) => void) | undefined;
}
