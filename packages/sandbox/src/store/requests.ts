import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { keyIdOf } from "../keys/key-labels.ts";
import type { StoredKeys } from "../keys/stored-keys.ts";
import type { RecordedRequest, RequestFilter } from "../wire/recorded-request.ts";
import type { MessengerName } from "../wire/service-name.ts";
import { toRecordedRequest } from "./to-recorded-request.ts";

/** How much text is kept at most, however many requests there are. In bytes of UTF-8. */
const MAX_TEXT_BYTES = 96 * 1024 * 1024;
const TEXT_BYTES = ["body", "headers", "method", "user_id", "error_description", "error_details", "warnings"]
  .map((column) => `coalesce(octet_length(${column}), 0)`)
  .join(" + ");
/** So that what is read at once fits into memory beside everything else, parsed and written again. */
const MAX_READ_BYTES = 8 * 1024 * 1024;
const READ_AT_ONCE = 1_000;

/** What the reports tell apart. */
export interface RequestMarks {
  /** A start reported twice. */
  isDoubledStart: boolean;
  /** It says no more than that somebody used the bot. */
  isActivity: boolean;
}

/** The requests that arrived. The oldest are deleted when there are too many, or they are too large together. */
export class Requests {
  readonly #db: DatabaseSync;
  readonly #keys: StoredKeys;
  readonly #maxRequests: number;
  readonly #compiled = new Map<string, StatementSync>();
  readonly #insert: StatementSync;
  readonly #dropOldest: StatementSync;
  readonly #dropOlder: StatementSync;
  readonly #newest: StatementSync;
  readonly #measure: StatementSync;
  readonly #recentKeys: StatementSync;
  readonly #tally: StatementSync;
  readonly #clear: StatementSync;
  #count = 0;
  #textBytes = 0;

