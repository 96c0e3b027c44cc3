import type { JsonObject } from "../../json-object.ts";
import { Refusal } from "../refusal.ts";
import { sourceNameOf, utmFieldsOf } from "./audience.ts";
import { requiredUserId } from "./fields.ts";
import type { MethodContext } from "./method.ts";

const TRANSITION_WINDOW_MS = 7 * 86_400_000;

export function getUserInfo(body: JsonObject, context: MethodContext): object {
  const { strictUserIds, links } = context.options;
  const userId = requiredUserId(body, strictUserIds, context.warn);
  const person = context.memory.audience.find(userId);
  if (person === undefined) throw new Refusal(405, "No start or stop of this user has arrived.");
  return {
    user_id: userId,
    first_join_date: person.firstJoinDate,
    last_join_date: person.lastJoinDate,
    invite_link: sourceNameOf(person.firstStartValue, links),
    left_date: person.leftDate,
    first_name: person.names.firstName,
    last_name: person.names.lastName,
    username: person.names.username,
    ...utmFieldsOf(person.firstStartValue, links),
  };
}

export function getUserLastTransition(body: JsonObject, context: MethodContext): object {
  const { strictUserIds, links } = context.options;
  const person = context.memory.audience.find(requiredUserId(body, strictUserIds, context.warn));
  const transition = person?.lastTransition;
  if (
    person === undefined ||
    transition === undefined ||
    context.nowMs - transition.date * 1_000 > TRANSITION_WINDOW_MS
  ) {
    throw new Refusal(405, "No transition found in the last 7 days.");
  }
  return {
    transition_date: transition.date,
    subscribed_by_transition: transition.joined ? "yes" : "no",
    status: person.leftDate === 0 ? "member" : "not_member",
    source: sourceNameOf(transition.startValue, links),
    source_type: "tracking_link",
    click_id: "",
    ...utmFieldsOf(transition.startValue, links),
  };
}
