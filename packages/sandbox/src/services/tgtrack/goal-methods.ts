import type { JsonObject } from "../../json-object.ts";
import { Refusal } from "../refusal.ts";
import {
  optionalDate,
  optionalLabels,
  optionalNumber,
  optionalString,
  requiredText,
  requiredUserId,
} from "./fields.ts";
import type { MethodContext } from "./method.ts";

/** Goals are passed on for 21 days after the start (TGTrack, `send_reach_goal` and `conversion_target`). */
const GOAL_WINDOW_SECONDS = 21 * 86_400;

const RESULTS: readonly unknown[] = ["in_progress", "success", "failure", undefined];

export function sendReachGoal(body: JsonObject, context: MethodContext): undefined {
  const userId = requiredUserId(body, context.options.strictUserIds, context.warn);
  requiredText(body, "target");
  warnAboutGoal(userId, context.nowMs / 1_000, context);
}

export function addEvent(body: JsonObject, context: MethodContext): undefined {
  const userId = requiredUserId(body, context.options.strictUserIds, context.warn);
  requiredText(body, "event_type");
  if (!RESULTS.includes(body.event_result)) {
    throw new Refusal(422, "event_result must be in_progress, success or failure, or be left out.");
  }
  const date = optionalDate(body, "date");
  const target = optionalString(body, "conversion_target");
  optionalNumber(body, "amount");
  optionalLabels(body);
  // Without a date two equal events may well be two events.
  if (date !== undefined) context.once({ id: `event:${context.bodyText}`, text: "an event with this very body" });
  if (target !== undefined) warnAboutGoal(userId, date ?? context.nowMs / 1_000, context);
}

function warnAboutGoal(userId: string, dateSeconds: number, context: MethodContext): void {
  const joined = context.memory.audience.find(userId)?.lastJoinDate ?? 0;
  if (joined === 0) {
    context.warn(`No start of user ${userId} has arrived, so there is no ad to pass the goal to.`);
  } else if (dateSeconds - joined > GOAL_WINDOW_SECONDS) {
    context.warn(`User ${userId} started more than 21 days before, so the goal is not passed on.`);
  }
}
