import { span } from "../text/time.ts";
import { type Check, ok, problem, warning } from "./check.ts";

const TOLERATED_MS = 30_000;
/** Events whose date is hours off are counted on the wrong day. */
const HARMFUL_MS = 3_600_000;

/** `offsetsMs`: how far this clock is ahead of each service's. Checks nothing if no service reported its time. */
export function checkClock(offsetsMs: readonly number[]): Check[] {
  const [nearest] = offsetsMs.toSorted((a, b) => Math.abs(a) - Math.abs(b));
  if (nearest === undefined) return [];
  const by = Math.abs(nearest);
  if (by <= TOLERATED_MS) return [ok("Clock", "This machine's clock agrees with the services'.")];
  const message = `This machine's clock is ${span(by)} ${nearest > 0 ? "ahead of" : "behind"} the services'.`;
  const advice = "Set the clock, preferably with NTP: events that the bot dates itself are counted at the wrong time.";
  return [by > HARMFUL_MS ? problem("Clock", message, advice) : warning("Clock", message, advice)];
}
