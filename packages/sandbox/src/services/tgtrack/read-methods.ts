import type { JsonObject } from "../../support/json-object.ts";
import { Refusal } from "../refusal.ts";
import { sourceNameOf, utmFieldsOf } from "./audience.ts";
import { requiredUserId } from "./fields.ts";
import type { MethodContext } from "./method.ts";

const TRANSITION_WINDOW_MS = 7 * 86_400_000;

export function getUserInfo(body: JsonObject, context: MethodContext): object {
  const { links, settings } = context;
  const userId = requiredUserId(body, settings.strictUserIds, context.warn);
  const person = context.memory.audience.find(userId);
  if (person === undefined) throw new Refusal(405, "No start or stop of this user has arrived.");
  return {
    user_id: userId,
    first_join_date: toUnixSeconds(person.firstJoinAt),
    last_join_date: toUnixSeconds(person.lastJoinAt),
    invite_link: sourceNameOf(person.firstSource, links),
    left_date: toUnixSeconds(person.leftAt),
    first_name: person.firstName,
    last_name: person.lastName,
    username: person.username,
    ...utmFieldsOf(person.firstSource, links),
  };
}

export function getUserLastTransition(body: JsonObject, context: MethodContext): object {
  const { links, settings } = context;
  const person = context.memory.audience.find(requiredUserId(body, settings.strictUserIds, context.warn));
  const transition = person?.transition;
  if (person === undefined || transition === undefined || context.nowMs - transition.at > TRANSITION_WINDOW_MS) {
    throw new Refusal(405, "No transition found in the last 7 days.");
  }
  return {
    transition_date: toUnixSeconds(transition.at),
    subscribed_by_transition: transition.joined ? "yes" : "no",
    status: person.leftAt === null ? "member" : "not_member",
    source: sourceNameOf(transition.source, links),
    source_type: "tracking_link",
    click_id: "",
    ...utmFieldsOf(transition.source, links),
  };
}

/** TGTrack says 0 where there is no date. */
function toUnixSeconds(atMs: number | null): number {
  return Math.floor((atMs ?? 0) / 1_000);
}
