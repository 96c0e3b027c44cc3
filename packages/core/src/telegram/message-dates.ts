import { isRecord } from "../support/json-record.ts";
import { readUnixDate } from "./unix-date.ts";

const SENDS = /^(send|forwardmessage$)/i;

/**
 * Unix seconds at which Telegram took what a call sent, by the message that it answers with (several for an album).
 * Undefined where the answer tells of no sending: an edited message keeps its first date, and a copied one has none.
 */
export function sentDateIn(method: string, result: unknown): number | undefined {
  if (!SENDS.test(method)) return undefined;
  const message: unknown = Array.isArray(result) ? result[0] : result;
  return isRecord(message) ? readUnixDate(message.date) : undefined;
}

/**
 * Unix seconds of what an update tells of. Undefined where it carries no date of its own: the message under a pressed
 * button may be a year old. Runs for every update.
 */
export function updateDateOf(update: unknown): number | undefined {
  if (!isRecord(update)) return undefined;
  // Most are messages: what else there may be is not looked for in them.
  if (isRecord(update.message)) return readUnixDate(update.message.date);
  const { my_chat_member: membership, channel_post: post } = update;
  const dated = isRecord(membership) ? membership : post;
  return isRecord(dated) ? readUnixDate(dated.date) : undefined;
}
