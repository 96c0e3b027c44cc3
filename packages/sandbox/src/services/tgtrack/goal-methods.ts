import { createHash } from "node:crypto";
import type { Fact } from "../../store/fact.ts";
import type { JsonObject } from "../../support/json-object.ts";
import { Refusal } from "../refusal.ts";
import { isInConversionWindow } from "./audience.ts";
import {
  optionalAmount,
  optionalDate,
  optionalLabels,
  optionalString,
  requiredText,
  requiredUserId,
} from "./fields.ts";
import type { MethodContext } from "./method.ts";

const RESULTS = ["in_progress", "success", "failure"] as const;

export function sendReachGoal(body: JsonObject, context: MethodContext): undefined {
  const userId = requiredUserId(body, context.settings.strictUserIds, context.warn);
  const goal = requiredText(body, "target");
  const source = context.memory.audience.sourceOf(userId, context.nowMs);
  const goalPassed = passGoal(userId, context.nowMs, context);
  context.memory.audience.seen(userId, context.nowMs);
  context.happened({ kind: "goal", userId, name: goal, source, goal, goalPassed });
}

export function addEvent(body: JsonObject, context: MethodContext): undefined {
  const userId = requiredUserId(body, context.settings.strictUserIds, context.warn);
  const name = requiredText(body, "event_type");
  const result = resultOf(body);
  const date = optionalDate(body, "date");
  const goal = optionalString(body, "conversion_target");
  const amount = optionalAmount(body, "amount");
  const labels = optionalLabels(body);
  // Without a date two equal events may well be two events.
  if (date !== undefined) {
    context.once({ id: `event:${hashOf(context.bodyText)}`, text: "an event with this very body" });
  }
  const at = date === undefined ? context.nowMs : date * 1_000;
  const source = context.memory.sourceOfAmount(userId, amount ?? 0, at);
  const passing = goal === undefined ? {} : { goal, goalPassed: passGoal(userId, at, context) };
  context.memory.audience.seen(userId, context.nowMs);
  const worth = amount === undefined ? {} : { amount };
  const ended = result === undefined ? {} : { result };
  context.happened({ kind: "event", at, userId, name, source, ...passing, ...ended, ...worth, labels });
}

/** Whether TGTrack passes a goal on to the ad's system. Where it does not, a warning says why. */
function passGoal(userId: string, atMs: number, context: MethodContext): boolean {
  const joinedAt = context.memory.audience.find(userId)?.lastJoinAt ?? null;
  if (joinedAt === null) {
    context.warn(`No start of user ${userId} has arrived, so there is no ad to credit with the goal.`);
    return false;
  }
  if (isInConversionWindow(joinedAt, atMs)) return true;
  context.warn(`User ${userId} started more than 21 days ago, so the goal is not passed on.`);
  return false;
}

/** TGTrack takes one that is left out for `in_progress`; the reports tell what nobody said apart from what is going on. */
function resultOf(body: JsonObject): Fact["result"] {
  const { event_result: came } = body;
  if (came === undefined) return undefined;
  const result = RESULTS.find((each) => each === came);
  if (result !== undefined) return result;
  throw new Refusal(422, "event_result must be in_progress, success or failure, or be omitted.");
}

/** A body may be long, and may hold what is not to be kept. */
function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
