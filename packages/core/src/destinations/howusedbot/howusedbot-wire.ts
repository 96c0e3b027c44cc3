import { type Checked, problem, shown, valid } from "../../support/checked.ts";
import { unixSeconds } from "../unix-seconds.ts";
import { numericId } from "../user-id.ts";
import type { HowUsedBotEvent } from "./howusedbot-event.ts";

/*
 * From this library's spelling to HowUsedBot's. The body names no bot and no token: those are added when it is sent,
 * so that nothing that waits on disk holds a secret. `requestType` is always given, since its default is a deprecated
 * kind of request.
 */

const SHORTEST_EVENT = 3;
const LONGEST_EVENT = 20;
const MOST_PARAMS = 3;
const LONGEST_ONLINE_SECONDS = 600;

export function eventBody(params: HowUsedBotEvent): Checked<Record<string, unknown>> {
  const name = eventNameProblem(params.event);
  if (name !== undefined) return problem(name);
  const userId = numericId(params.userId, "userId");
  if (!userId.ok) return userId;
  const body: Record<string, unknown> = { requestType: "event", event: params.event, userId: userId.value };
  if (params.userRegisterTime !== undefined) {
    const registered = unixSeconds(params.userRegisterTime, "userRegisterTime");
    if (!registered.ok) return registered;
    // Not `registerTime`, as the official Node sample spells it: the documentation does not know it (C12).
    body.userRegisterTime = registered.value;
  }
  const values = params.params ?? [];
  if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) {
    return problem(`params must be an array of strings, got ${shown(values)}`);
  }
  if (values.length > MOST_PARAMS) return problem(`params must be ${MOST_PARAMS} at most, got ${values.length}`);
  for (const [index, value] of values.entries()) body[`param_${index + 1}`] = value;
  return valid(body);
}

export function onlineBody(seconds: number | undefined): Checked<Record<string, unknown>> {
  if (seconds === undefined) return valid({ requestType: "getOnline" });
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_ONLINE_SECONDS) {
    return valid({ requestType: "getOnline", seconds });
  }
  return problem(`seconds must be an integer from 1 to ${LONGEST_ONLINE_SECONDS}, got ${shown(seconds)}`);
}

/** What is wrong with an event's name, or undefined. Counts code points, so that an emoji is one character. */
function eventNameProblem(event: string): string | undefined {
  if (typeof event !== "string") return `event must be a string, got ${shown(event)}`;
  const length = [...event].length;
  if (length >= SHORTEST_EVENT && length <= LONGEST_EVENT) return undefined;
  return `an event's name must be ${SHORTEST_EVENT} to ${LONGEST_EVENT} characters long, got ${shown(event)} with ${length}`;
}
