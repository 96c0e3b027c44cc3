import { errorMessage } from "@bot-tracker/core/outbox-kit";

// Redis before 7.0 puts it in the middle of a script's error.
const SIGNS = /\b(OOM command not allowed|MISCONF|NOREPLICAS|BUSY|NOPERM|READONLY|LOADING|MASTERDOWN)\b|timed out/;

/**
 * Whether Redis accepts nothing right now, for example because it is full. Then a refusal says nothing about the entry.
 */
export function isRefusedToAll(error: unknown): boolean {
  return SIGNS.test(errorMessage(error));
}
