import type { MessengerId } from "../../messenger/messenger-id.ts";
import type { StartPayloadKind } from "../../messenger/signal.ts";
import type { DeliveryClass } from "../../outbox/delivery.ts";
import type { PlanContext, Planned } from "../destination.ts";
import type { Label, Occurrence } from "../occurrence.ts";
import { eventClassOf } from "../rules/event-class.ts";
import { EXPIRES_AFTER_MS } from "../rules/expires-after-ms.ts";

/**
 * What `webhook()` tells of an occurrence. Dates are unix seconds; of an activity, the moment it was recorded. People of
 * two messengers may have the same id.
 */
export type WebhookNews = { messenger: MessengerId } & WebhookOccurrence;

type WebhookOccurrence =
  | {
      type: "start";
      userId: string;
      date: number;
      firstName: string;
      lastName?: string;
      username?: string;
      /** `""` if there was none. */
      payload: string;
      payloadKind: StartPayloadKind;
    }
  | { type: "stop"; userId: string; date: number }
  | {
      type: "event";
      userId: string;
      date: number;
      event: string;
      result?: "in_progress" | "success" | "failure";
      amount?: number;
      conversionTarget?: string;
      labels: readonly Label[];
      params: readonly string[];
      registeredAt?: number;
    }
  | { type: "goal"; userId: string; date: number; target: string }
  | { type: "activity"; userId: string; date: number };

/** What a receiver finds in the array: news, or with `updates: true` the updates themselves. */
export type WebhookElement = { id: string } & (WebhookNews | { update: object });

/** Says in the outbox that a body is a raw update, which is then sent as it is. */
export const RAW_UPDATE_METHOD = "update";

/** One element for each occurrence that is news; a raw update is none, since it tells nothing without being read. */
export function planWebhookNews(occurrence: Occurrence, { nowMs, messenger }: PlanContext): readonly Planned[] {
  const news = (worth: DeliveryClass, told: WebhookOccurrence): Planned => ({
    kind: "deliver",
    method: told.type,
    // First what stands first in every element.
    body: { messenger, ...told } satisfies WebhookNews,
    class: worth,
    userId: told.userId,
    expiresAfterMs: EXPIRES_AFTER_MS[worth],
    // The receiver knows a second arrival by its id, so that nothing has to be given up for fear of doubling it.
    onLostAnswer: "resend",
  });
  switch (occurrence.kind) {
    case "start": {
      const { user, payload, payloadKind, date } = occurrence;
      const { id: userId, ...names } = user;
      return [news("start", { type: "start", userId, date, ...names, payload, payloadKind })];
    }
    case "stop": {
      const { userId, date } = occurrence;
      return [news("stop", { type: "stop", userId, date })];
    }
    case "event": {
      const { kind, userId, date, ...rest } = occurrence;
      return [news(eventClassOf(occurrence), { type: kind, userId, date, ...rest })];
    }
    case "goal": {
      const { userId, date, target } = occurrence;
      return [news("goal", { type: "goal", userId, date, target })];
    }
    case "activity":
      return [news("activity", { type: "activity", userId: occurrence.userId, date: Math.floor(nowMs / 1000) })];
    case "update":
      return [];
  }
}

/** What a receiver that takes a webhook for Telegram cannot be given. */
export function planTelegramForm(occurrence: Occurrence, { messenger }: PlanContext): readonly Planned[] {
  if (messenger === "telegram") return planWebhookUpdate(occurrence);
  const message =
    'A webhook() with `form: "telegram"` is told nothing of this bot, whose updates are not Telegram\'s: they are counted ' +
    "as `unsupported`. Leave `form` out to get them in batches.";
  return [{ kind: "drop", reason: "unsupported", message }];
}

/** The update itself; a start or stop that came without one cannot be forwarded, and says so. */
export function planWebhookUpdate(occurrence: Occurrence): readonly Planned[] {
  switch (occurrence.kind) {
    case "start":
      return [rawBondUpdate("start", occurrence.user.id, occurrence.update)];
    case "stop":
      return [rawBondUpdate("stop", occurrence.userId, occurrence.update)];
    case "update":
      return [
        {
          kind: "deliver",
          method: RAW_UPDATE_METHOD,
          body: occurrence.update,
          class: "activity",
          ...(occurrence.userId !== undefined && { userId: occurrence.userId }),
          expiresAfterMs: EXPIRES_AFTER_MS.event,
          onLostAnswer: "resend",
        },
      ];
    default:
      return [];
  }
}

function rawBondUpdate(kind: "start" | "stop", userId: string, update: object | undefined): Planned {
  if (update === undefined) {
    const message =
      `A webhook() of raw updates was not told of a ${kind}: one that did not come as an update (told by hand, or learnt from a failed send) cannot be forwarded. ` +
      "Add a second webhook() without `updates` to be told of these too.";
    return { kind: "drop", reason: "unsupported", message };
  }
  return {
    kind: "deliver",
    method: RAW_UPDATE_METHOD,
    body: update,
    class: kind,
    userId,
    expiresAfterMs: EXPIRES_AFTER_MS[kind],
    onLostAnswer: "resend",
  };
}
