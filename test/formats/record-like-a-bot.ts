import type { Tracker } from "@bot-tracker/core";
import { DATE, myChatMember, privateMessage, privateStart } from "../support/updates.ts";

/** What a bot's tracker hears in a minute. Heard once more, all of it is known. */
export async function recordLikeABot(tracker: Tracker): Promise<void> {
  tracker.handleUpdate(privateStart({ updateId: 11, messageId: 11, userId: 101, payload: "ad_1" }));
  tracker.handleUpdate(privateStart({ updateId: 12, messageId: 12, userId: 102 }));
  tracker.handleUpdate(myChatMember({ updateId: 13, userId: 102, date: DATE + 1 }));
  tracker.handleUpdate(privateStart({ updateId: 14, messageId: 14, userId: 102, date: DATE + 2 }));
  tracker.handleUpdate(privateMessage({ updateId: 15, messageId: 15, userId: 103 }));
  await tracker.trackEvent({ userId: 101, event: "lesson_opened", key: "lesson-1" });
  await tracker.reachGoal({ userId: 101, target: "paid", key: "order-1" });
  await tracker.trackEvent({ userId: 104, event: "sale", amount: 1500, result: "success", key: "order-2" });
}
