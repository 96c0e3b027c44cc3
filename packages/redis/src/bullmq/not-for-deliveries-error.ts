import { TrackerError } from "@bot-tracker/core";

/** BullMQ was asked for what deliveries are not to be put through. Nothing was changed. The message says what to do. */
export class NotForDeliveriesError extends TrackerError {
  override readonly name = "NotForDeliveriesError" as const;
  override readonly code = "not-for-deliveries" as const;

  constructor(operation: string, instead: string) {
    super(`BullMQ's \`${operation}\` is not for deliveries of Bot Tracker, and changed nothing. ${instead}`);
  }
}
