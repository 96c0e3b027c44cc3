import { nextPerson, type Person, type PersonChange, type PersonVerdict } from "../../rules/person.ts";
import type { Connection, Statement } from "../driver/node-driver.ts";
import type { Books } from "./ledger-counters.ts";

/** Who has started and who has left: the `maxPersons` who changed last. */
export class Persons {
  readonly #books: Books;
  readonly #maxPersons: number;
  readonly #find: Statement<{ blocked: number; seenAt: number }>;
  readonly #save: Statement<unknown>;
  readonly #delete: Statement<unknown>;
  readonly #deleteOldest: Statement<unknown>;
  readonly #deleteUser: Statement<unknown>;

  constructor(connection: Connection, books: Books, maxPersons: number) {
    this.#books = books;
    this.#maxPersons = maxPersons;
    this.#find = connection.prepare("SELECT blocked, seenAt FROM person WHERE userId = ? AND botId = ?");
    this.#save = connection.prepare(
      "INSERT INTO person (place, userId, botId, blocked, seenAt) VALUES (?, ?, ?, ?, ?)",
    );
    this.#delete = connection.prepare("DELETE FROM person WHERE userId = ? AND botId = ?");
    this.#deleteOldest = connection.prepare(
      "DELETE FROM person WHERE place = (SELECT place FROM person ORDER BY place LIMIT 1)",
    );
    this.#deleteUser = connection.prepare("DELETE FROM person WHERE userId = ?");
  }

  apply(botId: string, userId: string, change: PersonChange): PersonVerdict {
    const { person, verdict } = nextPerson(this.find(botId, userId), change);
    // Taken out and put in again, so that the order of places is that of the last change.
    this.#books.addPersons(-this.#delete.run(userId, botId));
    if (person === undefined) return verdict;
    this.add(botId, userId, person);
    return verdict;
  }

  find(botId: string, userId: string): Person | undefined {
    const row = this.#find.get(userId, botId);
    return row && { blocked: row.blocked === 1, seenAt: row.seenAt };
  }

  /** Adds somebody who is not known. */
  add(botId: string, userId: string, { blocked, seenAt }: Person): void {
    this.#save.run(this.#books.nextSeq(), userId, botId, blocked ? 1 : 0, seenAt);
    this.#books.addPersons(1);
    if (this.#books.persons > this.#maxPersons) this.#books.addPersons(-this.#deleteOldest.run());
  }

  /** Forgets a user with every bot. */
  forget(userId: string): void {
    this.#books.addPersons(-this.#deleteUser.run(userId));
  }
}
