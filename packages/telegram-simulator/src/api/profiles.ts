import { checkInteger, checkText } from "../support/check.ts";

/** A person as Telegram describes them (Bot API: User). */
export interface TelegramUser {
  id: number;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
  is_premium?: true;
}

/** A bot as getMe describes it. */
export interface BotProfile {
  id: number;
  is_bot: true;
  first_name: string;
  username: string;
  can_join_groups: boolean;
  can_read_all_group_messages: boolean;
  supports_inline_queries: boolean;
  can_connect_to_business: boolean;
  has_main_web_app: boolean;
}

/** A chat in a message (Bot API: Chat). */
export type TelegramChat =
  | ({ type: "private" } & Pick<TelegramUser, "id" | "first_name" | "last_name" | "username">)
  | { type: "group" | "supergroup" | "channel"; id: number; title: string; username?: string };

const MAX_NAME_CHARS = 64;

export function botProfile(id: number, username: string): BotProfile {
  return {
    id,
    is_bot: true,
    first_name: username.replace(/_?bot$/i, "") || username,
    username,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

export function privateChat(user: TelegramUser): TelegramChat {
  return {
    id: user.id,
    first_name: user.first_name,
    ...(user.last_name !== undefined && { last_name: user.last_name }),
    ...(user.username !== undefined && { username: user.username }),
    type: "private",
  };
}

/** A chat nobody described: positive ids are people, `-100…` supergroups, other negative ids groups, names channels. */
export function guessChat(chatId: number | string): TelegramChat {
  if (typeof chatId === "string") {
    return { id: -1001000000000, title: chatId, username: chatId.replace(/^@/, ""), type: "channel" };
  }
  if (chatId > 0) return privateChat({ id: chatId, first_name: "Somebody" });
  return { id: chatId, title: "A group", type: String(chatId).startsWith("-100") ? "supergroup" : "group" };
}

/** @throws RangeError if Telegram could have no such person */
export function checkUser({ id, first_name, last_name = "", username = "" }: TelegramUser): void {
  checkInteger("the id of a person", id, 1, 2 ** 52);
  checkText("first_name", first_name, 1, MAX_NAME_CHARS);
  checkText("last_name", last_name, 0, MAX_NAME_CHARS);
  checkText("username", username, 0, MAX_NAME_CHARS);
}
