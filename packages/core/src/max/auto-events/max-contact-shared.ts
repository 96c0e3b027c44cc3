import type { AutoEvent } from "../../intake/auto-event.ts";
import { contactGoalOf } from "../../intake/contact-goal-of.ts";
import { readUserId } from "../../messenger/user-id.ts";
import { isRecord, type JsonRecord } from "../../support/json-record.ts";
import { dialogMessageOf } from "./dialog-message-of.ts";

/**
 * Reports a goal when a person sends their own phone, as MAX's `request_contact` button does. Somebody else's contact
 * and a forwarded one do not count. A person reaches the goal once, however often they send their phone within 48
 * hours. The phone itself is neither read nor sent.
 *
 * Source: MAX's contact attachment, whose `max_info` says whose phone it is.
 *
 * @throws {TrackerConfigError} if `goal` is not a non-empty string.
 */
export function maxContactShared(options: { goal: string }): AutoEvent {
  const goal = contactGoalOf(options);
  return (update) => {
    const written = dialogMessageOf(update);
    if (written === undefined || !attachmentsOf(written.message).some((one) => isContactOf(one, written.userId))) {
      return [];
    }
    return [{ kind: "goal", userId: written.userId, target: goal, key: goal }];
  };
}

function attachmentsOf({ body }: JsonRecord): readonly unknown[] {
  return isRecord(body) && Array.isArray(body.attachments) ? body.attachments : [];
}

function isContactOf(attachment: unknown, userId: string): boolean {
  if (!isRecord(attachment) || attachment.type !== "contact" || !isRecord(attachment.payload)) return false;
  const { max_info: owner } = attachment.payload;
  return isRecord(owner) && readUserId(owner.user_id) === userId;
}
