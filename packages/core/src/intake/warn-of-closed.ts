import type { Messages } from "../support/messages.ts";

/** Says once that a tracker is closed which the bot still uses. `what` came to it. */
export function warnOfClosed(messages: Messages, what: string): void {
  messages.warn(
    "closed",
    `${what} was not recorded, because the tracker is closed, and so is everything that comes after it. Close the ` +
      "tracker when the bot has stopped, and not before.",
  );
}