  constructor(db: DatabaseSync, keys: StoredKeys, maxRequests: number) {
    this.#db = db;
    this.#keys = keys;
    this.#maxRequests = maxRequests;
    this.#insert = db.prepare(`
      INSERT INTO requests (
        at, service, key, method, user_id, headers, body, status, error_code, error_description, error_details,
        accepted, warnings, fault, doubled_start, activity
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id, ${TEXT_BYTES} AS bytes`);
    this.#dropOldest = db.prepare(
      `DELETE FROM requests WHERE id = (SELECT min(id) FROM requests) RETURNING ${TEXT_BYTES} AS bytes`,
    );
    this.#dropOlder = db.prepare(`DELETE FROM requests WHERE id IN (
      SELECT id FROM requests WHERE at < ? ORDER BY at LIMIT ?) RETURNING ${TEXT_BYTES} AS bytes`);
    this.#newest = db.prepare(
      "SELECT * FROM requests WHERE key = ? AND (service = 'tgtrack-max') = ? ORDER BY id DESC LIMIT ?",
    );
    this.#measure = db.prepare(`SELECT count(*) AS n, total(${TEXT_BYTES}) AS bytes FROM requests`);
    this.#recentKeys = db.prepare(
      "SELECT key FROM requests WHERE (service = 'tgtrack-max') = ? GROUP BY key ORDER BY max(id) DESC LIMIT ?",
    );
    this.#tally = db.prepare(
      "SELECT key, method, accepted, count(*) AS n FROM requests GROUP BY key, method, accepted ORDER BY min(id) LIMIT ?",
    );
    this.#clear = db.prepare("DELETE FROM requests");
    this.recount();
  }

  get size(): number {
    return this.#count;
  }

  /** Returns the id. `keyId` is `keys.id`. */
  insert(request: Omit<RecordedRequest, "id">, keyId: number, { isDoubledStart, isActivity }: RequestMarks): number {
    const { bodyText, error } = request;
    const inserted = this.#insert.get(
      ...[request.at, request.service, keyId, request.method, request.userId ?? null],
      ...[JSON.stringify(request.headers), bodyText, request.status],
      ...[error?.code ?? null, error?.description ?? null, error?.details ?? null],
      ...[Number(request.accepted), JSON.stringify(request.warnings), request.fault ?? null],
      ...[Number(isDoubledStart), Number(isActivity)],
    );
    this.#count++;
    this.#textBytes += Number(inserted?.bytes);
    while (this.#count > this.#maxRequests || this.#textBytes > MAX_TEXT_BYTES) {
      const dropped = this.#dropOldest.get();
      if (dropped === undefined) break;
      this.#forget(dropped);
    }
    return Number(inserted?.id);
  }

  /** Oldest first. Read a thousand at a time, so that what nobody wants is gone before the next are there. */
  *find(filter: RequestFilter = {}): Generator<RecordedRequest> {
    let afterId = 0;
    for (;;) {
      const some = this.page(filter, afterId, READ_AT_ONCE);
      yield* some;
      const last = some.at(-1);
      if (last === undefined) return;
      afterId = last.id;
    }
  }

  /**
   * The first of those that came after the request `afterId`, oldest first: `limit` of them, or fewer where they are
   * large together. None means that there are none.
   */
  page(filter: RequestFilter, afterId: number, limit: number): RecordedRequest[] {
    const { where, values } = this.#conditionOf(filter);
    const after = where === "" ? "WHERE id > ?" : `${where} AND id > ?`;
    const statement = this.#statement(`SELECT * FROM requests ${after} ORDER BY id LIMIT ?`);
    const page: RecordedRequest[] = [];
    let bytes = 0;
    for (const row of statement.iterate(...values, afterId, limit)) {
      page.push(this.#toRequest(row));
      bytes += String(row.body).length + String(row.headers).length;
      if (bytes > MAX_READ_BYTES) break;
    }
    return page;
  }

  count(filter: RequestFilter): number {
    const { where, values } = this.#conditionOf(filter);
    return Number(this.#statement(`SELECT count(*) AS n FROM requests ${where}`).get(...values)?.n);
  }

  /** The newest `count` of a key for a messenger's bots, newest first. */
  newestOf(keyHash: string, messenger: MessengerName, count: number): RecordedRequest[] {
    const keyId = this.#keys.findByHash(keyHash);
    if (keyId === undefined) return [];
    return this.#newest.all(keyId, Number(messenger === "max"), count).map((row) => this.#toRequest(row));
  }

  /** `keys.id`, the key used last first. */
  recentKeys(messenger: MessengerName, most: number): number[] {
    return this.#recentKeys.all(Number(messenger === "max"), most).map(({ key }) => Number(key));
  }

  /** How many of each key and method there are, what came first first. `keyId` is `keys.id`. */
  tally(most: number): { keyId: number; method: string; accepted: boolean; count: number }[] {
    return this.#tally.all(most).map(({ key, method, accepted, n }) => ({
      keyId: Number(key),
      method: String(method),
      accepted: accepted === 1,
      count: Number(n),
    }));
  }

  rowCount(): number {
    return this.#count;
  }

  /** Returns how many rows were deleted. */
  dropOlder(beforeMs: number, max: number): number {
    const dropped = this.#dropOlder.all(beforeMs, max);
    for (const row of dropped) this.#forget(row);
    return dropped.length;
  }

  clear(): void {
    this.#clear.run();
    this.recount();
  }

  recount(): void {
    const measured = this.#measure.get();
    this.#count = Number(measured?.n);
    this.#textBytes = Number(measured?.bytes);
  }

  #forget(row: Record<string, unknown>): void {
    this.#count--;
    this.#textBytes -= Number(row.bytes);
  }

  #conditionOf(filter: RequestFilter): { where: string; values: SQLInputValue[] } {
    const wanted: [string, SQLInputValue][] = [];
    if (filter.service !== undefined) wanted.push(["service", filter.service]);
    // An unknown key is no key's: no row has a 0.
    if (filter.key !== undefined) wanted.push(["key", this.#keys.findByHash(keyIdOf(filter.key)) ?? 0]);
    if (filter.method !== undefined) wanted.push(["method", filter.method]);
    if (filter.userId !== undefined) wanted.push(["user_id", filter.userId]);
    if (filter.accepted !== undefined) wanted.push(["accepted", Number(filter.accepted)]);
    const where = wanted.map(([column]) => `${column} = ?`).join(" AND ");
    return { where: where === "" ? "" : `WHERE ${where}`, values: wanted.map(([, value]) => value) };
  }

  #toRequest(row: Record<string, unknown>): RecordedRequest {
    return toRecordedRequest(row, (keyId) => this.#keys.shownOf(keyId));
  }

  /** There are but a few dozen texts: the values are not in them. */
  #statement(sql: string): StatementSync {
    let statement = this.#compiled.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#compiled.set(sql, statement);
    }
    return statement;
  }
}
