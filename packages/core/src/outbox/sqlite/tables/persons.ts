import { nextPerson, type Person, type PersonChange, type PersonVerdict } from "../../rules/person.ts";
import { isFromBeforePurge, purgedMark } from "../../rules/purged-person.ts";
import type { SqliteDriver, Statement } from "../driver/sqlite-driver.ts";
import type { LedgerCounters } from "./ledger-counters.ts";

/** What a row says of a person. The last two are missing in rows of packages that did not know them. */
export interface PersonColumns {
  blocked: number;
  seenAt: number;
  started?: number | null;
  since?: number | null;
}

export function toPerson({ blocked, seenAt, started, since }: PersonColumns): Person {
  return { started: started !== 0, blocked: blocked === 1, since: since ?? seenAt, seenAt };
}

/** Who has started and who has left: the `maxPersons` who changed last. */
export class Persons {
  readonly #ledger: LedgerCounters;
  readonly #maxPersons: number;
  readonly #find: Statement<PersonColumns>;
  readonly #newestOf: Statement<{ seenAt: number | null }>;
  readonly #save: Statement<unknown>;
  readonly #change: Statement<unknown>;
  readonly #delete: Statement<unknown>;
  readonly #deleteOldest: Statement<unknown>;
  readonly #deleteUser: Statement<unknown>;

  constructor(driver: SqliteDriver, ledger: LedgerCounters, maxPersons: number) {
    this.#ledger = ledger;
    this.#maxPersons = maxPersons;
    this.#find = driver.prepare("SELECT blocked, seenAt, started, since FROM person WHERE userId = ? AND botId = ?");
    this.#newestOf = driver.prepare("SELECT MAX(seenAt) AS seenAt FROM person WHERE userId = ?");
    this.#save = driver.prepare(
      "INSERT INTO person (place, userId, botId, blocked, seenAt, started, since) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.#change = driver.prepare(
      "UPDATE person SET place = ?, blocked = ?, seenAt = ?, started = ?, since = ? WHERE userId = ? AND botId = ?",
    );
    this.#delete = driver.prepare("DELETE FROM person WHERE userId = ? AND botId = ?");
    this.#deleteOldest = driver.prepare(
      "DELETE FROM person WHERE place = (SELECT place FROM person ORDER BY place LIMIT 1)",
    );
    this.#deleteUser = driver.prepare("DELETE FROM person WHERE userId = ?");
  }

  apply(botId: string, userId: string, change: PersonChange): PersonVerdict {
    const known = this.find(botId, userId);
    const { person, verdict } = nextPerson(known, change);
    if (known === undefined && isFromBeforePurge(this.#purgedUntil(userId), change)) return verdict;
    if (known === undefined) this.add(botId, userId, person);
    else this.#move(botId, userId, person);
    return verdict;
  }

  find(botId: string, userId: string): Person | undefined {
    const row = this.#find.get(userId, botId);
    return row && toPerson(row);
  }

  /** Adds somebody who is not known. */
  add(botId: string, userId: string, { started, blocked, since, seenAt }: Person): void {
    const place = this.#ledger.nextSeq();
    this.#save.write(place, userId, botId, blocked ? 1 : 0, seenAt, started ? 1 : 0, since);
    this.#ledger.addPerson(place);
    if (this.#ledger.persons > this.#maxPersons) this.#ledger.removePersons(this.#deleteOldest.run());
  }

  /** The place changes too, so that the order of places is that of the last change. */
  #move(botId: string, userId: string, { started, blocked, since, seenAt }: Person): void {
    this.#ledger.touch();
    this.#change.write(this.#ledger.nextSeq(), blocked ? 1 : 0, seenAt, started ? 1 : 0, since, userId, botId);
  }

  /** Forgets a user with every bot, and keeps until when they were known. Gives the number of those bots. */
  forget(userId: string): number {
    const newest = this.#newestOf.get(userId)?.seenAt ?? undefined;
    if (newest === undefined) return 0;
    const forgotten = this.#deleteUser.run(userId);
    this.#ledger.removePersons(forgotten);
    const seenAt = Math.max(newest, this.#purgedUntil(userId) ?? 0);
    const mark = purgedMark(userId);
    this.#ledger.removePersons(this.#delete.run(mark, ""));
    this.add("", mark, { started: false, blocked: false, since: 0, seenAt });
    return forgotten;
  }

  #purgedUntil(userId: string): number | undefined {
    return this.find("", purgedMark(userId))?.seenAt;
  }
}
