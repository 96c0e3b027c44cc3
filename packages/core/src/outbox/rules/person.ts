/** What the outbox remembers of a person: enough to tell a first start from a return and one block from ten. */
export interface Person {
  /** Whether a start of theirs is known. Older versions did not keep it, and it is taken for true there. */
  started: boolean;
  blocked: boolean;
  /** Unix seconds of the last change of these two. Older versions did not keep it, and it is `seenAt` there. */
  since: number;
  /** Unix seconds of the newest start, stop or unblock known; files of older versions do not count stops. */
  seenAt: number;
}

/** Something that happened to the bond between a person and the bot. */
export interface PersonChange {
  /** `typed-start`: in a messenger that tells of starts otherwise, so that it may be one that is known already. */
  kind: "start" | "typed-start" | "stop" | "unblock";
  /** Unix seconds, by the messenger's clock. */
  date: number;
  /**
   * It happens at this moment, so that nothing known is newer, and `date` is an estimate: a refused send tells of a
   * block without telling when, and a call of the bot's own names no date.
   */
  isNow?: boolean;
}

/** Seconds around the newest start known within which a typed one is the same. Redis repeats it in Lua: `persons.lua`. */
export const SAME_START_SECONDS = 60;

/**
 * What a change amounts to, given what was known:
 * `started` (first start), `returned` (started again), `stopped`, `unblocked`, or `unchanged` (a second block of
 * somebody already blocked, an unblock of somebody who is not, or a block or an unblock older than the newest thing
 * known, which a webhook can deliver late; a typed start within a minute of another).
 */
export type PersonVerdict = "started" | "returned" | "stopped" | "unblocked" | "unchanged";

/**
 * The pure step behind the outbox's `persons`, applied in the transaction that stores the entry. What comes late is
 * never taken for the newest: a late start is reported but lifts no newer block. Redis repeats this in Lua:
 * `packages/redis/src/store/lua/shared/persons.lua`.
 */
export function nextPerson(
  known: Person | undefined,
  { kind, date, isNow = false }: PersonChange,
): { person: Person; verdict: PersonVerdict } {
  const { started, blocked, since, seenAt } = known ?? { started: false, blocked: false, since: 0, seenAt: 0 };
  const isLate = date < seenAt && !isNow;
  const become = (next: Pick<Person, "started" | "blocked">): Person => {
    const isSame = known !== undefined && next.started === started && next.blocked === blocked;
    return { ...next, since: isSame ? since : Math.max(since, date), seenAt: Math.max(seenAt, date) };
  };
  switch (kind) {
    case "typed-start":
    case "start": {
      if (kind === "typed-start" && started && !blocked && Math.abs(date - seenAt) <= SAME_START_SECONDS) {
        return { person: become({ started, blocked }), verdict: "unchanged" };
      }
      const person = become({ started: true, blocked: blocked && isLate });
      return { person, verdict: known === undefined ? "started" : "returned" };
    }
    case "unblock":
      if (known !== undefined && (!blocked || isLate)) {
        return { person: become({ started, blocked }), verdict: "unchanged" };
      }
      return { person: become({ started, blocked: false }), verdict: "unblocked" };
    case "stop":
      if (blocked || isLate) return { person: become({ started, blocked }), verdict: "unchanged" };
      return { person: become({ started, blocked: true }), verdict: "stopped" };
  }
}
