import type { ReachGoalCall, TrackEventCall } from "./calls/event-props.ts";

/** An event or a goal that an update amounts to. */
export type AutoEventCall = ({ kind: "event" } & TrackEventCall) | ({ kind: "goal" } & ReachGoalCall);

/**
 * Reads an update and says which events or goals it amounts to. It must be pure: the update is the bot's own object.
 * Each call counts once per update. An update can be anything, so check before you read. `warn` tells the bot's owner,
 * each message once an hour.
 *
 * @example
 * const stickers: AutoEvent = (update) => {
 *   const message = (update as { message?: { from?: { id: number }; sticker?: object } }).message;
 *   return message?.sticker && message.from ? [{ kind: "event", userId: message.from.id, event: "sticker" }] : [];
 * };
 */
export type AutoEvent = (update: object, warn?: (message: string) => void) => readonly AutoEventCall[];
