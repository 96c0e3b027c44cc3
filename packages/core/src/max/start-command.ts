import type { JsonRecord } from "../support/json-record.ts";
import { isForwarded, textOf } from "./dialog-message.ts";

const COMMAND = /^\/start(?:@([^\s@]+))?(?:\s+([\s\S]*))?$/;

/**
 * The payload of a `/start` that somebody typed into their dialog with the bot, `""` without one; undefined for any
 * other message. MAX sends no such message by itself: START and links come as `bot_started`.
 */
export function readTypedStart(message: JsonRecord, botUsername: string | undefined): string | undefined {
  const match = COMMAND.exec(textOf(message).trim());
  if (match === null || isForwarded(message)) return undefined;
  const [, mention, payload = ""] = match;
  if (mention !== undefined && botUsername !== undefined && mention.toLowerCase() !== botUsername.toLowerCase()) {
    return undefined;
  }
  return payload.trim();
}
