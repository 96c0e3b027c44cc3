import type { Settlement } from "@bot-tracker/core";

/** A time becomes a delay, because the server's clock may differ. */
export function settleArguments(settlement: Settlement, nowMs: number): (string | number)[] {
  const { id, as } = settlement;
  if (as === "retry") return [id, as, Math.max(0, settlement.atMs - nowMs), settlement.answerLost ? 1 : 0];
  return as === "dead" ? [id, as, JSON.stringify(settlement.reason)] : [id, as];
}
