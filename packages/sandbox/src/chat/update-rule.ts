import { classifyUpdate } from "@bot-tracker/core";
import { cutText } from "../bounds/cut-text.ts";
import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import type { UpdateRule } from "../wire/chat.ts";
import { MOST_CHAT } from "./most-chat.ts";

/** What the tracker makes of an update, by the tracker's own rules. */
export function updateRule(update: JsonObject, bot: { id: number; username: string }): UpdateRule {
  const signal = classifyUpdate(update, { id: String(bot.id), username: bot.username });
  switch (signal.kind) {
    case "start": {
      const { payload, payloadKind } = signal;
      return { kind: "start", payload: cutText(payload, MOST_CHAT.nameChars), payloadKind };
    }
    case "stop":
    case "unblock":
      return { kind: signal.kind };
    case "activity":
      return { kind: "activity", of: activityOf(update) };
    case "ignored":
      return update.pre_checkout_query === undefined
        ? { kind: "nothing", reason: signal.reason }
        : { kind: "checkout" };
  }
}

function activityOf({ message, callback_query, edited_message }: JsonObject) {
  if (callback_query !== undefined) return "button";
  if (edited_message !== undefined) return "edit";
  if (!isJsonObject(message)) return "message";
  if (message.successful_payment !== undefined) return "payment";
  return message.contact === undefined ? "message" : "contact";
}
