import { readUserId } from "../../messenger/user-id.ts";
import { isRecord, type JsonRecord } from "../../support/json-record.ts";
import { isGiven } from "../is-given.ts";
import { readUnixDate } from "../unix-date.ts";

/** A message that a person wrote to the bot themselves. */
export interface PrivateMessage {
  message: JsonRecord;
  userId: string;
  /** Unix seconds; undefined if the message has no date that could be one. */
  date: number | undefined;
}

/**
 * The update's `message`, if a person wrote it in their private chat with the bot; undefined for what was written in
 * other chats, by bots, by somebody else and then forwarded, or through an inline bot. Never throws.
 */
export function readPrivateMessage(update: unknown): PrivateMessage | undefined {
  if (!isRecord(update)) return undefined;
  const { message } = update;
  if (!isRecord(message) || !isRecord(message.chat) || message.chat.type !== "private") return undefined;
  if (!isRecord(message.from) || message.from.is_bot === true) return undefined;
  // `forward_date` is what servers before Bot API 7.0 send instead of `forward_origin`.
  if (isGiven(message.forward_origin) || isGiven(message.forward_date)) return undefined;
  if (isGiven(message.via_bot)) return undefined;
  const userId = readUserId(message.from.id);
  return userId === undefined ? undefined : { message, userId, date: readUnixDate(message.date) };
}
