import { nextPerson, type Person, type PersonChange, type PersonVerdict } from "../rules/person.ts";

/** The persons a memory outbox remembers: the `maxPersons` seen last. */
export class Persons {
  readonly #persons = new Map<string, Person>();
  readonly #maxPersons: number;

  constructor(maxPersons: number) {
    this.#maxPersons = maxPersons;
  }

  /** `id` is `<bot>:<user>`: the same person may block one bot and not another. */
  apply(id: string, change: PersonChange): PersonVerdict {
    const { person, verdict } = nextPerson(this.#persons.get(id), change);
    this.#set(id, person);
    return verdict;
  }

  find(id: string): Person | undefined {
    return this.#persons.get(id);
  }

  /** What is known elsewhere. */
  know(id: string, person: Person): void {
    this.#set(id, person);
  }

  /** Forgets a user with every bot. */
  forget(userId: string): void {
    for (const id of this.#persons.keys()) if (id.endsWith(`:${userId}`)) this.#persons.delete(id);
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
