import type { ApiCall } from "../bot/call-log.ts";

/** A key of a reply keyboard (Bot API: KeyboardButton). */
export interface ReplyKey {
  readonly text: string;
  readonly request_contact?: unknown;
}

/** The keys that a person sees under the chat: those sent last, unless they were taken away since. */
export function keyboardOf(received: readonly ApiCall[]): ReplyKey[] {
  for (const { params } of received.toReversed()) {
    const markup = params.reply_markup;
    if (typeof markup !== "object" || markup === null) continue;
    if ("remove_keyboard" in markup) return [];
    if ("keyboard" in markup && Array.isArray(markup.keyboard)) return markup.keyboard.flat().flatMap(toKey);
  }
  return [];
}

export function asksForContact(key: ReplyKey): boolean {
  return key.request_contact === true;
}

/** A text alone is a key too. */
function toKey(key: unknown): ReplyKey[] {
  if (typeof key === "string") return [{ text: key }];
  if (typeof key !== "object" || key === null || !("text" in key) || typeof key.text !== "string") return [];
  return [key as ReplyKey];
}
