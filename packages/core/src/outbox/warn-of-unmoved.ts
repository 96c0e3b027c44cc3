import type { Messages } from "../support/messages.ts";
import type { Outbox } from "./outbox.ts";
import { destinationsBehind } from "./rules/awaiting-relay.ts";

/**
 * Says so when something in an outbox was recorded to be moved to Redis, by a tracker with `redisOutbox`, and now one
 * without it has the file: nobody would move it, and nobody sends it.
 */
export function warnOfUnmoved(outbox: Outbox, messages: Pick<Messages, "warn">): void {
  let waiting = 0;
  for (const [name, { pending }] of Object.entries(outbox.ledger())) {
    if (destinationsBehind(name) !== undefined) waiting += pending;
  }
  if (waiting === 0) return;
  messages.warn(
    "unmoved",
    `${waiting === 1 ? "1 entry" : `${waiting} entries`} in the outbox had been recorded with redisOutbox and had not ` +
      "reached Redis. Without redisOutbox nothing sends them. Start the bot with it once more, with Redis there, until " +
      "nothing waits to be moved (`npx @bot-tracker/cli status` shows it), then start it as it is.",
  );
}
