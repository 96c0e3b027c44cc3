import type { StartPayloadKind } from "../messenger/signal.ts";
import { isStartPayload } from "../messenger/start-payload.ts";

// "Manage Bot" at the top of a business chat opens the bot with it. Source: the Bot API's `User.can_connect_to_business`
// and its page on business bots.
const MANAGE_BOT = /^bizChat-?\d+$/;

/** How a start's payload came: by a link, which carries no others, by Telegram's own hand, or typed. */
export function payloadKindOf(payload: string): StartPayloadKind {
  if (payload === "") return "none";
  if (MANAGE_BOT.test(payload)) return "messenger";
  return isStartPayload(payload) ? "deep-link" : "typed";
}
