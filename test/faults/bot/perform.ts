import type { Tracker } from "@bot-tracker/core";
import { myChatMember, privateStart } from "../../support/updates.ts";
import type { Deed } from "./deed.ts";

/** Tells a tracker of a deed as a bot would: the whole update, or a call from a handler. */
export function perform(tracker: Tracker, { kind, number, userId }: Deed): void {
  // Date.now() is the world's clock: Telegram does not go by the bot's.
  const about = { updateId: number, messageId: number, userId, date: Math.floor(Date.now() / 1_000) };
  switch (kind) {
    case "start":
      tracker.handleUpdate(privateStart({ ...about, payload: `ad_${number}` }));
      return;
    case "stop":
      tracker.handleUpdate(myChatMember(about));
      return;
    case "event":
      // The key makes it count once when the bot is told again after a restart.
      void tracker.trackEvent({ userId, event: "lesson", key: String(number) });
  }
}
