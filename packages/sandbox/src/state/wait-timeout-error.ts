import { brandClass } from "@bot-tracker/core/outbox-kit";

/** `waitFor` saw too few matching requests in time, or before close. The message lists what arrived instead. */
export class WaitTimeoutError extends Error {
  static {
    brandClass(WaitTimeoutError, "WaitTimeoutError");
  }

  override readonly name = "WaitTimeoutError" as const;
}
