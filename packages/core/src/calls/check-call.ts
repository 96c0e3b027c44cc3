import type { Checked } from "../checked.ts";
import type { Label, Occurrence } from "../destinations/destination.ts";
import type { EventDate, EventOptions, ReachGoalCall, TrackEventCall } from "./event-props.ts";

const MAX_NAME_LENGTH = 255;
const MAX_PARAMS = 3;
// Unix seconds beyond this would be in the year 5138; it can only be milliseconds.
const MAX_UNIX_SECONDS = 1e11;
const RESULTS = ["in_progress", "success", "failure"];

/** An id as text. Telegram's and MAX's ids are whole numbers above zero; text of digits is taken as well. */
export function checkUserId(value: unknown): Checked<string> {
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return ok(String(value));
  if (typeof value === "string" && /^[1-9]\d{0,15}$/.test(value)) return ok(value);
  return no("`userId` must be a person's numeric id (a whole number above 0, or its digits as text)", value);
}

export function checkTrackEvent(call: TrackEventCall, nowMs: number): Checked<Occurrence & { kind: "event" }> {
  if (typeof call !== "object" || call === null) return no("trackEvent takes { userId, event }", call);
  const userId = checkUserId(call.userId);
  if (!userId.ok) return userId;
  const event = checkName("event", call.event);
  if (!event.ok) return event;
  if (call.amount !== undefined && !(typeof call.amount === "number" && Number.isFinite(call.amount))) {
    return no("`amount` must be a finite number (positive for income, negative for costs)", call.amount);
  }
  if (call.result !== undefined && !RESULTS.includes(call.result)) {
    return no(`\`result\` must be one of ${RESULTS.join(", ")}`, call.result);
  }
  const target =
    call.conversionTarget === undefined ? ok(undefined) : checkName("conversionTarget", call.conversionTarget);
  if (!target.ok) return target;
  const labels = checkLabels(call.labels);
  if (!labels.ok) return labels;
  const params = checkParams(call.params);
  if (!params.ok) return params;
  const date = call.date === undefined ? ok(Math.floor(nowMs / 1000)) : checkDate("date", call.date);
  if (!date.ok) return date;
  const registeredAt = call.registeredAt === undefined ? ok(undefined) : checkDate("registeredAt", call.registeredAt);
  if (!registeredAt.ok) return registeredAt;
  return ok({
    kind: "event",
    userId: userId.value,
    event: event.value,
    labels: labels.value,
    params: params.value,
    date: date.value,
    ...(call.result !== undefined && { result: call.result }),
    ...(call.amount !== undefined && { amount: call.amount }),
    ...(target.value !== undefined && { conversionTarget: target.value }),
    ...(registeredAt.value !== undefined && { registeredAt: registeredAt.value }),
  });
}

export function checkReachGoal(call: ReachGoalCall, nowMs: number): Checked<Occurrence & { kind: "goal" }> {
  if (typeof call !== "object" || call === null) return no("reachGoal takes { userId, target }", call);
  const userId = checkUserId(call.userId);
  if (!userId.ok) return userId;
  const target = checkName("target", call.target);
  if (!target.ok) return target;
  return ok({ kind: "goal", userId: userId.value, target: target.value, date: Math.floor(nowMs / 1000) });
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

/** A key that makes a call count once; any text that is not empty. */
export function checkKey(key: unknown): Checked<string | undefined> {
  if (key === undefined) return ok(undefined);
  return checkName("key", key);
}

const RESERVED: ReadonlySet<string> = new Set<keyof EventOptions>([
  "amount",
  "result",
  "conversionTarget",
  "labels",
  "params",
  "date",
  "registeredAt",
  "key",
]);

/**
 * Turns what stands beside an event's name into options: any property whose name is not reserved becomes a label. What
 * is undefined or null says nothing and is left out, so that it neither hides the update's date nor spoils the event.
 */
export function toEventOptions(props: object): EventOptions {
  const options: Record<string, unknown> = {};
  const labels: Label[] = [];
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (RESERVED.has(name)) options[name] = value;
    else labels.push({ name, value: value as string });
  }
  const own = options["labels"] ?? {};
  // Labels of a wrong kind are left as they are, for the check of the whole call to name.
  if (labels.length === 0 || typeof own !== "object") return options;
  return { ...options, labels: [...toLabelList(own), ...labels] };
}

function toLabelList(labels: object): readonly Label[] {
  if (Array.isArray(labels)) return labels;
  return Object.entries(labels).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [{ name, value }],
  );
}

function checkLabels(labels: unknown = {}): Checked<Label[]> {
  if (typeof labels !== "object" || labels === null) {
    return no("`labels` must be an object of names and values", labels);
  }
  const checked: Label[] = [];
  for (const label of toLabelList(labels)) {
    const { name, value } = (label ?? {}) as Partial<Label>;
    if (typeof name !== "string" || name === "" || !isLabelValue(value)) {
      return no("each label needs a name and a text, number or boolean as its value", label);
    }
    checked.push({ name, value: String(value) });
  }
  return ok(checked);
}

function checkParams(params: unknown): Checked<string[]> {
  if (params === undefined) return ok([]);
  if (!Array.isArray(params) || params.length > MAX_PARAMS || !params.every(isLabelValue)) {
    return no(`\`params\` must be a list of at most ${MAX_PARAMS} texts, numbers or booleans`, params);
  }
  return ok(params.map(String));
}

function checkName(field: string, value: unknown): Checked<string> {
  if (typeof value === "string" && value.trim() !== "" && value.length <= MAX_NAME_LENGTH) return ok(value);
  return no(`\`${field}\` must be a text of 1 to ${MAX_NAME_LENGTH} characters`, value);
}

function isLabelValue(value: unknown): boolean {
  return (
    typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))
  );
}

function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function no(expectation: string, came: unknown): { ok: false; message: string } {
  return { ok: false, message: `${expectation}, got ${show(came)}` };
}

/** What came, short and on one line. */
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
