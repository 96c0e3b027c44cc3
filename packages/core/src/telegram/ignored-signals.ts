import type { IgnoredSignal } from "../messenger/signal.ts";

export type IgnoredCause =
  | "unwatched"
  | "notPrivate"
  | "noSender"
  | "byBot"
  | "foreignChat"
  | "noTransition"
  | "malformed"
  | "impossibleStatus"
  | "notThisBot";

/**
 * Every way an update can mean nothing. They are shared and frozen, because most updates of a busy group end in one
 * of them and none should cost an allocation.
 */
export const IGNORED: Readonly<Record<IgnoredCause, IgnoredSignal>> = Object.freeze({
  unwatched: ignored("this kind of update tells of no start, stop or activity in a private chat"),
  notPrivate: ignored("it happened in a group or a channel, not in a private chat"),
  noSender: ignored("it names no person who did it"),
  byBot: ignored("a bot did it, not a person"),
  foreignChat: ignored("it happened in somebody's own chat, not in the bot's"),
  noTransition: ignored("the status is the same as before"),
  malformed: suspicious("its shape is not the Bot API's"),
  impossibleStatus: suspicious("a private chat knows only the statuses `member` and `kicked`"),
  notThisBot: suspicious("`my_chat_member` speaks of somebody other than this bot"),
});

function ignored(reason: string): IgnoredSignal {
  return Object.freeze({ kind: "ignored", reason });
}

function suspicious(reason: string): IgnoredSignal {
  return Object.freeze({ kind: "ignored", reason, suspicious: true });
}
