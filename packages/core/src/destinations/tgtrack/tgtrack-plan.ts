import type { Checked } from "../../support/checked.ts";
import type { Planned } from "../destination.ts";
import type { Occurrence } from "../occurrence.ts";
import { eventClassOf } from "../rules/event-class.ts";
import { EXPIRES_AFTER_MS } from "../rules/expires-after-ms.ts";
import { isSecretPayload } from "../rules/secret-payload.ts";
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

/** Plans what TGTrack is told of an occurrence: at most one request, or it would count twice. */
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
          onLostAnswer: afterLostGoal(rules),
        }),
      ];
    case "update": {
      const { update, userId } = occurrence;
      if (!isForwarded(update, rules)) return [];
      if (rules.platform === "max") return [unsupported(NO_RAW_UPDATES)];
      // With the person's id, so that `purgeUser` finds it.
      const whose = userId === undefined ? undefined : { userId };
      return [raw(update, { class: "activity", expiresAfterMs: EXPIRES_AFTER_MS.event, ...whose })];
    }
    case "activity":
      return [];
  }
}

function planStart(start: Extract<Occurrence, { kind: "start" }>, rules: TgtrackPlanRules): Planned {
  const { user, payload, update } = start;
  const worth = { class: "start", userId: user.id } as const;
  const isSecret = isSecretPayload(start, rules.ignorePayload);
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
    return [unsupported(NO_STOPS)];
  }
  const worth = { class: "stop", userId } as const;
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
  const deliveryClass = eventClassOf(event);
  const afterLoss = deliveryClass === "goal" ? { onLostAnswer: afterLostGoal(rules) } : undefined;
  return request("add_event", body, { class: deliveryClass, userId, ...afterLoss });
}

type Deliver = Extract<Planned, { kind: "deliver" }>;
type Worth = Pick<Deliver, "class" | "userId" | "onLostAnswer"> & Partial<Pick<Deliver, "expiresAfterMs">>;

function raw(update: object, worth: Worth): Planned {
  return deliver("on_telegram_webhook", update, worth);
}

function request(method: string, body: Checked<object>, worth: Worth): Planned {
  if (body.ok) return deliver(method, body.value, worth);
  return { kind: "drop", reason: "invalid", message: `${method} was not sent to TGTrack: ${body.message}` };
}

function deliver(method: string, body: object, worth: Worth): Planned {
  return { kind: "deliver", method, body, expiresAfterMs: EXPIRES_AFTER_MS[worth.class], ...worth };
}

const NO_STOPS =
  "TGTrack has no method for stops of MAX bots: it is not told who stopped this bot, and they are counted as " +
  "`unsupported` in the ledger. Other destinations are told of them.";

const NO_RAW_UPDATES =
  "TGTrack takes no raw updates of MAX bots: what `tgtrack.forward` chooses is counted as `unsupported` in the ledger. " +
  "Leave the option out.";

function unsupported(message: string): Planned {
  return { kind: "drop", reason: "unsupported", message };
}

function afterLostGoal(rules: TgtrackPlanRules): "resend" | "bury" {
  return rules.lostGoalAnswer === "never" ? "bury" : "resend";
}

/** A user's own function may throw, and its failure may not break the plan. */
function isForwarded(update: object, rules: TgtrackPlanRules): boolean {
  try {
    return rules.forward(update);
  } catch {
    return false;
  }
}
