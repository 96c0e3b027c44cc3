import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import type { MessageContent } from "../wire/chat.ts";
import type { Conversation } from "./conversation.ts";
import { gistOf, messageContent, priceOf, shortOf, sumOf } from "./message-content.ts";

/** Who an update comes from, in their private chat with the bot; undefined of any other. */
export function senderOf(update: JsonObject): JsonObject | undefined {
  for (const [name, content] of Object.entries(update)) {
    if (name === "update_id" || !isJsonObject(content)) continue;
    const message = isJsonObject(content.message) ? content.message : content;
    const { chat } = message;
    if (isJsonObject(chat) && chat.type !== "private") return undefined;
    return isJsonObject(content.from) ? content.from : undefined;
  }
  return undefined;
}

/** Draws what an update says in the conversation it belongs to, and returns it in a line. */
export function applyUpdate(update: JsonObject, conversation: Conversation, at: number): string {
  const { message, edited_message: edited, callback_query: query, my_chat_member: member } = update;
  if (isJsonObject(message)) {
    const content = messageContent(message);
    conversation.say({
      messageId: numberOf(message.message_id),
      at,
      from: content.kind === "paid" ? "service" : "person",
      content,
    });
    return gistOf(content);
  }
  if (isJsonObject(edited)) {
    const content = messageContent(edited);
    conversation.change(Number(edited.message_id), { content, isEdited: true });
    return gistOf(content);
  }
  if (isJsonObject(query)) {
    const button = buttonOf(query, conversation);
    conversation.say({ messageId: null, at, from: "service", content: { kind: "pressed", button } });
    return button;
  }
  if (isJsonObject(member)) {
    const [before, after] = [statusOf(member.old_chat_member), statusOf(member.new_chat_member)];
    const content: MessageContent | undefined =
      after === "kicked" ? { kind: "blocked" } : before === "kicked" ? { kind: "unblocked" } : undefined;
    if (content !== undefined) conversation.say({ messageId: null, at, from: "service", content });
    return `${before} → ${after}`;
  }
  const { pre_checkout_query: checkout } = update;
  return isJsonObject(checkout) ? sumOf(priceOf(checkout)) : "";
}

/** As it is written on the button, else its data. */
function buttonOf({ data, message }: JsonObject, conversation: Conversation): string {
  const messageId = isJsonObject(message) ? Number(message.message_id) : Number.NaN;
  const buttons = conversation.message(messageId)?.buttons.flat() ?? [];
  const pressed = buttons.find((button) => button.kind === "callback" && button.data === data);
  return pressed?.text ?? shortOf(data);
}

function statusOf(member: unknown): string {
  return isJsonObject(member) ? shortOf(member.status) : "";
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
