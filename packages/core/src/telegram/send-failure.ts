import type { FailedCall } from "../messenger/failed-call.ts";
import { isRecord } from "./json-record.ts";
import { readUserId } from "./user-id.ts";

/**
 * Whether a failed call shows that its recipient has blocked the bot, and who that is. Only 403 `Forbidden: bot was
 * blocked by the user` does: a deleted account, a person who never started, a missing chat and a group that removed
 * the bot are not blocks. The recipient is `chat_id`, also of `forwardMessage` and `copyMessage`, whose
 * `from_chat_id` is only the source. It is a stop at the time of the call, which the caller knows.
 *
 * Source: the descriptions sent by Telegram's Bot API server.
 */
export function readSendFailure(call: FailedCall): { userId: string } | undefined {
  const { method, params, errorCode, description } = call;
  // Early servers wrote "Bot was blocked".
  if (errorCode !== 403 || typeof description !== "string" || !/\bbot was blocked\b/i.test(description)) {
    return undefined;
  }
  // What only reads (`getUpdates`, `getChat`) reaches nobody, so its failure says nothing of a recipient.
  if (method.startsWith("get") || !isRecord(params)) return undefined;
  // Sent on behalf of a business account, it failed in that account's chat, not in the bot's.
  if (params.business_connection_id !== undefined) return undefined;
  const userId = readChatId(params.chat_id);
  return userId === undefined ? undefined : { userId };
}

/** Bots give a chat's id as a number or as its digits; `@name` and negative ids are channels and groups. */
function readChatId(chatId: unknown): string | undefined {
  return typeof chatId === "string" && /^[1-9]\d*$/.test(chatId) ? readUserId(Number(chatId)) : readUserId(chatId);
}
