import type { Label, Occurrence } from "../../destinations/occurrence.ts";
import type { Checked, Refused } from "../../support/checked.ts";
import type { EventDate, ReachGoalCall, TrackEventCall } from "./event-props.ts";

const MAX_NAME_LENGTH = 255;
const MAX_PARAMS = 3;
// Unix seconds beyond this would be in the year 5138; it can only be milliseconds.
const MAX_UNIX_SECONDS = 1e11;
const NO_LABELS: Checked<readonly Label[]> = { ok: true, value: Object.freeze([]) };
const NO_PARAMS: Checked<readonly string[]> = { ok: true, value: Object.freeze([]) };
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
  const date = call.date === undefined ? ok(Math.floor(nowMs / 1000)) : checkDate("date", call.date);
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
    const registeredAt = checkDate("registeredAt", call.registeredAt);
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

/** Unix seconds. */
export function checkDate(name: string, value: EventDate): Checked<number> {
  const seconds = value instanceof Date ? Math.floor(value.getTime() / 1000) : value;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < 0) {
    return no(`\`${name}\` must be a Date or unix seconds`, value);
  }
  if (seconds > MAX_UNIX_SECONDS) {
    return no(`\`${name}\` must be in seconds, and this looks like milliseconds: divide it by 1000`, value);
  }
  return ok(Math.floor(seconds));
}

/** A key that makes a call count once: any non-empty string. */
export function checkKey(key: unknown): Checked<string> {
  return isName(key) ? ok(key) : noName("key", key);
}

/** Runs for every event, so it allocates no array but the one it returns. */
function checkLabels(labels: unknown): Checked<readonly Label[]> {
  if (labels === undefined) return NO_LABELS;
  if (typeof labels !== "object" || labels === null) {
    return no("`labels` must be an object of names and values", labels);
  }
  const checked: Label[] = [];
  if (Array.isArray(labels)) {
    for (const label of labels) {
      const { name, value } = (label ?? {}) as Partial<Label>;
      if (typeof name !== "string" || name === "" || !isLabelValue(value)) return noLabel(label);
      checked.push({ name, value: String(value) });
    }
    return ok(checked);
  }
  for (const name of Object.keys(labels)) {
    const value = (labels as Record<string, unknown>)[name];
    if (value === undefined || value === null) continue;
    if (name === "" || !isLabelValue(value)) return noLabel({ name, value });
    checked.push({ name, value: typeof value === "string" ? value : String(value) });
  }
  return ok(checked);
}

function noLabel(label: unknown): Refused {
  return no("each label needs a name and a string, number or boolean as its value", label);
}

function checkParams(params: unknown): Checked<readonly string[]> {
  if (params === undefined) return NO_PARAMS;
  if (!Array.isArray(params) || params.length > MAX_PARAMS || !params.every(isLabelValue)) {
    return no(`\`params\` must be an array of at most ${MAX_PARAMS} strings, numbers or booleans`, params);
  }
  return ok(params.map(String));
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

export function no(expectation: string, given: unknown): Refused {
  return { ok: false, message: `${expectation}, got ${show(given)}`, mistake: expectation };
}

/** A value as messages show it: short and on one line. */
export function show(value: unknown): string {
  let text: string | undefined;
  try {
    text = typeof value === "bigint" ? `${value}n` : JSON.stringify(value);
  } catch {}
  text ??= String(typeof value === "symbol" ? value.toString() : typeof value);
  return `${shorten(text)} (${value === null ? "null" : typeof value})`;
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
