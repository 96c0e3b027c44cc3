import { type Checked, problem, shown, valid } from "../../support/checked.ts";
import { isJsonObject } from "../json-answer.ts";
import { unixSeconds } from "../unix-seconds.ts";
import { userIdText } from "../user-id.ts";
import type {
  TgtrackBotStarted,
  TgtrackBotStopped,
  TgtrackChatLink,
  TgtrackEvent,
  TgtrackGoal,
  TgtrackUserQuery,
  TgtrackUserStart,
} from "./tgtrack-types.ts";

/*
 * From this library's spelling to TGTrack's. Values go out as they are: a start parameter outside the alphabet of
 * links too, since only TGTrack knows its own codes (contradiction C17). Fields left out stay out.
 */

type Fields = Record<string, unknown>;

const EVENT_RESULTS: readonly unknown[] = [undefined, "in_progress", "success", "failure"];

/** An update goes out as it came; text would be sent as a JSON string, which TGTrack does not take for an update. */
export function updateBody(update: object): Checked<object> {
  if (isJsonObject(update)) return valid(update);
  return problem(`the update must be the object that Telegram sent, got ${shown(update)}`);
}

export function botStartedBody(params: TgtrackBotStarted): Checked<Fields> {
  if (typeof params.startValue === "string") return valid({ start_value: params.startValue });
  return problem(`startValue must be a string, "" for none, got ${shown(params.startValue)}`);
}

export function botStoppedBody(params: TgtrackBotStopped): Checked<Fields> {
  const userId = userIdText(params.userId);
  if (!userId.ok) return userId;
  const date = optionalDate(params.date);
  if (!date.ok) return date;
  return valid(defined({ user_id: userId.value, date: date.value }));
}

export function userStartBody(params: TgtrackUserStart): Checked<Fields> {
  const userId = userIdText(params.userId);
  if (!userId.ok) return userId;
  if (typeof params.firstName !== "string") {
    return problem(`firstName must be a string, got ${shown(params.firstName)}`);
  }
  const { lastName, username, fullName, startValue } = params;
  for (const [name, value] of Object.entries({ lastName, username, fullName, startValue })) {
    if (!isOptionalText(value)) return problem(`${name} must be a string, got ${shown(value)}`);
  }
  return valid(
    defined({
      user_id: userId.value,
      first_name: params.firstName,
      last_name: lastName,
      username,
      full_name: fullName,
      start_value: startValue,
    }),
  );
}

export function goalBody(params: TgtrackGoal): Checked<Fields> {
  const userId = userIdText(params.userId);
  if (!userId.ok) return userId;
  if (!isText(params.target)) return problem(`target must be a non-empty string, got ${shown(params.target)}`);
  return valid({ user_id: userId.value, target: params.target });
}

export function eventBody(params: TgtrackEvent): Checked<Fields> {
  const userId = userIdText(params.userId);
  if (!userId.ok) return userId;
  const { eventType, eventResult, conversionTarget, amount, labels } = params;
  if (!isText(eventType)) return problem(`eventType must be a non-empty string, got ${shown(eventType)}`);
  if (!EVENT_RESULTS.includes(eventResult)) {
    return problem(`eventResult must be in_progress, success or failure, got ${shown(eventResult)}`);
  }
  if (amount !== undefined && !Number.isFinite(amount)) return problem(`amount must be a number, got ${shown(amount)}`);
  if (conversionTarget !== undefined && !isText(conversionTarget)) {
    return problem(`conversionTarget must be a non-empty string, got ${shown(conversionTarget)}`);
  }
  if (labels !== undefined && !isLabels(labels)) {
    return problem(`labels must be an array such as [{ name: "manager", value: "Jane" }], got ${shown(labels)}`);
  }
  const date = optionalDate(params.date);
  if (!date.ok) return date;
  // What is undefined does not come out in JSON. Every event goes through here, so that nothing is copied to leave it out.
  return valid({
    user_id: userId.value,
    event_type: eventType,
    event_result: eventResult,
    date: date.value,
    conversion_target: conversionTarget,
    amount,
    labels: labels === undefined || labels.length === 0 ? undefined : labels,
  });
}

/** Labels without whatever else the caller keeps in them. What is no label stays, to be refused. */
export function bareLabels(labels: TgtrackEvent["labels"]): TgtrackEvent["labels"] {
  if (!Array.isArray(labels)) return labels;
  return labels.map((label) => (isJsonObject(label) ? { name: label.name, value: label.value } : label));
}

export function userQueryBody(params: TgtrackUserQuery): Checked<Fields> {
  const userId = userIdText(params.userId);
  return userId.ok ? valid({ user_id: userId.value }) : userId;
}

export function chatLinkBody(params: TgtrackChatLink): Checked<Fields> {
  if (isText(params.url)) return valid({ url: params.url });
  return problem(`url must be a link to a MAX chat, got ${shown(params.url)}`);
}

/** A reply's fields from `snake_case` to `camelCase`; whatever else TGTrack adds one day comes along. */
export function camelCased(data: unknown): Fields {
  if (typeof data !== "object" || data === null) return {};
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

function optionalDate(date: Date | number | undefined): Checked<number | undefined> {
  return date === undefined ? valid(undefined) : unixSeconds(date, "date");
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || value === null || typeof value === "string";
}

function isLabels(labels: unknown): boolean {
  return (
    Array.isArray(labels) &&
    labels.every((label) => isJsonObject(label) && isText(label.name) && typeof label.value === "string")
  );
}

/** TGTrack does not say what it makes of null. */
function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}
