import type { AutoEvent } from "../../intake/auto-event.ts";
import { contactGoalOf } from "../../intake/contact-goal-of.ts";
import { readUserId } from "../../messenger/user-id.ts";
import { isRecord } from "../../support/json-record.ts";
import { readPrivateMessage } from "./private-message.ts";

export interface ContactSharedOptions {
  /** The goal's name in the ad system. */
  goal: string;
}

/**
 * Reports a goal when a person sends their own phone, as the button with `request_contact` does. Somebody else's
 * contact and a forwarded one do not count. A person reaches the goal once, however often they send their phone
 * within 48 hours. The phone itself is neither read nor sent.
 *
 * Source: the Bot API's `Contact`, whose `user_id` says whose phone it is.
 *
 * @throws {TrackerConfigError} if `goal` is not a non-empty string.
 */
export function contactShared(options: ContactSharedOptions): AutoEvent {
  const goal = contactGoalOf(options);
  return (update) => {
    const written = readPrivateMessage(update);
    const contact = written?.message.contact;
    if (written === undefined || !isRecord(contact) || readUserId(contact.user_id) !== written.userId) return [];
    return [{ kind: "goal", userId: written.userId, target: goal, key: goal }];
  };
}
