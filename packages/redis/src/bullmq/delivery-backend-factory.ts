import type { BackendFactory, QueueBaseOptions, WorkerOptions } from "bullmq";
import type { DeliveryBackendParts } from "./delivery-backend-place.ts";
import { DeliveryQueueBackend } from "./delivery-queue-backend.ts";
import { NotForDeliveriesError } from "./not-for-deliveries-error.ts";

const LEASE_MS = 60_000;

/** Given to BullMQ's classes as their `backendFactory`. Their own `connection` and `prefix` are not used. */
export function deliveryBackendFactory(parts: DeliveryBackendParts): BackendFactory<DeliveryQueueBackend> {
  return (destination, queueOptions, { blocking = false, withBlockingConnection = false } = {}) => {
    if (blocking) {
      throw new NotForDeliveriesError("QueueEvents", "Deliveries emit no events: use the tracker's onDelivery.");
    }
    const { limiter, lockDuration = LEASE_MS }: QueueBaseOptions & Partial<WorkerOptions> = queueOptions;
    if (limiter !== undefined) {
      throw new NotForDeliveriesError("limiter", "Use the tracker's option `limits`.");
    }
    return new DeliveryQueueBackend({
      ...parts,
      destination,
      queueOptions,
      leaseMs: lockDuration,
      waits: withBlockingConnection,
    });
  };
}
