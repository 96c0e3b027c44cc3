import type { DeadLetter } from "../../delivery.ts";
import type { DeadLetterFilter } from "../../outbox.ts";
import type { Connection, Statement } from "../driver/node-driver.ts";
import { type DeliveryRow, keysText, placeOf, storable, toDelivery } from "./delivery-row.ts";
import type { Books } from "./ledger-counters.ts";

const KEEP_MS = 2_592_000_000;

export interface LetterRow extends DeliveryRow {
  place: number;
  id: string;
  diedAtMs: number;
  reason: string;
}

/** What was refused for good: at most `maxLetters`, for at most 30 days, oldest first. It keeps the ledger's `dead`. */
export class Letters {
  readonly #books: Books;
  readonly #maxLetters: number;
  readonly #insert: Statement<unknown>;
  readonly #oldest: Statement<LetterRow>;
  readonly #byId: Statement<LetterRow>;
  readonly #ofUser: Statement<LetterRow>;
  readonly #list: Statement<LetterRow>;
  readonly #listOf: Statement<LetterRow>;
  readonly #delete: Statement<unknown>;

  constructor(connection: Connection, books: Books, maxLetters: number) {
    this.#books = books;
    this.#maxLetters = maxLetters;
    this.#insert = connection.prepare(
      `INSERT INTO letter (id, account, class, attempts, createdAtMs, expiresAtMs, diedAtMs, onLost, userId, method, keys, reason, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#oldest = connection.prepare("SELECT * FROM letter ORDER BY place LIMIT 1");
    this.#byId = connection.prepare("SELECT * FROM letter WHERE id = ?");
    this.#ofUser = connection.prepare("SELECT * FROM letter WHERE userId = ?");
    this.#list = connection.prepare("SELECT * FROM letter ORDER BY place LIMIT ?");
    this.#listOf = connection.prepare("SELECT * FROM letter WHERE account = ? ORDER BY place LIMIT ?");
    this.#delete = connection.prepare("DELETE FROM letter WHERE place = ?");
  }

  add(letter: DeadLetter): void {
    const account = this.#books.open(letter.destination);
    this.#insert.run(
      letter.id,
      account.id,
      placeOf(letter.class),
      letter.attempts,
      letter.createdAtMs,
      storable(letter.expiresAtMs),
      letter.diedAtMs,
      letter.onLostAnswer === "bury" ? 1 : 0,
      letter.userId ?? null,
      letter.method,
      keysText(letter.dedupeKeys),
      JSON.stringify(letter.reason),
      letter.body,
    );
    account.entry.dead++;
    this.expire(letter.diedAtMs);
    while (this.#books.dead > this.#maxLetters) {
      const oldest = this.#oldest.get();
      if (oldest === undefined) return;
      this.#drop(oldest, "overflow");
    }
  }

  /** Whether any letter has been here for 30 days. */
  hasExpired(nowMs: number): boolean {
    if (this.#books.accounts.every(({ entry }) => entry.dead === 0)) return false;
    const oldest = this.#oldest.get();
    return oldest !== undefined && oldest.diedAtMs + KEEP_MS <= nowMs;
  }

  expire(nowMs: number): void {
    while (this.hasExpired(nowMs)) {
      const oldest = this.#oldest.get();
      if (oldest !== undefined) this.#drop(oldest, "expired");
    }
  }

  list({ destination, limit = 100 }: DeadLetterFilter): DeadLetter[] {
    // No number stands for "all" in SQL but a negative one.
    const atMost = Number.isFinite(limit) ? Math.max(0, Math.floor(limit)) : -1;
    if (destination === undefined) return this.#list.all(atMost).map((row) => this.#toLetter(row));
    const account = this.#books.find(destination);
    if (account === undefined) return [];
    return this.#listOf.all(account.id, atMost).map((row) => this.#toLetter(row));
  }

  /** Takes a letter out. What becomes of it is the caller's to count. */
  take(id: string): DeadLetter | undefined {
    const row = this.#byId.get(id);
    if (row === undefined) return undefined;
    this.#remove(row);
    return this.#toLetter(row);
  }

  /** Drops a user's letters as `purged`, and says how many. */
  purge(userId: string): number {
    const rows = this.#ofUser.all(userId);
    for (const row of rows) this.#drop(row, "purged");
    return rows.length;
  }

  #drop(row: LetterRow, reason: "overflow" | "expired" | "purged"): void {
    this.#remove(row);
    this.#books.openById(row.account).entry.dropped[reason]++;
  }

  #remove(row: LetterRow): void {
    this.#delete.run(row.place);
    this.#books.openById(row.account).entry.dead--;
  }

  #toLetter(row: LetterRow): DeadLetter {
    const delivery = toDelivery(row, row.id, this.#books.nameOf(row.account));
    return { ...delivery, diedAtMs: row.diedAtMs, reason: JSON.parse(row.reason) };
  }
}
