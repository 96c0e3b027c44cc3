/** What the outbox remembers of a person: enough to tell a first start from a return and one block from ten. */
export interface Person {
  blocked: boolean;
  /** Unix seconds of the newest start or unblock known; 0 if none is. */
  seenAt: number;
}

/** Something that happened to the bond between a person and the bot. `date` is in unix seconds. */
export interface PersonChange {
  kind: "start" | "stop" | "unblock";
  date: number;
}

/**
 * What a change amounts to, given what was known:
 * `started` (first start), `returned` (started again), `stopped`, `unblocked`, or `unchanged` (a second block of
 * somebody already blocked, an unblock of somebody who is not, or a block older than the person's last start, which
 * a webhook can deliver late).
 */
export type PersonVerdict = "started" | "returned" | "stopped" | "unblocked" | "unchanged";

/**
 * The pure step behind the outbox's `persons`, applied in the transaction that stores the entry. Redis repeats it in
 * Lua: `packages/redis/src/store/lua/shared/persons.lua`.
 */
export function nextPerson(
  person: Person | undefined,
  change: PersonChange,
): { person: Person | undefined; verdict: PersonVerdict } {
  const seenAt = Math.max(person?.seenAt ?? 0, change.date);
  switch (change.kind) {
    case "start":
      return { person: { blocked: false, seenAt }, verdict: person === undefined ? "started" : "returned" };
    case "unblock":
      return {
        person: { blocked: false, seenAt },
        verdict: person !== undefined && !person.blocked ? "unchanged" : "unblocked",
      };
    case "stop":
      if (person?.blocked === true) return { person, verdict: "unchanged" };
      if (person !== undefined && change.date < person.seenAt) return { person, verdict: "unchanged" };
      return { person: { blocked: true, seenAt: person?.seenAt ?? 0 }, verdict: "stopped" };
  }
}
