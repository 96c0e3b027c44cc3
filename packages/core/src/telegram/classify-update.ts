import type { BotUser, Signal } from "../messenger/signal.ts";
import { isUserId, readUserId } from "../messenger/user-id.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { isRecord } from "../support/json-record.ts";
import { readBotMembership } from "./bot-membership.ts";
import { IGNORED } from "./ignored-signals.ts";
import { isGiven } from "./is-given.ts";
import { readStartCommand, type StartCommandOptions } from "./start-command.ts";
import { isTelegramItself, TELEGRAM_ID } from "./telegram-account.ts";
import { readUnixDate } from "./unix-date.ts";

/** How updates are read. */
export interface ClassifyOptions extends StartCommandOptions {
  /** Activity is not looked for: what would be a person's is ignored. @default false */
  ignoreActivity?: boolean;
}

const SLASH = 47;

/**
 * What an update of the Bot API means. A start comes only out of `message`, a stop or unblock only out of
 * `my_chat_member`; `message`, `edited_message` and `callback_query` in a private chat are otherwise the activity of
 * the person who did it, and every other kind of update, known or future, is ignored with a reason.
 *
 * Pure: the update is neither changed nor kept. Never throws, whatever is given. It runs before every update of
 * the bot, so the ordinary message costs one small object, and what is ignored costs none.
 */
export function classifyUpdate(update: unknown, bot?: BotIdentity, options?: ClassifyOptions): Signal {
  try {
    return classify(update, bot, options);
  } catch {
    // No JSON: something in it throws when it is read.
    return IGNORED.malformed;
  }
}

function classify(update: unknown, bot: BotIdentity | undefined, options: ClassifyOptions | undefined): Signal {
  if (!isRecord(update)) return IGNORED.malformed;
  if (isGiven(update.message)) return classifyMessage(update.message, bot, options);
  if (isGiven(update.callback_query)) return classifyCallbackQuery(update.callback_query, options);
  if (isGiven(update.edited_message)) return classifyEdit(update.edited_message, options);
  if (isGiven(update.my_chat_member)) return readBotMembership(update.my_chat_member, bot);
  return IGNORED.unwatched;
}

/** The update's number, by which a second delivery is known; undefined if there is none. Bots make up updates with 0. */
export function updateIdOf(update: unknown): number | undefined {
  if (!isRecord(update)) return undefined;
  const id = update.update_id;
  return isInteger(id) && id !== 0 ? id : undefined;
}

function classifyMessage(message: unknown, bot: BotIdentity | undefined, options: ClassifyOptions | undefined): Signal {
  if (!isRecord(message) || !isRecord(message.chat)) return IGNORED.malformed;
  if (message.chat.type !== "private") return IGNORED.notPrivate;
  const { text } = message;
  if (typeof text === "string" && text.charCodeAt(0) === SLASH) {
    const start = readStartCommand(message, bot?.username, options);
    if (start !== undefined) {
      const user = readUser(message.from);
      const date = readUnixDate(message.date);
      const messageId = message.message_id;
      if (user === undefined || date === undefined || !isInteger(messageId)) return IGNORED.malformed;
      const { payload, payloadKind } = start;
      return { kind: "start", user, payload, payloadKind, date, messageId };
    }
  }
  return activityOf(message.from, options);
}

function classifyEdit(message: unknown, options: ClassifyOptions | undefined): Signal {
  if (!isRecord(message) || !isRecord(message.chat)) return IGNORED.malformed;
  return message.chat.type === "private" ? activityOf(message.from, options) : IGNORED.notPrivate;
}

function classifyCallbackQuery(query: unknown, options: ClassifyOptions | undefined): Signal {
  if (!isRecord(query)) return IGNORED.malformed;
  const { message } = query;
  // Without a message the button stands under an inline message, which may be in anybody's chat.
  if (!isGiven(message)) return IGNORED.foreignChat;
  if (!isRecord(message) || !isRecord(message.chat)) return IGNORED.malformed;
  if (message.chat.type !== "private") return IGNORED.notPrivate;
  if (isGiven(message.business_connection_id)) return IGNORED.foreignChat;
  return activityOf(query.from, options);
}

function activityOf(from: unknown, options: ClassifyOptions | undefined): Signal {
  if (!isGiven(from)) return IGNORED.noSender;
  if (!isRecord(from)) return IGNORED.malformed;
  if (from.is_bot === true) return IGNORED.byBot;
  // An id of today is too large a number to be made a string for nothing: that takes a fifth of a microsecond.
  if (options?.ignoreActivity && isUserId(from.id) && from.id !== TELEGRAM_ID) return IGNORED.notLookedFor;
  const userId = readUserId(from.id);
  if (userId === undefined) return IGNORED.malformed;
  return isTelegramItself(userId) ? IGNORED.noSender : { kind: "activity", userId };
}

function readUser(from: unknown): BotUser | undefined {
  if (!isRecord(from)) return undefined;
  const id = readUserId(from.id);
  if (id === undefined) return undefined;
  const user: BotUser = { id, firstName: typeof from.first_name === "string" ? from.first_name : "" };
  if (typeof from.last_name === "string") user.lastName = from.last_name;
  if (typeof from.username === "string") user.username = from.username;
  return user;
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
