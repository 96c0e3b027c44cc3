import type { DatabaseSync, StatementSync } from "node:sqlite";
import { cutText } from "../bounds/cut-text.ts";
import { MOST } from "../bounds/most.ts";
import type { KeyRedaction } from "../keys/key-redaction.ts";
import { personIdOf, userIdOfPerson } from "../wire/person-id.ts";
import type { Scope } from "./scope.ts";
import { ScopeCounts } from "./scope-counts.ts";

/** One row of `people`. Times are milliseconds since the epoch, null where there is none. */
export interface PersonRow {
  readonly userId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly username: string;
  readonly firstJoinAt: number | null;
  readonly lastJoinAt: number | null;
  readonly leftAt: number | null;
  /** The payload of the very first start. */
  readonly firstSource: string;
  /** The last start with a payload. */
  readonly transition: { readonly at: number; readonly source: string; readonly joined: boolean } | undefined;
  /** By which method the last start was reported, and when that arrived. */
  readonly lastStart: { readonly method: string; readonly at: number } | undefined;
}

/**
 * The people of every service and key, bounded for each: the one not seen for longest is deleted. Those of a made-up
 * history are in the table for the reports alone: nobody is found here, and whoever comes takes the place of one.
 */
export class People {
  readonly #maxOfScope: number;
  readonly #redaction: KeyRedaction;
  readonly #counts: ScopeCounts;
  /** One request asks for its person several times. Nothing written may leave it as it was. */
  #lastFound: { scope: Scope; userId: string; person: PersonRow | undefined } | undefined;
  readonly #find: StatementSync;
  readonly #save: StatementSync;
  readonly #touch: StatementSync;
  readonly #enter: StatementSync;
  readonly #dropOldest: StatementSync;
  readonly #dropOlder: StatementSync;
  readonly #countRows: StatementSync;
  readonly #clear: StatementSync;

  constructor(db: DatabaseSync, redaction: KeyRedaction, maxOfScope: number) {
    this.#maxOfScope = maxOfScope;
    this.#redaction = redaction;
    this.#counts = new ScopeCounts(db, "people");
    this.#find = db.prepare("SELECT * FROM people WHERE service = ? AND key = ? AND user_id = ? AND made_up = 0");
    this.#save = db.prepare(`
      INSERT INTO people (
        service, key, user_id, first_name, last_name, username, first_join_at, last_join_at, left_at, first_source,
        transition_at, transition_source, transition_joined, last_start_method, last_start_at, last_seen_at
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (service, key, user_id) DO UPDATE SET
        first_name = excluded.first_name, last_name = excluded.last_name, username = excluded.username,
        first_join_at = excluded.first_join_at, last_join_at = excluded.last_join_at, left_at = excluded.left_at,
        first_source = excluded.first_source, transition_at = excluded.transition_at,
        transition_source = excluded.transition_source, transition_joined = excluded.transition_joined,
        last_start_method = excluded.last_start_method, last_start_at = excluded.last_start_at,
        last_seen_at = excluded.last_seen_at, made_up = 0`);
    this.#touch = db.prepare(
      "UPDATE people SET last_seen_at = ? WHERE service = ? AND key = ? AND user_id = ? AND made_up = 0",
    );
    this.#enter = db.prepare("INSERT OR REPLACE INTO people (last_seen_at, service, key, user_id) VALUES (?, ?, ?, ?)");
    this.#dropOldest = db.prepare(`DELETE FROM people WHERE rowid = (
      SELECT rowid FROM people WHERE service = ? AND key = ? ORDER BY last_seen_at, rowid LIMIT 1)`);
    this.#dropOlder = db.prepare(`DELETE FROM people WHERE rowid IN (
      SELECT rowid FROM people WHERE last_seen_at < ? ORDER BY last_seen_at LIMIT ?)`);
    this.#countRows = db.prepare("SELECT count(*) AS n FROM people");
    this.#clear = db.prepare("DELETE FROM people");
  }

  find(scope: Scope, userId: string): PersonRow | undefined {
    const last = this.#lastFound;
    if (last?.userId === userId && last.scope.service === scope.service && last.scope.key === scope.key) {
      return last.person;
    }
    const row = this.#find.get(scope.service, scope.key, personIdOf(scope.service, userId));
    const person = row === undefined ? undefined : toPerson(row);
    this.#lastFound = { scope, userId, person };
    return person;
  }

  save(scope: Scope, person: PersonRow, seenAtMs: number): void {
    const { userId, firstJoinAt, lastJoinAt, leftAt, transition, lastStart } = person;
    const text = (value: string) => cutText(this.#redaction.text(value), MOST.textChars);
    this.#makeRoom(scope, userId);
    this.#lastFound = undefined;
    this.#save.run(
      ...[
        scope.service,
        scope.key,
        personIdOf(scope.service, userId),
        text(person.firstName),
        text(person.lastName),
        text(person.username),
      ],
      ...[firstJoinAt, lastJoinAt, leftAt, text(person.firstSource)],
      ...[transition?.at ?? null, transition === undefined ? null : text(transition.source)],
      ...[transition === undefined ? null : Number(transition.joined)],
      ...[lastStart?.method ?? null, lastStart?.at ?? null, Math.floor(seenAtMs)],
    );
  }

  /** Somebody did something: enters them where they are not there. */
  seen(scope: Scope, userId: string, atMs: number): void {
    const values = [Math.floor(atMs), scope.service, scope.key, personIdOf(scope.service, userId)] as const;
    if (this.#touch.run(...values).changes !== 0) return;
    this.#makeRoom(scope, userId);
    this.#lastFound = undefined;
    this.#enter.run(...values);
  }

  rowCount(): number {
    return Number(this.#countRows.get()?.n);
  }

  /** Returns how many rows were deleted. */
  dropOlder(beforeMs: number, max: number): number {
    const dropped = Number(this.#dropOlder.run(beforeMs, max).changes);
    if (dropped > 0) this.recount();
    return dropped;
  }

  clear(): void {
    this.#clear.run();
    this.recount();
  }

  recount(): void {
    this.#lastFound = undefined;
    this.#counts.forget();
  }

  /** Before a row goes in. */
  #makeRoom(scope: Scope, userId: string): void {
    if (this.find(scope, userId) !== undefined) return;
    const count = this.#counts.of(scope);
    if (count >= this.#maxOfScope) this.#dropOldest.run(scope.service, scope.key);
    else this.#counts.set(scope, count + 1);
  }
}

type Row = Record<string, unknown>;

function toPerson(row: Row): PersonRow {
  const { transition_at: transitionAt, last_start_at: startAt } = row;
  return {
    userId: userIdOfPerson(String(row.user_id)),
    firstName: String(row.first_name),
    lastName: String(row.last_name),
    username: String(row.username),
    firstJoinAt: numberOrNull(row.first_join_at),
    lastJoinAt: numberOrNull(row.last_join_at),
    leftAt: numberOrNull(row.left_at),
    firstSource: String(row.first_source),
    transition:
      transitionAt === null
        ? undefined
        : { at: Number(transitionAt), source: String(row.transition_source), joined: row.transition_joined === 1 },
    lastStart: startAt === null ? undefined : { at: Number(startAt), method: String(row.last_start_method) },
  };
}

function numberOrNull(value: unknown): number | null {
  return value === null ? null : Number(value);
}
