import type { Label, Occurrence } from "../../destinations/occurrence.ts";
import type { Checked, Refused } from "../../support/checked.ts";
import { checkDate } from "./check-date.ts";
import type { ReachGoalCall, TrackEventCall } from "./event-props.ts";
import { no, shorten } from "./refusal.ts";

const MAX_NAME_LENGTH = 255;
const MAX_PARAMS = 3;
/** What a report can show of a label. The services document no limit. */
const MAX_LABEL_LENGTH = 255;
const RESULTS = ["in_progress", "success", "failure"];

/** An id as a string. Telegram's and MAX's ids are integers above zero; a BigInt and a string of digits are accepted too. */
export function checkUserId(given: unknown): Checked<string> {
  const value = typeof given === "bigint" ? String(given) : given;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return ok(String(value));
  if (typeof value === "string" && /^[1-9]\d{0,15}$/.test(value)) return ok(value);
  return no("`userId` must be a person's numeric id (an integer above 0, or its digits as a string)", given);
}

export function checkTrackEvent(call: TrackEventCall, nowMs: number): Checked<Occurrence & { kind: "event" }> {
  if (typeof call !== "object" || call === null) return no("trackEvent takes { userId, event }", call);
  const userId = checkUserId(call.userId);
  if (!userId.ok) return userId;
  if (!isName(call.event)) return noName("event", call.event);
  if (call.amount !== undefined && !(typeof call.amount === "number" && Number.isFinite(call.amount))) {
    return no("`amount` must be a finite number (positive for income, negative for costs)", call.amount);
  }
  if (call.result !== undefined && !RESULTS.includes(call.result)) {
    return no(`\`result\` must be one of ${RESULTS.join(", ")}`, call.result);
  }
  if (call.conversionTarget !== undefined && !isName(call.conversionTarget)) {
    return noName("conversionTarget", call.conversionTarget);
  }
  const labels = checkLabels(call.labels);
  if (!labels.ok) return labels;
  const params = checkParams(call.params);
  if (!params.ok) return params;
  const date = call.date === undefined ? ok(Math.floor(nowMs / 1000)) : checkDate("date", call.date, nowMs);
  if (!date.ok) return date;
  const event: Occurrence & { kind: "event" } = {
    kind: "event",
    userId: userId.value,
    event: call.event,
    labels: labels.value,
    params: params.value,
    date: date.value,
  };
  if (call.result !== undefined) event.result = call.result;
  if (call.amount !== undefined) event.amount = call.amount;
  if (call.conversionTarget !== undefined) event.conversionTarget = call.conversionTarget;
  if (call.registeredAt !== undefined) {
    const registeredAt = checkDate("registeredAt", call.registeredAt, nowMs);
    if (!registeredAt.ok) return registeredAt;
    event.registeredAt = registeredAt.value;
  }
  return ok(event);
}

export function checkReachGoal(call: ReachGoalCall, nowMs: number): Checked<Occurrence & { kind: "goal" }> {
  if (typeof call !== "object" || call === null) return no("reachGoal takes { userId, target }", call);
  const userId = checkUserId(call.userId);
  if (!userId.ok) return userId;
  if (!isName(call.target)) return noName("target", call.target);
  return ok({ kind: "goal", userId: userId.value, target: call.target, date: Math.floor(nowMs / 1000) });
}

/** A key that makes a call count once: any non-empty string. */
export function checkKey(key: unknown): Checked<string> {
  return isName(key) ? ok(key) : noName("key", key);
}

/**
 * Runs for every event, so it allocates no array but the one it returns. Not one for all that have none: it would have to be
 * frozen, and whatever holds a frozen array V8 writes as JSON at twice the price.
 */
function checkLabels(labels: unknown): Checked<readonly Label[]> {
  if (labels === undefined) return ok([]);
  if (typeof labels !== "object" || labels === null) {
    return no("`labels` must be an object of names and values", labels);
  }
  const checked: Label[] = [];
  if (Array.isArray(labels)) {
    for (const label of labels) {
      const { name, value } = (label ?? {}) as Partial<Label>;
      if (typeof name !== "string" || name === "" || !isLabelValue(value)) return noLabel(label);
      const text = String(value);
      if (isTooLong(name, text)) return tooLong(name, text);
      checked.push({ name, value: text });
    }
    return ok(checked);
  }
  for (const name of Object.keys(labels)) {
    const value = (labels as Record<string, unknown>)[name];
    if (value === undefined || value === null) continue;
    if (name === "" || !isLabelValue(value)) return noLabel({ name, value });
    const text = typeof value === "string" ? value : String(value);
    if (isTooLong(name, text)) return tooLong(name, text);
    checked.push({ name, value: text });
  }
  return ok(checked);
}

function noLabel(label: unknown): Refused {
  return no("each label needs a name and a string, number or boolean as its value", label);
}

function isTooLong(name: string, value: string): boolean {
  return name.length > MAX_LABEL_LENGTH || value.length > MAX_LABEL_LENGTH;
}

/** Not cut: a label is what reports are sliced by, and two that begin alike would become one. */
function tooLong(name: string, value: string): Refused {
  const mistake = `a label's name and value may have ${MAX_LABEL_LENGTH} characters each`;
  const which = JSON.stringify(shorten(name));
  return { ok: false, mistake, message: `${mistake}, got ${name.length} and ${value.length} in ${which}` };
}

function checkParams(params: unknown): Checked<readonly string[]> {
  if (params === undefined) return ok([]);
  if (!Array.isArray(params) || params.length > MAX_PARAMS || !params.every(isLabelValue)) {
    return no(`\`params\` must be an array of at most ${MAX_PARAMS} strings, numbers or booleans`, params);
  }
  const texts = params.map(String);
  const long = texts.find(({ length }) => length > MAX_LABEL_LENGTH);
  if (long === undefined) return ok(texts);
  const mistake = `each of \`params\` may have ${MAX_LABEL_LENGTH} characters`;
  return { ok: false, mistake, message: `${mistake}, got one with ${long.length}` };
}

export function isName(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && value.length <= MAX_NAME_LENGTH;
}

function noName(field: string, value: unknown): Refused {
  return no(`\`${field}\` must be a string of 1 to ${MAX_NAME_LENGTH} characters`, value);
}

function isLabelValue(value: unknown): boolean {
  return (
    typeof value === "string" ||
    typeof value === "boolean" ||
    typeof value === "bigint" ||
    (typeof value === "number" && Number.isFinite(value))
  );
}

function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}
