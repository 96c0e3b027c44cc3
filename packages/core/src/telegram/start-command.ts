import type { StartPayloadKind } from "../messenger/signal.ts";
import { isRecord, type JsonRecord } from "../support/json-record.ts";
import { isGiven } from "./is-given.ts";
import { payloadKindOf } from "./payload-kind.ts";

/** What a `/start` carried. */
export interface StartCommand {
  /** Trimmed, otherwise as it was received; `""` if there was none. */
  payload: string;
  payloadKind: StartPayloadKind;
}

export interface StartCommandOptions {
  /** Also take `/Start` and `/START`, which frameworks do not run their start handlers for. @default false */
  ignoreCase?: boolean;
}

/** What a message has that its sender did not write to the bot, or did not write now. */
const NOT_WRITTEN = [
  "forward_origin",
  // What servers before Bot API 7.0 send instead of `forward_origin`.
  "forward_date",
  "via_bot",
  "sender_chat",
  "edit_date",
  "business_connection_id",
  "guest_query_id",
];

const COMMAND = /^\/start(?:@(\w+))?(?:\s+([\s\S]*))?$/;
const COMMAND_IN_ANY_CASE = /^\/start(?:@(\w+))?(?:\s+([\s\S]*))?$/i;

/**
 * Reads the start from a Bot API `Message`. Returns undefined for any other message: another command
 * (`/started`), a command for another bot, a caption, a command that does not begin the text or that Telegram did not
 * mark as one, a forwarded message or one made through an inline bot, an edit, and whatever was not written by a
 * person in their private chat with the bot. So any message may be given, such as grammY's `ctx.msg`.
 *
 * Where Telegram marked the command, it ends where the mark ends, whatever follows it: `/start=ref` and `/start, hi`
 * run a framework's start handlers, and are starts with a typed payload (`=ref`, `, hi`).
 *
 * `botUsername` (with or without `@`) is compared regardless of case; while it is unknown any mention is taken for the
 * bot's own. Never throws, whatever is given.
 *
 * Source: the Bot API's deep linking page, `Message` and `MessageEntity`.
 */
export function parseStartCommand(
  message: unknown,
  botUsername?: string,
  options?: StartCommandOptions,
): StartCommand | undefined {
  try {
    return readStartCommand(message, botUsername, options);
  } catch {
    // No message of Telegram's: something in it throws when it is read.
    return undefined;
  }
}

/** The same for what is read under a guard already: what throws in a message goes through. */
export function readStartCommand(
  message: unknown,
  botUsername: string | undefined,
  options: StartCommandOptions | undefined,
): StartCommand | undefined {
  if (!isRecord(message) || typeof message.text !== "string") return undefined;
  const { text } = message;
  const end = endOfCommand(text, message.entities);
  if (end === undefined) return undefined;
  const match = (options?.ignoreCase === true ? COMMAND_IN_ANY_CASE : COMMAND).exec(text.slice(0, end));
  if (match === null) return undefined;
  const [, mention, rest = text.slice(end)] = match;
  if (mention !== undefined && !isOwnName(mention, botUsername)) return undefined;
  if (!isWrittenToTheBot(message)) return undefined;
  const payload = rest.trim();
  const isApart = end === text.length || /\s/.test(text.charAt(end));
  return { payload, payloadKind: isApart ? payloadKindOf(payload) : "typed" };
}

function isOwnName(mention: string, botUsername: string | undefined): boolean {
  if (botUsername === undefined) return true;
  const name = botUsername.startsWith("@") ? botUsername.slice(1) : botUsername;
  return mention.toLowerCase() === name.toLowerCase();
}

/**
 * Where the command ends that begins the text; undefined if none does. Telegram marks every command with an entity, so
 * entities without one mean a quotation or code. No entities at all come only from test fixtures: the whole text is read
 * then.
 */
function endOfCommand(text: string, entities: unknown): number | undefined {
  if (!Array.isArray(entities) || entities.length === 0) return text.length;
  for (const entity of entities as unknown[]) {
    if (!isRecord(entity) || entity.type !== "bot_command" || entity.offset !== 0) continue;
    return typeof entity.length === "number" ? entity.length : undefined;
  }
  return undefined;
}

function isWrittenToTheBot(message: JsonRecord): boolean {
  const { chat, from } = message;
  if (!isRecord(chat) || chat.type !== "private" || !isRecord(from) || from.is_bot === true) return false;
  return !NOT_WRITTEN.some((field) => isGiven(message[field]));
}
