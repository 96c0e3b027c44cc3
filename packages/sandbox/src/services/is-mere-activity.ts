import type { RecordedRequest } from "../wire/recorded-request.ts";
import type { Verdict } from "./service.ts";

/** The name under which the tracker reports whatever somebody does. */
const MERE_USE = "common";
const READS: ReadonlySet<string> = new Set([
  "getOnline",
  "get_token_info",
  "get_user_info",
  "get_user_last_transition",
]);

/**
 * Whether a request says no more than that somebody used the bot, or only asked for something, and was answered as it
 * should be. Starts, stops, goals, events with a name, and whatever was refused, doubtful or spoiled is more than that.
 */
export function isMereActivity(
  { accepted, status, error, warnings, fault, method }: Omit<RecordedRequest, "id">,
  verdict: Verdict | undefined,
): boolean {
  if (!accepted || status === null || error !== undefined || fault !== undefined || warnings.length > 0) return false;
  const facts = verdict?.facts ?? [];
  return facts.length === 0 ? READS.has(method) : facts.every(({ kind, name }) => kind === "use" && name === MERE_USE);
}
