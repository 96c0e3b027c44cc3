import type { Label } from "../../destinations/occurrence.ts";
import type { EventOptions, TrackEventCall } from "./event-props.ts";

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

/** A call whose labels stand beside its reserved names, as `toEventOptions` does it for `ctx.tracker`. */
export function withLabels(call: TrackEventCall): TrackEventCall {
  // Anything else is for the check of the whole call to name.
  if (typeof call !== "object" || call === null || !hasMore(call)) return call;
  const { userId, event, ...props } = call;
  return { ...toEventOptions(props), userId, event };
}

/** Runs for every event, most of which say nothing but reserved names. */
function hasMore(call: TrackEventCall): boolean {
  for (const name in call) {
    if (call[name] === null) return true;
    if (!RESERVED.has(name) && name !== "userId" && name !== "event") return true;
  }
  return false;
}
