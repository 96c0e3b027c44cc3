import { TrackerError } from "@bot-tracker/core";
import { brandClass } from "@bot-tracker/core/outbox-kit";

/** An operation of BullMQ that deliveries do not support. Nothing was changed. The message says what to do instead. */
export class NotForDeliveriesError extends TrackerError {
  static {
    brandClass(NotForDeliveriesError, "NotForDeliveriesError");
  }

  override readonly name = "NotForDeliveriesError" as const;
  override readonly code = "not-for-deliveries" as const;

  constructor(operation: string, instead: string) {
    super(
      `BullMQ's \`${operation}\` is not supported for Bot Tracker's deliveries, and nothing was changed. ${instead}`,
    );
  }
}
