import type { Ledger } from "@bot-tracker/core";
import type { RecordedRequest } from "@bot-tracker/sandbox";
import type { BotRole } from "../cast/bot-role.ts";
import type { DoneDeed } from "../crowd/deed.ts";
import { checkDeliveries } from "./check-deliveries.ts";
import { compareTallies } from "./compare.ts";
import { expectedTally, expectedUnsupported } from "./expected.ts";
import { receivedTally } from "./received.ts";
import type { Tally } from "./tally.ts";

/** One bot's part of the demo, as its tracker, the sandbox and the crowd saw it. */
export interface BotReport {
  role: BotRole;
  ledger: Ledger;
  /** How many requests the sandbox accepted, by service. */
  arrived: Readonly<Record<string, number>>;
  expected: Tally;
  received: Tally;
  problems: readonly string[];
}

/** @param recorded everything that arrived at the sandbox with the bot's key */
export function reportOn(
  role: BotRole,
  done: readonly DoneDeed[],
  ledger: Ledger,
  recorded: readonly RecordedRequest[],
): BotReport {
  const requests = recorded.map(toLedgerName);
  const expected = expectedTally(done, role.messenger);
  const received = receivedTally(requests);
  const arrived: Record<string, number> = {};
  for (const { service, accepted } of requests) {
    if (accepted) arrived[service] = (arrived[service] ?? 0) + 1;
  }
  const unsupported = expectedUnsupported(done, role.messenger);
  const problems = [
    ...compareTallies(expected, received, role.links),
    ...checkDeliveries(ledger, requests, unsupported),
  ];
  return { role, ledger, arrived, expected, received, problems: problems.map((text) => `${role.title}: ${text}`) };
}

/** The sandbox keeps TGTrack's two platforms apart; a tracker has one of them. */
function toLedgerName(request: RecordedRequest): RecordedRequest {
  return request.service === "tgtrack-max" ? { ...request, service: "tgtrack" } : request;
}
