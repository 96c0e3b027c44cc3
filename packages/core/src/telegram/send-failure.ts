import type { FailedCall } from "../messenger/failed-call.ts";
import { readUserId } from "../messenger/user-id.ts";
import { isRecord } from "../support/json-record.ts";
import { isGiven } from "./is-given.ts";

const BLOCKED: readonly [code: number, words: RegExp][] = [
  // Early servers wrote "Bot was blocked".
  [403, /\bbot was blocked\b/i],
  [400, /\bUSER_IS_BLOCKED\b/],
];

/**
 * Whether a failed call shows that its recipient has blocked the bot, and who that is. Only 403 `Forbidden: bot was
 * blocked by the user` does, and 400 `Bad Request: USER_IS_BLOCKED`, in which words a group of photos is refused: a
 * deleted account, a person who never started, a missing chat and a group that removed the bot are not blocks. The recipient is `chat_id`, also of `forwardMessage` and `copyMessage`, whose
 * `from_chat_id` is only the source. It is a stop at the time of the call, which the caller knows.
 *
 * Source: the descriptions sent by Telegram's Bot API server.
 */
export function readSendFailure(call: FailedCall): { userId: string } | undefined {
  const { method, params, errorCode, description } = call;
  if (
    typeof description !== "string" ||
    !BLOCKED.some(([code, words]) => code === errorCode && words.test(description))
  )
    return undefined;
  // What only reads (`getUpdates`, `getChat`) reaches nobody, so its failure says nothing of a recipient.
  if (method.startsWith("get") || !isRecord(params)) return undefined;
  // Sent on behalf of a business account, it failed in that account's chat, not in the bot's.
  if (isGiven(params.business_connection_id)) return undefined;
  const userId = readChatId(params.chat_id);
  return userId === undefined ? undefined : { userId };
}

/** Bots give a chat's id as a number, as a BigInt or as its digits; `@name` and negative ids are channels and groups. */
function readChatId(chatId: unknown): string | undefined {
  return typeof chatId === "string" && /^[1-9]\d*$/.test(chatId) ? readUserId(Number(chatId)) : readUserId(chatId);
}
