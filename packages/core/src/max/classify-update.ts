import type { Signal } from "../messenger/signal.ts";
import { readUserId } from "../messenger/user-id.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { isRecord, type JsonRecord } from "../support/json-record.ts";
import { isInDialog } from "./dialog-message.ts";
import { IGNORED } from "./ignored-signals.ts";
import { readUser } from "./read-user.ts";
import { readTypedStart } from "./start-command.ts";
import { readUnixDate } from "./unix-date.ts";

const SLASH = 47;

/**
 * What an update of MAX means. `bot_started` is a start and `bot_stopped` a stop; a message, an edit and a button press
 * in the person's dialog with the bot are their activity, unless the message is a typed `/start`. Every other kind of
 * update, known or future, is ignored with a reason: a dialog that is removed, cleared or muted can still be written to,
 * and a bot that is added to a group was started by nobody.
 *
 * Pure: the update is neither changed nor kept. Never throws, whatever JSON is given.
 *
 * Source: `Update` in the types of `@maxhub/max-bot-api`.
 */
export function classifyUpdate(update: unknown, bot?: BotIdentity): Signal {
  if (!isRecord(update)) return IGNORED.malformed;
  switch (update.update_type) {
    case "message_created":
      return classifyMessage(update, bot);
    case "message_callback":
      return classifyCallback(update);
    case "message_edited":
      return isRecord(update.message) ? activityIn(update.message, update.message.sender) : IGNORED.malformed;
    case "bot_started":
      return classifyStart(update);
    case "bot_stopped":
      return classifyStop(update);
    default:
      return typeof update.update_type === "string" ? IGNORED.unwatched : IGNORED.malformed;
  }
}

function classifyStart({ user: from, payload: given, timestamp }: JsonRecord): Signal {
  const user = readUser(from);
  const date = readUnixDate(timestamp);
  if (user === undefined || date === undefined) return IGNORED.malformed;
  // A payload cannot be typed here, so that whatever came came by a link.
  const payload = typeof given === "string" ? given.trim() : "";
  return { kind: "start", user, payload, payloadKind: payload === "" ? "none" : "deep-link", date };
}

function classifyStop({ user, timestamp }: JsonRecord): Signal {
  const userId = isRecord(user) ? readUserId(user.user_id) : undefined;
  const date = readUnixDate(timestamp);
  return userId === undefined || date === undefined ? IGNORED.malformed : { kind: "stop", userId, date };
}

function classifyMessage({ message, timestamp }: JsonRecord, bot: BotIdentity | undefined): Signal {
  if (!isRecord(message)) return IGNORED.malformed;
  const activity = activityIn(message, message.sender);
  const { body } = message;
  if (activity.kind !== "activity" || !isRecord(body)) return activity;
  if (typeof body.text !== "string" || body.text.trimStart().charCodeAt(0) !== SLASH) return activity;
  const payload = readTypedStart(message, bot?.username);
  const user = readUser(message.sender);
  const date = readUnixDate(message.timestamp) ?? readUnixDate(timestamp);
  if (payload === undefined || user === undefined || date === undefined) return activity;
  return {
    kind: "start",
    user,
    payload,
    payloadKind: payload === "" ? "none" : "typed",
    date,
    ...(typeof body.mid === "string" && body.mid !== "" && { messageId: body.mid }),
    isTyped: true,
  };
}

function classifyCallback({ callback, message }: JsonRecord): Signal {
  if (!isRecord(callback)) return IGNORED.malformed;
  // Null where the message was deleted meanwhile: then nothing says which chat it was in.
  if (!isRecord(message)) return IGNORED.foreignChat;
  return activityIn(message, callback.user);
}

function activityIn(message: JsonRecord, doer: unknown): Signal {
  if (!isRecord(message.recipient)) return IGNORED.malformed;
  if (!isInDialog(message)) return IGNORED.notDialog;
  if (doer === undefined || doer === null) return IGNORED.noSender;
  if (!isRecord(doer)) return IGNORED.malformed;
  if (doer.is_bot === true) return IGNORED.byBot;
  const userId = readUserId(doer.user_id);
  return userId === undefined ? IGNORED.malformed : { kind: "activity", userId };
}
