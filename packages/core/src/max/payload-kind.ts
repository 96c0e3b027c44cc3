import type { StartPayloadKind } from "../messenger/signal.ts";

/** How many characters a link to a bot in MAX carries. */
const LONGEST = 128;

/** How the payload came of a start that the bot's own code reports: by a link, if one can carry it. */
export function payloadKindOf(payload: string): StartPayloadKind {
  if (payload === "") return "none";
  return /^[\w-]+$/.test(payload) && payload.length <= LONGEST ? "deep-link" : "typed";
}
