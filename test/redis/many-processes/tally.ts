import type { Ledger, LedgerEntry, QuotaWindow } from "@bot-tracker/core";
import { emptyLedgerEntry } from "../../../packages/core/src/outbox/ledger.ts";
import { balances } from "../../faults/measure/tally.ts";
import type { Start } from "./crowd.ts";
import type { Fleet } from "./fleet.ts";

/** What became of every start. */
export interface Tally {
  starts: number;
  /** How many deliveries each start leads to. */
  perStart: number;
  /** People whose start never came to TGTrack. */
  lost: readonly string[];
  /** Times that TGTrack acted on a start again. */
  doubled: number;
  /** Starts that came with another person's payload, or of a person who never came. */
  wrong: number;
  /** Requests answered with 429. */
  tooMany: number;
  windows: readonly { most: number; window: QuotaWindow }[];
  /** The account of the whole fleet, as a newcomer finds it. */
  account: LedgerEntry;
  /** Ledgers seen on the way that did not balance. */
  unbalanced: number;
}

export function tally(starts: readonly Start[], { tgtrack, ledgers, perStart }: Fleet): Tally {
  const payloads = new Map(starts.map(({ userId, number }) => [String(userId), `/start ad_${number}`]));
  const buyers = new Set(tgtrack.taken.flatMap(({ userId, said }) => (said === "sale" ? [userId] : [])));
  return {
    starts: starts.length,
    perStart,
    lost: [...payloads.keys()].filter(
      (userId) => !(tgtrack.users.has(userId) && (perStart === 1 || buyers.has(userId))),
    ),
    doubled: tgtrack.taken.length - tgtrack.users.size - buyers.size,
    wrong: tgtrack.taken.filter(({ userId, said }) => said !== "sale" && payloads.get(userId) !== said).length,
    tooMany: tgtrack.refused,
    windows: tgtrack.busiest,
    account: accountOf(ledgers.at(-1) ?? {}),
    unbalanced: ledgers.filter((ledger) => !balances(accountOf(ledger))).length,
  };
}

/** TGTrack is the only destination. */
export function accountOf(ledger: Ledger): LedgerEntry {
  return ledger["tgtrack"] ?? emptyLedgerEntry();
}

/** What was not kept to, each as a sentence; none when all is well. */
export function brokenPromises(tally: Tally, mayDouble: boolean): string[] {
  const { starts, perStart, lost, doubled, wrong, tooMany, windows, account, unbalanced } = tally;
  const { accepted, delivered, pending, dead, ambiguous } = account;
  const broken: string[] = [];
  const expect = (isKept: boolean, sentence: string): void => {
    if (!isKept) broken.push(sentence);
  };
  expect(lost.length === 0, `${lost.length} of ${starts} starts are lost: ${lost.slice(0, 5).join(", ")}`);
  expect(doubled <= ambiguous, `${doubled} starts are doubled, and the ledger knows of ${ambiguous}`);
  expect(mayDouble || doubled === 0, `${doubled} starts are doubled, though nothing went wrong`);
  expect(wrong === 0, `${wrong} starts came with the wrong person or payload`);
  expect(tooMany === 0, `${tooMany} requests were answered with 429`);
  const expected = starts * perStart;
  expect(accepted === expected, `the ledger has accepted ${accepted} of ${expected} deliveries`);
  expect(delivered === expected, `the ledger has ${delivered} delivered, ${pending} pending and ${dead} dead`);
  expect(unbalanced === 0, `the ledger did not balance ${unbalanced} times`);
  for (const { most, window } of windows) {
    const { limit, perMs } = window;
    expect(most <= limit, `TGTrack saw ${most} requests within ${perMs} ms, where ${limit} are allowed`);
  }
  return broken;
}
