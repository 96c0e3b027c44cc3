import type { Planned } from "../destination.ts";
import type { Occurrence } from "../occurrence.ts";
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

const DAY_MS = 86_400_000;
const VALUABLE_MS: number = 21 * DAY_MS;
const ORDINARY_MS: number = 7 * DAY_MS;
/** HowUsedBot counts by the hour in which a request arrives, so older activity would draw a false peak. */
const ACTIVITY_MS = 3_600_000;

/** What HowUsedBot is told of an occurrence: one event at most. A start is told as a start alone. */
export function planHowUsedBot(occurrence: Occurrence, rules: HowUsedBotPlanRules): readonly Planned[] {
  switch (occurrence.kind) {
    case "activity":
      if (!rules.common) return [];
      return [planned({ event: "common", userId: occurrence.userId }, "activity", ACTIVITY_MS)];
    case "start": {
      const { user, payload } = occurrence;
      const params = payload === "" || isSecret(payload, rules) ? [] : [payload];
      return [planned({ event: "start", userId: user.id, params }, "start", VALUABLE_MS)];
    }
    case "stop":
      return [planned({ event: "stop", userId: occurrence.userId }, "stop", VALUABLE_MS)];
    case "event": {
      const { event, userId, amount, conversionTarget, registeredAt, params } = occurrence;
      const told = { event, userId, userRegisterTime: registeredAt, params };
      const isGoal = amount !== undefined || conversionTarget !== undefined;
      return [isGoal ? planned(told, "goal", VALUABLE_MS) : planned(told, "event", ORDINARY_MS)];
    }
    case "goal":
      return planGoal(occurrence.target, occurrence.userId, rules);
    case "update":
      return [];
  }
}

type Deliver = Extract<Planned, { kind: "deliver" }>;

function planned(event: HowUsedBotEvent, deliveryClass: Deliver["class"], expiresAfterMs: number): Planned {
  const body = eventBody(event);
  if (!body.ok) {
    return { kind: "drop", reason: "invalid", message: `An event was not sent to HowUsedBot: ${body.message}` };
  }
  const userId = String(body.value.userId);
  return { kind: "deliver", method: "event", body: body.value, class: deliveryClass, userId, expiresAfterMs };
}

/** A filter that fails must not let a secret out. */
function isSecret(payload: string, rules: HowUsedBotPlanRules): boolean {
  try {
    return rules.ignorePayload(payload);
  } catch {
    return true;
  }
}

function planGoal(target: string, userId: string, rules: HowUsedBotPlanRules): readonly Planned[] {
  try {
    const event = rules.mapGoal(target);
    return event === undefined ? [] : [planned({ event, userId }, "goal", VALUABLE_MS)];
  } catch (error) {
    const message = `A goal was not sent to HowUsedBot: mapGoal failed: ${String(error)}`;
    return [{ kind: "drop", reason: "invalid", message }];
  }
}
