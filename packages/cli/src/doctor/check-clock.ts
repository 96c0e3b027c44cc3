import { span } from "../text/time.ts";
import { type Check, ok, problem, skipped, warning } from "./check.ts";

const TOLERATED_MS = 10_000;
/** Events whose date is hours off are counted on the wrong day. */
const HARMFUL_MS = 3_600_000;

/** How far this clock is ahead of others'. */
export interface ClockOffsets {
  /** Undefined if Telegram was not asked. */
  telegramMs: number | undefined;
  /** Of the services that reported their time. */
  servicesMs: readonly number[];
}

/** Telegram's comes first, since everything is dated by it. */
export function checkClock({ telegramMs, servicesMs }: ClockOffsets): Check[] {
  const aheadMs = telegramMs ?? servicesMs.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0];
  if (aheadMs === undefined) {
    return [
      skipped(
        "Clock",
        "Not checked: neither Telegram nor a service answered.",
        "Set the bot's token or a service's key, or see why they cannot be reached.",
      ),
    ];
  }
  const whose = telegramMs === undefined ? "the services'" : "Telegram's";
  const by = Math.abs(aheadMs);
  if (by <= TOLERATED_MS) return [ok("Clock", `This machine's clock agrees with ${whose}.`)];
  const message = `This machine's clock is ${span(by)} ${aheadMs > 0 ? "ahead of" : "behind"} ${whose}.`;
  const advice = "Set the clock, preferably with NTP: what the bot dates itself is counted at the wrong time.";
  return [by > HARMFUL_MS ? problem("Clock", message, advice) : warning("Clock", message, advice)];
}
