import { isRecord } from "../support/json-record.ts";
import { readUnixDate } from "./unix-date.ts";

/** Unix seconds at which MAX took a message that a call sent, by the message that it answers with. */
export function sentDateIn(method: string, result: unknown): number | undefined {
  if (method !== "POST messages" || !isRecord(result)) return undefined;
  return isRecord(result.message) ? readUnixDate(result.message.timestamp) : undefined;
}

/** Unix seconds at which MAX gave out an update. Runs for every update. */
export function updateDateOf(update: unknown): number | undefined {
  return isRecord(update) ? readUnixDate(update.timestamp) : undefined;
}
