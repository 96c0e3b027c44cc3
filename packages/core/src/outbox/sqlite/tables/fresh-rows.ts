import type { SqliteDriver, Statement } from "../driver/sqlite-driver.ts";
import type { DeliveryRow } from "./delivery-row.ts";
import { LEASED, placeAt } from "./place.ts";

/** More are not kept back: with an import, all of a file would come together here. */
const MOST_ROWS = 1_000;

const COLUMNS =
  "place, seq, destination, class, bytes, createdAtMs, expiresAtMs, buryIfLost, attempts, userId, method, dedupeKeys, body";

/**
 * The rows of deliveries that the present transaction has added and not written yet. What is leased in the transaction
 * that stores it is so written once, where it then stands, and neither moved nor read.
 */
export class FreshRows {
  readonly #driver: Pick<SqliteDriver, "prepare">;
  readonly #insert: Statement<unknown>;
  readonly #insertWhole: Statement<unknown>;
  #rows = new Set<DeliveryRow>();

  constructor(driver: Pick<SqliteDriver, "prepare">) {
    this.#driver = driver;
    const insert = (columns: string): Statement<unknown> =>
      driver.prepare(`INSERT INTO delivery (${columns}) VALUES (${columns.replaceAll(/\w+/g, "?")})`);
    // Most have none of the others, and a value that is given costs a twentieth of the row, also if it is null.
    this.#insert = insert(COLUMNS);
    this.#insertWhole = insert(`${COLUMNS}, dueAtMs, lease, waitsFor, id`);
  }

  /** A statement that reads or changes deliveries: all of them are written first. */
  prepare<Row>(sql: string): Statement<Row> {
    const statement = this.#driver.prepare<Row>(sql);
    return {
      get: (...values) => this.#withAll(statement).get(...values),
      all: (...values) => this.#withAll(statement).all(...values),
      each: (...values) => this.#withAll(statement).each(...values),
      run: (...values) => this.#withAll(statement).run(...values),
      write: (...values) => this.#withAll(statement).write(...values),
    };
  }

  add(row: DeliveryRow): void {
    this.#rows.add(row);
    if (this.#rows.size >= MOST_ROWS) this.write();
  }

  /** Those whose places lie in between, in their order. */
  between(after: number, before: number): DeliveryRow[] {
    if (this.#rows.size === 0) return [];
    return [...this.#rows]
      .filter(({ place }) => place > after && place < before)
      .sort((one, other) => one.place - other.place);
  }

  /** Leases what is ready and stands here. Gives the others. */
  lease(rows: readonly DeliveryRow[], dueAtMs: number, lease: string | null): readonly DeliveryRow[] {
    if (this.#rows.size === 0) return rows;
    return rows.filter((row) => {
      if (!this.#rows.has(row)) return true;
      row.place = placeAt(row.destination, LEASED, row.class, row.seq);
      row.dueAtMs = dueAtMs;
      row.lease = lease;
      return false;
    });
  }

  write(): void {
    const rows = this.#rows;
    if (rows.size === 0) return;
    this.#rows = new Set();
    for (const row of rows) this.#write(row);
  }

  /** The transaction is taken back. */
  forget(): void {
    this.#rows = new Set();
  }

  #withAll<Row>(statement: Statement<Row>): Statement<Row> {
    if (this.#rows.size > 0) this.write();
    return statement;
  }

  /** Each value by itself: to spread a list of them over the call costs a sixth of the whole. */
  #write(row: DeliveryRow): void {
    const {
      place,
      seq,
      destination,
      class: rank,
      bytes,
      createdAtMs: from,
      expiresAtMs: to,
      buryIfLost,
      attempts,
    } = row;
    const { userId, method, dedupeKeys: keys, body, dueAtMs, lease, waitsFor, id } = row;
    if (dueAtMs === null && waitsFor === null && id === null) {
      this.#insert.write(
        place,
        seq,
        destination,
        rank,
        bytes,
        from,
        to,
        buryIfLost,
        attempts,
        userId,
        method,
        keys,
        body,
      );
    } else {
      this.#insertWhole.write(
        place,
        seq,
        destination,
        rank,
        bytes,
        from,
        to,
        buryIfLost,
        attempts,
        userId,
        method,
        keys,
        body,
        dueAtMs,
        lease,
        waitsFor,
        id,
      );
    }
  }
}
