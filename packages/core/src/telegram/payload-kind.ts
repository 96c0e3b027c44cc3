import type { StartPayloadKind } from "../messenger/signal.ts";
import { isStartPayload } from "./start-payload.ts";

/** How a start's payload came: by a link, which carries no others, or typed by hand. */
export function payloadKindOf(payload: string): StartPayloadKind {
  if (payload === "") return "none";
  return isStartPayload(payload) ? "deep-link" : "typed";
}
