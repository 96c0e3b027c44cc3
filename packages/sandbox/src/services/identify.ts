import { cutText } from "../bounds/cut-text.ts";
import { MOST } from "../bounds/most.ts";
import type { Call } from "./service.ts";

/** What names a request: who sent it, what it asks for, and whom it is about. */
export function identify(
  key: string,
  method: string,
  userId: string | undefined,
): Omit<Call, "httpMethod" | "body" | "bodyText"> {
  return {
    key: key.length > MOST.keyChars ? "" : key,
    keyChars: key.length,
    method: cutText(method, MOST.methodChars),
    userId: userId === undefined ? undefined : cutText(userId, MOST.userIdChars),
  };
}
