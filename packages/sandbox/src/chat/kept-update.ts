import { cutText } from "../bounds/cut-text.ts";
import type { JsonObject } from "../support/json-object.ts";
import type { KeptUpdate } from "./conversation.ts";
import { MOST_CHAT } from "./most-chat.ts";
import { updateRule } from "./update-rule.ts";

export interface MadeUpdate {
  update: JsonObject;
  updateId: number;
  bot: { id: number; username: string };
  at: number;
  gist: string;
  /** False where the bot's `allowed_updates` leave it out. */
  isQueued: boolean;
}

const GIST_CHARS = 120;

/** What is kept of an update. */
export function keptUpdate({ update, updateId, bot, at, gist, isQueued }: MadeUpdate): KeptUpdate {
  return {
    updateId,
    at,
    updateKind: Object.keys(update).find((name) => name !== "update_id") ?? "",
    gist: cutText(gist, GIST_CHARS),
    text: cutText(JSON.stringify(update), MOST_CHAT.updateChars),
    delivery: isQueued ? "waiting" : "held",
    rule: updateRule(update, bot),
  };
}
