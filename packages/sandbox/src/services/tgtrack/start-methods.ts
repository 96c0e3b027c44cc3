import { isJsonObject, type JsonObject } from "../../support/json-object.ts";
import { MOST_CODE_CHARS } from "../../wire/service-name.ts";
import { Refusal } from "../refusal.ts";
import type { Start } from "./audience.ts";
import { optionalDate, optionalString, requiredString, requiredUserId } from "./fields.ts";
import type { MethodContext } from "./method.ts";
import { readTelegramUpdate } from "./telegram-update.ts";

/** Stands for "find out yourself" where a start's payload should be. */
const AUTO_DETECT = "auto_detect";
/** Of a payload, for the letters that are named in a warning. */
const MAX_LOOKED_AT = 256;

/** `on_telegram_webhook`: the raw update is the whole body. */
export function onTelegramWebhook(body: JsonObject, context: MethodContext): undefined {
  const news = readTelegramUpdate(body);
  const update = { id: `update:${news.updateId}`, text: `update_id ${news.updateId}` };
  switch (news.kind) {
    case "other":
      context.once(update);
      context.warn(`Neither a start nor a block (${news.what}): TGTrack wants only those.`);
      return;
    case "stop":
      context.once(update, stopId(news.userId, news.date));
      noteStop(news.userId, news.date, context);
      return;
    case "start": {
      const { userId, names, startValue, date, messageId } = news;
      const message = { id: `start:${userId}:${messageId}`, text: `message ${messageId} of user ${userId}` };
      if (context.once(update, message)) context.doubledStart();
      const start = { userId, names, startValue, date, method: context.method, atMs: context.nowMs };
      noteStart(start, date * 1_000, context);
    }
  }
}

/** `sambot_on_tg_webhook`: the update stands in `webhook`, as an object (S2) or as JSON in a string (S3). */
export function sambotOnTgWebhook(body: JsonObject, context: MethodContext): undefined {
  const update = typeof body.webhook === "string" ? parsed(body.webhook) : body.webhook;
  if (!isJsonObject(update)) throw new Refusal(422, "webhook must be the update that Telegram sent, as an object.");
  return onTelegramWebhook(update, context);
}

/** `my_bot_was_started` names no person, so it builds nobody's history. */
export function myBotWasStarted(body: JsonObject, context: MethodContext): undefined {
  const startValue = requiredString(body, "start_value");
  warnAboutStartValue(startValue, context);
  const source = startValue === AUTO_DETECT ? "" : startValue;
  context.happened({ kind: "start", name: "", standing: "unknown", source });
}

/** A bot builder's start. Its body is not documented, so it tells neither who nor from where. */
export function builderBotWasStarted(_body: JsonObject, context: MethodContext): undefined {
  context.happened({ kind: "start", name: "", standing: "unknown", source: "" });
}

/** `user_did_start_bot`, `user_id_start_bot` and `user_id_subscribe` are one method under three names. */
export function userDidStartBot(body: JsonObject, context: MethodContext): undefined {
  if (body.user_id === undefined && body.webhook !== undefined) {
    throw new Refusal(422, "user_id is required: this method takes the user's fields, not a webhook.");
  }
  const userId = requiredUserId(body, context.settings.strictUserIds, context.warn);
  const firstName = requiredString(body, "first_name");
  const lastName = optionalString(body, "last_name") ?? "";
  const username = optionalString(body, "username") ?? "";
  optionalString(body, "full_name");
  const startValue = optionalString(body, "start_value") ?? "";
  const date = toSeconds(context.nowMs);
  const names = { firstName, lastName, username };
  const start = { userId, names, startValue, date, method: context.method, atMs: context.nowMs };
  noteStart(start, context.nowMs, context);
}

export function myBotWasStopped(body: JsonObject, context: MethodContext): undefined {
  const userId = requiredUserId(body, context.settings.strictUserIds, context.warn);
  const date = optionalDate(body, "date");
  if (date !== undefined) context.once(stopId(userId, date));
  noteStop(userId, date, context);
}

/** `at` is what the reports go by; people's histories have whole seconds. */
function noteStart(start: Start, at: number, context: MethodContext): void {
  const { audience } = context.memory;
  const reporter = audience.otherReporterOf(start);
  if (reporter !== undefined) {
    context.doubledStart();
    context.warn(`Doubled start: ${reporter} has reported a start of user ${start.userId} within the last minute.`);
  }
  warnAboutStartValue(start.startValue, context);
  const standing = audience.started(start);
  context.happened({ kind: "start", at, userId: start.userId, name: "", standing, source: start.startValue });
}

/** A stop without a date is of just now. */
function noteStop(userId: string, date: number | undefined, context: MethodContext): void {
  const { audience } = context.memory;
  const { nowMs } = context;
  const at = date === undefined ? nowMs : date * 1_000;
  context.happened({ kind: "stop", at, userId, name: "", source: audience.sourceOf(userId, at) });
  if (audience.stopped(userId, date ?? toSeconds(nowMs), nowMs)) return;
  context.warn(`The stop of user ${userId} is older than the last start and changes nothing.`);
}

function stopId(userId: string, date: number): { id: string; text: string } {
  return { id: `stop:${userId}:${date}`, text: `the stop of user ${userId} at ${date}` };
}

/** A letter that only looks Latin is the hard one to see, so the code points are told. */
function warnAboutStartValue(startValue: string, context: MethodContext): void {
  const { platform } = context;
  const longest = MOST_CODE_CHARS[platform];
  const isKnownAlphabet = platform === "max" || /^[A-Za-z0-9_-]*$/.test(startValue);
  // MAX documents the length, and no alphabet.
  if (isKnownAlphabet && startValue.length <= longest) return;
  const strange = new Set(startValue.slice(0, MAX_LOOKED_AT).match(/[^A-Za-z0-9_-]/gu));
  const points = [...strange].map(
    (letter) => `U+${letter.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`,
  );
  context.warn(
    points.length === 0 || isKnownAlphabet
      ? `start_value has ${startValue.length} characters; a start link holds at most ${longest}.`
      : `start_value holds characters that no start link can have: ${points.join(", ")}.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
