import type { IgnoredSignal, StopSignal, UnblockSignal } from "../messenger/signal.ts";
import { readUserId } from "../messenger/user-id.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { isRecord, type JsonRecord } from "../support/json-record.ts";
import { IGNORED } from "./ignored-signals.ts";
import { readUnixDate } from "./unix-date.ts";

/**
 * Reads an update's `my_chat_member`: whether a person blocked the bot (`member` to `kicked` in a private chat) or
 * lifted the block (`kicked` to `member`). Nothing else is a stop, least of all `left` and the removal from a group or
 * channel, where an administrator acts. The private chat's id is the person's.
 *
 * If the id of `bot` is known, it must be the member in the update. Never throws, whatever is given.
 *
 * Source: the Bot API's `Update.my_chat_member` and `ChatMemberUpdated`.
 */
export function readBotMembership(
  myChatMember: unknown,
  bot: BotIdentity | undefined,
): StopSignal | UnblockSignal | IgnoredSignal {
  if (!isRecord(myChatMember)) return IGNORED.malformed;
  const { chat, from, old_chat_member: before, new_chat_member: after } = myChatMember;
  if (!isRecord(chat)) return IGNORED.malformed;
  if (chat.type !== "private") return IGNORED.notPrivate;
  const userId = readUserId(chat.id);
  const date = readUnixDate(myChatMember.date);
  if (userId === undefined || date === undefined || !isRecord(before) || !isRecord(after)) return IGNORED.malformed;
  if (isRecord(from) && from.is_bot === true) return IGNORED.byBot;
  if (!speaksOfBot(after, bot, userId)) return IGNORED.notThisBot;
  if (!isPrivateStatus(before.status) || !isPrivateStatus(after.status)) return IGNORED.impossibleStatus;
  if (before.status === after.status) return IGNORED.noTransition;
  return { kind: after.status === "kicked" ? "stop" : "unblock", userId, date };
}

function speaksOfBot(member: JsonRecord, bot: BotIdentity | undefined, userId: string): boolean {
  const memberId = isRecord(member.user) ? readUserId(member.user.id) : undefined;
  if (memberId === undefined) return false;
  return bot?.id === undefined ? memberId !== userId : memberId === bot.id;
}

function isPrivateStatus(status: unknown): status is "member" | "kicked" {
  return status === "member" || status === "kicked";
}
