import type { Occurrence } from "../../destinations/occurrence.ts";
import type { BotUser, StartPayloadKind } from "../../messenger/signal.ts";
import { type Checked, valid } from "../../support/checked.ts";
import { checkUserId } from "./check-call.ts";
import { checkDate } from "./check-date.ts";
import type { UserStartedCall, UserStoppedCall } from "./event-props.ts";
import { no } from "./refusal.ts";

export function checkUserStarted(
  call: UserStartedCall,
  nowMs: number,
  kindOf: (payload: string) => StartPayloadKind,
): Checked<Occurrence & { kind: "start" }> {
  const { user, startValue: given } = (call ?? {}) as Partial<UserStartedCall>;
  const id = checkUserId(user?.id);
  if (!id.ok) return id;
  const payload = given ?? "";
  if (typeof payload !== "string") return no("`startValue` must be a string", payload);
  return {
    ok: true,
    value: {
      kind: "start",
      user: toBotUser(id.value, user),
      payload,
      payloadKind: kindOf(payload),
      date: Math.floor(nowMs / 1000),
    },
  };
}

export function checkUserStopped(call: UserStoppedCall, nowMs: number): Checked<Occurrence & { kind: "stop" }> {
  const { userId, date } = (call ?? {}) as Partial<UserStoppedCall>;
  const id = checkUserId(userId);
  if (!id.ok) return id;
  // Without a date, or with a database's null, it is now; a clock that is wrong must not make that a mistake.
  const at = date === undefined || date === null ? valid(Math.floor(nowMs / 1000)) : checkDate("date", date, nowMs);
  return at.ok ? { ok: true, value: { kind: "stop", userId: id.value, date: at.value } } : at;
}

/** A name that is not a string (a database's null, for example) is left out: the start matters more than the name. */
function toBotUser(id: string, user: UserStartedCall["user"] | undefined): BotUser {
  const { first_name: firstName, last_name: lastName, username } = (user ?? {}) as Record<string, unknown>;
  return {
    id,
    firstName: typeof firstName === "string" ? firstName : "",
    ...(typeof lastName === "string" && { lastName }),
    ...(typeof username === "string" && { username }),
  };
}
