import { isRecord, type JsonRecord } from "../support/json-record.ts";

/** Whether a message stands in a person's own dialog with the bot. */
export function isInDialog(message: JsonRecord): boolean {
  return isRecord(message.recipient) && message.recipient.chat_type === "dialog";
}

/** A message's text; `""` where it has none. */
export function textOf({ body }: JsonRecord): string {
  return isRecord(body) && typeof body.text === "string" ? body.text : "";
}

/** Whether somebody else wrote it and the sender passed it on. */
export function isForwarded({ link }: JsonRecord): boolean {
  return isRecord(link) && link.type === "forward";
}
