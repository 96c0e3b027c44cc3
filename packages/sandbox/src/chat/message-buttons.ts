import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import type { InlineButton, KeyboardButton, ReplyKeyboard } from "../wire/chat.ts";
import { isTrue } from "./is-true.ts";
import { shortOf } from "./message-content.ts";
import { MOST_CHAT } from "./most-chat.ts";

/** The buttons under a message, from its `reply_markup`. */
export function inlineButtonsOf(markup: unknown): InlineButton[][] {
  return rowsOf(isJsonObject(markup) ? markup.inline_keyboard : undefined, inlineButton);
}

/** `none`: this `reply_markup` leaves the keyboard as it is. */
export type KeyboardChange =
  | { kind: "none" }
  | { kind: "shown"; keyboard: ReplyKeyboard; isOneTime: boolean }
  | { kind: "removed" };

/** What a message's `reply_markup` does to the keyboard below the field. */
export function keyboardChangeOf(markup: unknown): KeyboardChange {
  if (!isJsonObject(markup)) return { kind: "none" };
  if (isTrue(markup.remove_keyboard)) return { kind: "removed" };
  const rows = rowsOf(markup.keyboard, keyboardButton);
  if (rows.length === 0) return { kind: "none" };
  const placeholder = shortOf(markup.input_field_placeholder);
  return { kind: "shown", keyboard: { rows, placeholder }, isOneTime: isTrue(markup.one_time_keyboard) };
}

function rowsOf<Button>(rows: unknown, buttonOf: (given: unknown) => Button): Button[][] {
  if (!Array.isArray(rows)) return [];
  let left: number = MOST_CHAT.buttons;
  const read: Button[][] = [];
  for (const row of rows as unknown[]) {
    if (!Array.isArray(row) || left === 0) continue;
    const buttons = row.slice(0, left).map(buttonOf);
    left -= buttons.length;
    if (buttons.length > 0) read.push(buttons);
  }
  return read;
}

function inlineButton(given: unknown): InlineButton {
  const button: JsonObject = isJsonObject(given) ? given : {};
  const text = shortOf(button.text);
  const { callback_data: data, url } = button;
  if (typeof data === "string" && data.length <= MOST_CHAT.dataChars) return { kind: "callback", text, data };
  if (typeof url === "string" && /^https?:\/\//i.test(url) && url.length <= MOST_CHAT.urlChars) {
    return { kind: "url", text, url };
  }
  if (isTrue(button.pay)) return { kind: "pay", text };
  return { kind: "other", text, what: fieldOf(button) };
}

/** A string alone is a button too (Bot API: KeyboardButton). */
function keyboardButton(given: unknown): KeyboardButton {
  if (typeof given === "string") return { kind: "text", text: shortOf(given) };
  const button: JsonObject = isJsonObject(given) ? given : {};
  const text = shortOf(button.text);
  if (isTrue(button.request_contact)) return { kind: "contact", text };
  const what = fieldOf(button);
  return what === "" ? { kind: "text", text } : { kind: "other", text, what };
}

function fieldOf(button: JsonObject): string {
  return shortOf(Object.keys(button).find((name) => name !== "text" && name !== "style" && !isIcon(name)) ?? "");
}

function isIcon(name: string): boolean {
  return name.startsWith("icon_");
}
