import { errorMessage } from "@bot-tracker/core/outbox-kit";
import { GRANT_RIGHTS } from "./explain-failure.ts";

/** What Redis refused, and how to mend it where that is known. */
export function explainStoreError(error: unknown): string {
  const message = errorMessage(error);
  return /NOPERM|no permissions? to/i.test(message) ? `${message}. ${GRANT_RIGHTS}` : message;
}
