import type { AutoEvent } from "../../intake/auto-event.ts";
import { readUserId } from "../../messenger/user-id.ts";
import { isRecord, type JsonRecord } from "../../support/json-record.ts";

/** Words that Telegram may add have to fit into a name of 20 characters, as HowUsedBot wants it. */
const STATE = /^[a-z_]{1,16}$/;

/**
 * Reports what becomes of a subscription that somebody pays the bot for: the event `sub_canceled` when they cancel it,
 * `sub_active` when they take that back, `sub_failed` when a payment for it fails. Its payments are reported by
 * `payments()`. What the bot sold it under (`invoice_payload`) is not sent.
 *
 * Such updates have no date, and count when they arrive. A bot that names its `allowed_updates` has to name
 * `subscription` there.
 *
 * Source: the Bot API's `BotSubscriptionUpdated`.
 */
export function subscriptions(): AutoEvent {
  return (update) => {
    const changed = isRecord(update) ? (update as JsonRecord).subscription : undefined;
    if (!isRecord(changed)) return [];
    const { user, state } = changed;
    const userId = isRecord(user) && user.is_bot !== true ? readUserId(user.id) : undefined;
    if (userId === undefined || typeof state !== "string" || !STATE.test(state)) return [];
    return [{ kind: "event", userId, event: `sub_${state}` }];
  };
}
