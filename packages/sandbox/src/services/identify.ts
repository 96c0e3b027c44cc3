import { cutText } from "../bounds/cut-text.ts";
import { MOST } from "../bounds/most.ts";
import type { KeyRedaction } from "../keys/key-redaction.ts";
import type { Call } from "./service.ts";

/**
 * What names a request: who sent it, what it asks for, and whom it is about. Of a key in the wrong place that is cut in
 * two, nothing would recognise the beginning: so keys are hidden before anything is cut.
 */
export function identify(
  key: string,
  method: string,
  userId: string | undefined,
  redaction: Pick<KeyRedaction, "text">,
): Omit<Call, "httpMethod" | "body" | "bodyText"> {
  const kept = (text: string, maxChars: number): string =>
    text.length > maxChars ? cutText(redaction.text(text, key), maxChars) : text;
  return {
    key: key.length > MOST.keyChars ? "" : key,
    keyChars: key.length,
    method: kept(method, MOST.methodChars),
    userId: userId === undefined ? undefined : kept(userId, MOST.userIdChars),
  };
}
