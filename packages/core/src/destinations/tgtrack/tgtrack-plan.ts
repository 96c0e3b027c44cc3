import type { Checked } from "../../support/checked.ts";
import type { Planned } from "../destination.ts";
import type { Occurrence } from "../occurrence.ts";
import type { TgtrackStartMethod } from "./start-method.ts";
import type { TgtrackPlatform } from "./tgtrack-platform.ts";
import { botStartedBody, botStoppedBody, eventBody, goalBody, userStartBody } from "./tgtrack-wire.ts";

/**
 * How much TGTrack is told about a start. `full`: the update itself. `limited`: who started, with what payload.
 * `minimal`: the payload alone.
 */
export type TgtrackIntegration = "full" | "limited" | "minimal";

/** What the plan depends on. */
export interface TgtrackPlanRules {
  platform: TgtrackPlatform;
  integration: TgtrackIntegration;
  startMethod: TgtrackStartMethod;
  /** True for a payload that must not leave the bot. */
  ignorePayload: (payload: string) => boolean;
  /** True for an update to be forwarded although it is neither a start nor a stop. */
  forward: (update: object) => boolean;
  /** After a lost answer to a goal or a sale: send it again, or never. */
  lostGoalAnswer: "resend" | "never";
}

const DAY_MS = 86_400_000;
/** As long as TGTrack counts goals after a start. */
const VALUABLE_MS: number = 21 * DAY_MS;
const ORDINARY_MS: number = 7 * DAY_MS;

/** What TGTrack is told of an occurrence: at most one request, so that nothing counts twice. */
export function planTgtrack(occurrence: Occurrence, rules: TgtrackPlanRules): readonly Planned[] {
  switch (occurrence.kind) {
    case "start":
      return [planStart(occurrence, rules)];
    case "stop":
      return planStop(occurrence, rules);
    case "event":
      return [planEvent(occurrence, rules)];
    case "goal":
      return [
        request("send_reach_goal", goalBody(occurrence), {
          class: "goal",
          userId: occurrence.userId,
          expiresAfterMs: VALUABLE_MS,
          onLostAnswer: afterLostGoal(rules),
        }),
      ];
    case "update": {
      const { update, userId } = occurrence;
      if (rules.platform === "max" || !asked(() => rules.forward(update), false)) return [];
      // Named, so that it can be forgotten together with the person.
      const whose = userId === undefined ? undefined : { userId };
      return [raw(update, { class: "activity", expiresAfterMs: ORDINARY_MS, ...whose })];
    }
    case "activity":
      return [];
  }
}

function planStart(start: Extract<Occurrence, { kind: "start" }>, rules: TgtrackPlanRules): Planned {
  const { user, payload, update } = start;
  const worth = { class: "start", userId: user.id, expiresAfterMs: VALUABLE_MS } as const;
  // A filter that fails must not let a secret out.
  const isSecret = payload !== "" && asked(() => rules.ignorePayload(payload), true);
  const startValue = isSecret ? "" : payload;
  const fullRaw = rules.platform === "telegram" && rules.integration === "full" && update !== undefined && !isSecret;
  if (fullRaw) return raw(update, worth);
  if (rules.platform === "telegram" && rules.integration === "minimal") {
    return request("my_bot_was_started", botStartedBody({ startValue }), worth);
  }
  const { id: userId, firstName, lastName, username } = user;
  const body = userStartBody({
    userId,
    firstName,
    lastName,
    username,
    startValue: startValue === "" ? undefined : startValue,
  });
  return request(rules.startMethod, body, worth);
}

function planStop(stop: Extract<Occurrence, { kind: "stop" }>, rules: TgtrackPlanRules): readonly Planned[] {
  const { userId, date, update, failedSend } = stop;
  if (rules.platform === "max") {
    return [{ kind: "drop", reason: "unsupported", message: "TGTrack has no method for stops of MAX bots" }];
  }
  const worth = { class: "stop", userId, expiresAfterMs: VALUABLE_MS } as const;
  if (rules.integration === "minimal" && (update !== undefined || failedSend === true)) return [];
  if (update !== undefined && rules.integration === "full") return [raw(update, worth)];
  return [request("my_bot_was_stopped", botStoppedBody({ userId, date }), worth)];
}

function planEvent(event: Extract<Occurrence, { kind: "event" }>, rules: TgtrackPlanRules): Planned {
  const { userId, result, date, conversionTarget, amount, labels } = event;
  const body = eventBody({
    userId,
    eventType: event.event,
    eventResult: result,
    date,
    conversionTarget,
    amount,
    labels,
  });
  const isGoal = conversionTarget !== undefined || amount !== undefined;
  return request(
    "add_event",
    body,
    isGoal
      ? { class: "goal", userId, expiresAfterMs: VALUABLE_MS, onLostAnswer: afterLostGoal(rules) }
      : { class: "event", userId, expiresAfterMs: ORDINARY_MS },
  );
}

type Deliver = Extract<Planned, { kind: "deliver" }>;
type Worth = Pick<Deliver, "class" | "userId" | "expiresAfterMs" | "onLostAnswer">;

function raw(update: object, worth: Worth): Planned {
  return { kind: "deliver", method: "on_telegram_webhook", body: update, ...worth };
}

function request(method: string, body: Checked<object>, worth: Worth): Planned {
  if (body.ok) return { kind: "deliver", method, body: body.value, ...worth };
  return { kind: "drop", reason: "invalid", message: `${method} was not sent to TGTrack: ${body.message}` };
}

function afterLostGoal(rules: TgtrackPlanRules): "resend" | "bury" {
  return rules.lostGoalAnswer === "never" ? "bury" : "resend";
}

/** The answer of a user's own function, which may throw, and whose failure may not break the plan. */
function asked(filter: () => boolean, whenItThrows: boolean): boolean {
  try {
    return filter();
  } catch {
    return whenItThrows;
  }
}
