import { span } from "../text/time.ts";
import { type Check, ok, problem, warning } from "./check.ts";

const TOLERATED_MS = 30_000;
/** Events that are dated hours away from the truth are counted on the wrong day. */
const HARMFUL_MS = 3_600_000;

/** `offsetsMs`: by how much this clock is ahead of each service's. No check where no service told its time. */
export function checkClock(offsetsMs: readonly number[]): Check[] {
  const [nearest] = offsetsMs.toSorted((a, b) => Math.abs(a) - Math.abs(b));
  if (nearest === undefined) return [];
  const by = Math.abs(nearest);
  if (by <= TOLERATED_MS) return [ok("Clock", "This machine's clock agrees with the services'.")];
  const message = `This machine's clock is ${span(by)} ${nearest > 0 ? "ahead of" : "behind"} the services'.`;
  const advice = "Set the clock, best by NTP: events that the bot dates itself are counted at the wrong time.";
  return [by > HARMFUL_MS ? problem("Clock", message, advice) : warning("Clock", message, advice)];
}
