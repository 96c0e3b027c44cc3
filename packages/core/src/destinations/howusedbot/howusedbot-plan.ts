import { errorText } from "../../support/error-text.ts";
import type { Planned } from "../destination.ts";
import type { Occurrence } from "../occurrence.ts";
import { eventClassOf } from "../rules/event-class.ts";
import { EXPIRES_AFTER_MS } from "../rules/expires-after-ms.ts";
import { isSecretPayload } from "../rules/secret-payload.ts";
import type { HowUsedBotEvent } from "./howusedbot-event.ts";
import { eventBody } from "./howusedbot-wire.ts";

/** What the plan depends on. */
export interface HowUsedBotPlanRules {
  /** Whether mere activity is reported, as the event `common`. */
  common: boolean;
  /** The event that a goal is reported as; undefined: not at all. */
  mapGoal: (target: string) => string | undefined;
  /** True for a payload that must not leave the bot. */
  ignorePayload: (payload: string) => boolean;
}

/** What the tracker itself reports, by the event's name. A bot's own event of that name would be counted with them. */
const OWN_EVENTS: ReadonlyMap<string, string> = new Map([
  ["start", "starts"],
  ["stop", "blocks"],
  ["common", "activity"],
]);

/** What HowUsedBot is told of an occurrence: one event at most. A start is told as a start alone. */
export function planHowUsedBot(occurrence: Occurrence, rules: HowUsedBotPlanRules): readonly Planned[] {
  switch (occurrence.kind) {
    case "activity":
      if (!rules.common) return [];
      return [planned({ event: "common", userId: occurrence.userId }, "activity")];
    case "start": {
      const { user, payload } = occurrence;
      const params = payload === "" || isSecretPayload(occurrence, rules.ignorePayload) ? [] : [payload];
      return [planned({ event: "start", userId: user.id, params }, "start")];
    }
    case "stop":
      return [planned({ event: "stop", userId: occurrence.userId }, "stop")];
    case "event": {
      const { event, userId, registeredAt, params } = occurrence;
      if (OWN_EVENTS.has(event)) return [taken(`The event "${event}" was not sent to HowUsedBot`, event)];
      const told = { event, userId, userRegisterTime: registeredAt, params };
      return [planned(told, eventClassOf(occurrence))];
    }
    case "goal":
      return planGoal(occurrence.target, occurrence.userId, rules);
    case "update":
      return [];
  }
}

type Deliver = Extract<Planned, { kind: "deliver" }>;

function planned(event: HowUsedBotEvent, deliveryClass: Deliver["class"]): Planned {
  const body = eventBody(event);
  if (!body.ok) {
    return { kind: "drop", reason: "invalid", message: `An event was not sent to HowUsedBot: ${body.message}` };
  }
  const userId = String(body.value.userId);
  const expiresAfterMs = EXPIRES_AFTER_MS[deliveryClass];
  return { kind: "deliver", method: "event", body: body.value, class: deliveryClass, userId, expiresAfterMs };
}

function taken(what: string, event: string): Planned {
  const message =
    `${what}: there the tracker reports people's ${OWN_EVENTS.get(event)} under the name "${event}", so that this ` +
    "would be counted as one of them. Choose another name; other destinations get it as it is.";
  return { kind: "drop", reason: "invalid", message };
}

function planGoal(target: string, userId: string, rules: HowUsedBotPlanRules): readonly Planned[] {
  try {
    const event = rules.mapGoal(target);
    if (event === undefined) return [];
    if (OWN_EVENTS.has(event))
      return [taken("A goal was not sent to HowUsedBot under the name that mapGoal gives it", event)];
    return [planned({ event, userId }, "goal")];
  } catch (error) {
    const message = `A goal was not sent to HowUsedBot: mapGoal failed: ${errorText(error)}`;
    return [{ kind: "drop", reason: "invalid", message }];
  }
}
