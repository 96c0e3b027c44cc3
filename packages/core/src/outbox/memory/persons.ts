import { nextPerson, type Person, type PersonChange, type PersonVerdict } from "../rules/person.ts";
import { isFromBeforePurge, purgedMark } from "../rules/purged-person.ts";

/** The persons a memory outbox remembers: the `maxPersons` seen last. */
export class Persons {
  /** By `<bot>:<user>`: the same person may block one bot and not another. */
  readonly #persons = new Map<string, Person>();
  readonly #maxPersons: number;

  constructor(maxPersons: number) {
    this.#maxPersons = maxPersons;
  }

  apply(botId: string, userId: string, change: PersonChange): PersonVerdict {
    const known = this.find(botId, userId);
    const { person, verdict } = nextPerson(known, change);
    if (known !== undefined || !isFromBeforePurge(this.find("", purgedMark(userId))?.seenAt, change)) {
      this.know(botId, userId, person);
    }
    return verdict;
  }

  find(botId: string, userId: string): Person | undefined {
    return this.#persons.get(`${botId}:${userId}`);
  }

  /** What is known elsewhere. */
  know(botId: string, userId: string, person: Person): void {
    this.#set(`${botId}:${userId}`, person);
  }

  /** Forgets a user with every bot, and keeps until when they were known. */
  forget(userId: string): void {
    let seenAt = this.find("", purgedMark(userId))?.seenAt ?? 0;
    let isKnown = false;
    for (const [id, person] of this.#persons) {
      if (!id.endsWith(`:${userId}`)) continue;
      isKnown = true;
      seenAt = Math.max(seenAt, person.seenAt);
      this.#persons.delete(id);
    }
    if (isKnown) this.know("", purgedMark(userId), { started: false, blocked: false, since: 0, seenAt });
  }

  #set(id: string, person: Person): void {
    // Taken out and put back, so that the map's order is that of the last change and the first is the one to forget.
    this.#persons.delete(id);
    this.#persons.set(id, person);
    if (this.#persons.size > this.#maxPersons) {
      const oldest = this.#persons.keys().next();
      if (oldest.done !== true) this.#persons.delete(oldest.value);
    }
  }
}
