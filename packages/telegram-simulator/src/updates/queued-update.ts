import { weigh } from "../support/weigh.ts";

/** An update on its way to a bot: its text is what the bot receives, byte for byte. */
export interface QueuedUpdate {
  readonly updateId: number;
  /** The update's key beside `update_id`, `"message"` say. */
  readonly updateKind: string;
  /** Webhooks deliver the updates of one lane one after another, and the lanes side by side. */
  readonly lane: string;
  readonly text: string;
}

/** More than Telegram's largest. */
const MAX_UPDATE_CHARS = 1024 * 1024;

// Messages of one chat share a lane, whichever kind they are; so do a buyer's two questions before a payment.
const SHARED_LANES: Readonly<Record<string, string>> = {
  message: "messages",
  edited_message: "messages",
  channel_post: "messages",
  edited_channel_post: "messages",
  shipping_query: "checkout",
  pre_checkout_query: "checkout",
};

/**
 * Reads what delivery needs to know of an update. `my_chat_member` has a lane apart from its chat's messages, so a
 * webhook may see an unblock and the `/start` after it in either order (Bot API server, `webhook_queue_id`).
 *
 * @throws SyntaxError if the text is not JSON, TypeError if it is not an update, RangeError if it is too long or nested too deep
 */
export function parseUpdate(text: string): QueuedUpdate {
  if (text.length > MAX_UPDATE_CHARS) {
    throw new RangeError(`Expected an update of at most ${MAX_UPDATE_CHARS} characters, and got ${text.length}.`);
  }
  const update: unknown = JSON.parse(text);
  const updateId = property(update, "update_id");
  if (typeof update !== "object" || update === null || typeof updateId !== "number") {
    throw new TypeError(`Expected an update, an object with a numeric "update_id", and got ${text.slice(0, 80)}.`);
  }
  // Refuses what is nested too deep, before anybody is told of it.
  weigh(update);
  const updateKind = Object.keys(update).find((key) => key !== "update_id") ?? "unknown";
  return { updateId, updateKind, lane: laneOf(updateKind, property(update, updateKind)), text };
}

function laneOf(updateKind: string, content: unknown): string {
  const owner = property(content, "chat") ?? property(content, "from") ?? property(content, "user");
  return `${SHARED_LANES[updateKind] ?? updateKind} of ${String(property(owner, "id") ?? "nobody")}`;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
