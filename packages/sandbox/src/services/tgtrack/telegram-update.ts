import { isJsonObject, type JsonObject } from "../../support/json-object.ts";
import { Refusal } from "../refusal.ts";
import { requiredDate } from "./fields.ts";

export interface PersonNames {
  firstName: string;
  lastName: string;
  username: string;
}

/** What a raw update of the Bot API says to TGTrack. Dates are unix seconds. */
export type UpdateNews =
  | {
      kind: "start";
      updateId: number;
      userId: string;
      names: PersonNames;
      startValue: string;
      messageId: number;
      date: number;
    }
  | { kind: "stop"; updateId: number; userId: string; date: number }
  /** Valid, but neither a start nor a block of a private chat. `what` names the update's kind. */
  | { kind: "other"; updateId: number; userId: string | undefined; what: string };

const START_COMMAND = /^\/start(?:@\w+)?(?:\s+([\s\S]*))?$/;

/**
 * Reads a raw update, as far as starts and blocks need it (Bot API, objects Update, Message and ChatMemberUpdated).
 *
 * @throws {Refusal} 422 when it is no update, or one that was rebuilt wrongly.
 */
export function readTelegramUpdate(update: JsonObject): UpdateNews {
  const updateId = update.update_id;
  if (typeof updateId !== "number" || !Number.isSafeInteger(updateId)) {
    throw new Refusal(422, "update_id must be an integer: the body has to be the update itself, as Telegram sent it.");
  }
  const what = Object.keys(update).find((name) => name !== "update_id");
  if (what === undefined) throw new Refusal(422, "The update has nothing but update_id.");
  const content = update[what];
  if (!isJsonObject(content)) throw new Refusal(422, `${what} must be an object.`);
  if ("from_user" in content) {
    throw new Refusal(422, `${what}.from_user is not a field of the Bot API: the sender is in ${what}.from.`);
  }
  if (what === "message") return readMessage(updateId, content);
  if (what === "my_chat_member") return readMyChatMember(updateId, content);
  return { kind: "other", updateId, userId: idOf(content.from), what };
}

function readMessage(updateId: number, message: JsonObject): UpdateNews {
  const messageId = message.message_id;
  if (typeof messageId !== "number") throw new Refusal(422, "message.message_id must be a number.");
  const date = requiredDate(message, "date");
  const userId = idOf(message.from);
  const other: UpdateNews = { kind: "other", updateId, userId, what: "message" };
  if (!isPrivate(message.chat, "message")) return other;
  if (userId === undefined) throw new Refusal(422, "message.from with its id is missing.");
  const command = typeof message.text === "string" ? START_COMMAND.exec(message.text) : null;
  if (command === null) return other;
  const names = namesOf(message.from);
  return { kind: "start", updateId, userId, names, startValue: command[1]?.trim() ?? "", messageId, date };
}

function readMyChatMember(updateId: number, change: JsonObject): UpdateNews {
  const date = requiredDate(change, "date");
  const userId = idOf(change.from);
  const before = statusOf(change, "old_chat_member");
  const after = statusOf(change, "new_chat_member");
  if (isPrivate(change.chat, "my_chat_member") && before === "member" && after === "kicked") {
    if (userId === undefined) throw new Refusal(422, "my_chat_member.from with its id is missing.");
    return { kind: "stop", updateId, userId, date };
  }
  return { kind: "other", updateId, userId, what: `my_chat_member from ${before} to ${after}` };
}

function isPrivate(chat: unknown, what: string): boolean {
  if (isJsonObject(chat) && typeof chat.id === "number" && typeof chat.type === "string")
    return chat.type === "private";
  throw new Refusal(422, `${what}.chat with its id and type is missing.`);
}

function statusOf(change: JsonObject, name: string): string {
  const member = change[name];
  if (isJsonObject(member) && typeof member.status === "string") return member.status;
  throw new Refusal(422, `my_chat_member.${name}.status must be a string.`);
}

function idOf(from: unknown): string | undefined {
  return isJsonObject(from) && typeof from.id === "number" ? String(from.id) : undefined;
}

function namesOf(from: unknown): PersonNames {
  const text = (name: string) => {
    const value = isJsonObject(from) ? from[name] : undefined;
    return typeof value === "string" ? value : "";
  };
  return { firstName: text("first_name"), lastName: text("last_name"), username: text("username") };
}
