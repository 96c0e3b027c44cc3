import { readUserId } from "../../messenger/user-id.ts";
import { isRecord, type JsonRecord } from "../../support/json-record.ts";
import { isForwarded, isInDialog } from "../dialog-message.ts";
import { readUnixDate } from "../unix-date.ts";

/** A message that a person wrote to the bot themselves. */
export interface DialogMessage {
  message: JsonRecord;
  userId: string;
  /** Unix seconds; undefined if the message has no date that could be one. */
  date: number | undefined;
}

/**
 * The message of a `message_created` that a person wrote in their dialog with the bot; undefined for other updates, and
 * for what was written in groups, by bots, or by somebody else and then forwarded. Never throws.
 */
export function dialogMessageOf(update: unknown): DialogMessage | undefined {
  if (!isRecord(update) || update.update_type !== "message_created") return undefined;
  const { message } = update;
  if (!isRecord(message) || !isInDialog(message) || isForwarded(message)) return undefined;
  const { sender } = message;
  if (!isRecord(sender) || sender.is_bot === true) return undefined;
  const userId = readUserId(sender.user_id);
  return userId === undefined ? undefined : { message, userId, date: readUnixDate(message.timestamp) };
}
