import type { StartPayloadKind } from "../messenger/signal.ts";
import { isRecord, type JsonRecord } from "./json-record.ts";
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

const COMMAND = /^\/start(?:@(\w+))?(?:\s+([\s\S]*))?$/;
const COMMAND_IN_ANY_CASE = /^\/start(?:@(\w+))?(?:\s+([\s\S]*))?$/i;

/**
 * Reads the start from a Bot API `Message`. Returns undefined for any other message: another command
 * (`/started`), a command for another bot, a caption, a command that does not begin the text or that Telegram did not
 * mark as one, a forwarded message or one made through an inline bot, an edit, and whatever was not written by a
 * person in their private chat with the bot. So any message may be given, such as grammY's `ctx.msg`.
 *
 * `botUsername` (with or without `@`) is compared regardless of case; while it is unknown any mention is taken for the
 * bot's own. Never throws, whatever is given.
 *
 * Source: the Bot API's deep linking page and `Message`.
 */
export function parseStartCommand(
  message: unknown,
  botUsername?: string,
  options?: StartCommandOptions,
): StartCommand | undefined {
  if (!isRecord(message) || typeof message.text !== "string") return undefined;
  const match = (options?.ignoreCase === true ? COMMAND_IN_ANY_CASE : COMMAND).exec(message.text);
  if (match === null) return undefined;
  const [, mention, rest = ""] = match;
  if (mention !== undefined && !isOwnName(mention, botUsername)) return undefined;
  if (!isMarkedAsCommand(message.entities)) return undefined;
  if (!isWrittenToTheBot(message)) return undefined;
  const payload = rest.trim();
  return { payload, payloadKind: payloadKindOf(payload) };
}

function isOwnName(mention: string, botUsername: string | undefined): boolean {
  if (botUsername === undefined) return true;
  const name = botUsername.startsWith("@") ? botUsername.slice(1) : botUsername;
  return mention.toLowerCase() === name.toLowerCase();
}

/**
 * Telegram marks every command with an entity, so entities without one mean a quotation or code. No entities at all
 * come only from test fixtures, which are accepted.
 */
function isMarkedAsCommand(entities: unknown): boolean {
  if (!Array.isArray(entities) || entities.length === 0) return true;
  return entities.some((entity: unknown) => isRecord(entity) && entity.type === "bot_command" && entity.offset === 0);
}

function isWrittenToTheBot(message: JsonRecord): boolean {
  const { chat, from } = message;
  if (!isRecord(chat) || chat.type !== "private" || !isRecord(from) || from.is_bot === true) return false;
  return (
    message.forward_origin === undefined &&
    // What servers before Bot API 7.0 send instead of `forward_origin`.
    message.forward_date === undefined &&
    message.via_bot === undefined &&
    message.sender_chat === undefined &&
    message.edit_date === undefined &&
    message.business_connection_id === undefined &&
    message.guest_query_id === undefined
  );
}
