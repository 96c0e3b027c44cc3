import type { ApiCall } from "@bot-tracker/telegram-simulator";
import { isJsonObject } from "../support/json-object.ts";
import type { Conversation } from "./conversation.ts";
import { inlineButtonsOf, keyboardChangeOf } from "./message-buttons.ts";
import { messageContent, shortOf } from "./message-content.ts";

/** Nothing that a conversation shows. */
const UNSEEN = /^sendchataction$|^sendmessagedraft$/;
const SENDS = /^(send|copy|forward)/;
const EDITS = /^edit/;
const DELETES = /^deletemessages?$/;

/** Draws what a call of the bot does to the conversation with the person who is its `chat_id`. */
export function applyCall({ method, params, answer }: ApiCall, conversation: Conversation, at: number): void {
  const name = method.toLowerCase();
  if (UNSEEN.test(name) || answer?.kind !== "reply") return;
  const { reply } = answer;
  if (!reply.ok) {
    if (!SENDS.test(name) && !EDITS.test(name)) return;
    const { error_code: code, description } = reply;
    const content = { kind: "failed", method: shortOf(method), code, description: shortOf(description) } as const;
    conversation.say({ messageId: null, at, from: "service", content });
    return;
  }
  if (SENDS.test(name)) addSent(reply.result, { name, markup: params.reply_markup, at }, conversation);
  else if (EDITS.test(name)) applyEdit(reply.result, name, params, conversation);
  else if (DELETES.test(name)) {
    const ids = name === "deletemessage" ? [params.message_id] : params.message_ids;
    for (const id of Array.isArray(ids) ? (ids as unknown[]) : []) {
      conversation.change(Number(id), { isDeleted: true });
    }
  }
}

function addSent(
  result: unknown,
  { name, markup, at }: { name: string; markup: unknown; at: number },
  conversation: Conversation,
): void {
  for (const message of Array.isArray(result) ? (result as unknown[]) : [result]) {
    if (!isJsonObject(message)) continue;
    const { message_id: messageId } = message;
    // Of a copy, the bot gets the number alone.
    const isCopy = message.chat === undefined;
    conversation.say({
      messageId: typeof messageId === "number" ? messageId : null,
      at,
      from: "bot",
      content: isCopy ? { kind: "other", what: shortOf(name) } : messageContent(message),
      buttons: inlineButtonsOf(markup),
    });
  }
  conversation.changeKeyboard(keyboardChangeOf(markup));
}

function applyEdit(result: unknown, name: string, params: ApiCall["params"], conversation: Conversation): void {
  const messageId = Number(params.message_id);
  const before = conversation.message(messageId);
  if (before === undefined || !isJsonObject(result)) return;
  // An edit without buttons takes them away.
  const buttons = inlineButtonsOf(params.reply_markup);
  if (name === "editmessagereplymarkup") {
    conversation.change(messageId, { buttons });
    return;
  }
  const edited = messageContent(result);
  const isCaption = name === "editmessagecaption" && before.content.kind === "media";
  const caption = typeof result.caption === "string" ? result.caption : "";
  const content = isCaption ? { ...before.content, caption } : edited;
  conversation.change(messageId, { content, buttons, isEdited: true });
}
