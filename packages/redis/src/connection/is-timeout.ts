import { isError } from "@bot-tracker/core/outbox-kit";
/** Whether a command was not answered in time. The connection finds out by itself whether Redis hangs. */
export function isTimeout(error: unknown): boolean {
  return isError(error) && /timed out/i.test(error.message);
}
