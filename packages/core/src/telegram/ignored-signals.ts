import type { IgnoredSignal } from "../messenger/signal.ts";

export type IgnoredCause =
  | "unwatched"
  | "notPrivate"
  | "noSender"
  | "byBot"
  | "foreignChat"
  | "noTransition"
  | "notLookedFor"
  | "malformed"
  | "impossibleStatus"
  | "notThisBot";

/**
 * Every reason to ignore an update. Shared and frozen: most updates of a busy group end here, and none should cost an
 * allocation.
 */
export const IGNORED: Readonly<Record<IgnoredCause, IgnoredSignal>> = Object.freeze({
  unwatched: ignored("this kind of update reports no start, stop or activity in a private chat"),
  notPrivate: ignored("it happened in a group or a channel, not in a private chat"),
  noSender: ignored("it names nobody who did it"),
  byBot: ignored("a bot did it, not a person"),
  foreignChat: ignored("it happened in somebody's own chat, not in the bot's"),
  noTransition: ignored("the status is the same as before"),
  notLookedFor: ignored("it would be activity, which no destination wants"),
  malformed: suspicious("it does not have the Bot API's shape"),
  impossibleStatus: suspicious("in a private chat the only statuses are `member` and `kicked`"),
  notThisBot: suspicious("`my_chat_member` is about somebody other than this bot"),
});

function ignored(reason: string): IgnoredSignal {
  return Object.freeze({ kind: "ignored", reason });
}

function suspicious(reason: string): IgnoredSignal {
  return Object.freeze({ kind: "ignored", reason, suspicious: true });
}
