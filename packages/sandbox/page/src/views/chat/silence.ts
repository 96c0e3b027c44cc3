import type { ChatUpdate } from "#wire/chat";

/** Why nothing came of an update of which something should have; undefined where something did, or nothing should. */
export function silenceOf({
  delivery,
  rule,
  requests,
}: Pick<ChatUpdate, "delivery" | "rule" | "requests">):
  | "heldHint"
  | "waitingHint"
  | "droppedHint"
  | "nothingYet"
  | undefined {
  if (delivery === "held") return "heldHint";
  if (delivery === "dropped") return "droppedHint";
  if (delivery === "waiting") return "waitingHint";
  const isTold = rule.kind === "start" || rule.kind === "stop" || rule.kind === "activity";
  return isTold && requests.length === 0 ? "nothingYet" : undefined;
}
