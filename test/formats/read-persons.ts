import type { Outbox, Person } from "@bot-tracker/core";
import { BOT_ID } from "./moments.ts";

/** What an outbox knows of the people in the fixtures. */
export function readPersons(outbox: Outbox): Promise<(Person | undefined)[]> {
  return Promise.all(["201", "202", "203"].map(async (userId) => outbox.person(BOT_ID, userId)));
}

/** What is known of the people in fixtures that a commit wrote. */
export function personsReadFrom(commit: string): readonly (Person | undefined)[] {
  return WITHOUT_HISTORY.includes(commit) ? PERSONS_READ : PERSONS_WITH_HISTORY;
}

const WITHOUT_HISTORY: readonly string[] = ["91f8319", "c368772"];

const PERSONS_WITH_HISTORY: readonly (Person | undefined)[] = [
  { started: true, blocked: false, since: 100, seenAt: 100 },
  { started: false, blocked: true, since: 200, seenAt: 200 },
  undefined,
];

/**
 * Earlier versions kept neither whether there was a start nor since when, which is then the date of the newest start
 * known, and 0 without one.
 */
const PERSONS_READ: readonly (Person | undefined)[] = [
  { started: true, blocked: false, since: 100, seenAt: 100 },
  { started: true, blocked: true, since: 0, seenAt: 0 },
  undefined,
];
