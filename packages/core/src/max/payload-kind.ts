import type { StartPayloadKind } from "../messenger/signal.ts";
import { isStartPayload } from "../messenger/start-payload.ts";

/** How the payload came of a start that the bot's own code reports: by a link, if one can carry it. */
export function payloadKindOf(payload: string): StartPayloadKind {
  if (payload === "") return "none";
  return isStartPayload(payload, "max") ? "deep-link" : "typed";
}
