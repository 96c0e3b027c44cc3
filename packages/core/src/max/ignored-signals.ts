import type { IgnoredSignal } from "../messenger/signal.ts";

export type IgnoredCause = "unwatched" | "notDialog" | "noSender" | "byBot" | "foreignChat" | "malformed";

/** Every reason to ignore an update of MAX. Shared and frozen: none should cost an allocation. */
export const IGNORED: Readonly<Record<IgnoredCause, IgnoredSignal>> = Object.freeze({
  unwatched: ignored("this kind of update reports no start, stop or activity in a dialog with the bot"),
  notDialog: ignored("it happened in a group or a channel, not in a dialog with the bot"),
  noSender: ignored("it names nobody who did it"),
  byBot: ignored("a bot did it, not a person"),
  foreignChat: ignored("the message under the button is gone, so that it may have been in any chat"),
  malformed: Object.freeze({
    kind: "ignored",
    reason: "it does not have the shape of MAX's updates",
    suspicious: true,
  } as const),
});

function ignored(reason: string): IgnoredSignal {
  return Object.freeze({ kind: "ignored", reason });
}
