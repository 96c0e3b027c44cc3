import type { DeadLetter, DeadReason } from "../../delivery.ts";
import type { DeadLetterFilter } from "../../outbox.ts";
import { rankOf } from "../../rules/class-rank.ts";
import { DEAD_LETTER_KEEP_MS } from "../../rules/keep-times.ts";
import { DEFAULT_LIST_LIMIT } from "../../rules/room.ts";
import type { SqliteDriver, Statement } from "../driver/sqlite-driver.ts";
import { type DeliveryColumns, isReadable, keysText, storable, toDelivery } from "./delivery-row.ts";
import { GIVEN_LIMIT } from "./given-limit.ts";
import type { LedgerCounters } from "./ledger-counters.ts";

export interface DeadLetterRow extends DeliveryColumns {
  place: number;
  id: string;
  diedAtMs: number;
  reason: string;
}

/** What was refused for good: at most `maxDeadLetters`, for at most 30 days, oldest first. It keeps the ledger's `dead`. */
export class DeadLetters {
  readonly #ledger: LedgerCounters;
  readonly #maxDeadLetters: number;
  readonly #insert: Statement<unknown>;
  readonly #oldest: Statement<DeadLetterRow>;
  readonly #byId: Statement<DeadLetterRow>;
  readonly #ofUser: Statement<DeadLetterRow>;
  readonly #list: Statement<DeadLetterRow>;
  readonly #listOf: Statement<DeadLetterRow>;
  readonly #delete: Statement<unknown>;

  constructor(driver: SqliteDriver, ledger: LedgerCounters, maxDeadLetters: number) {
    this.#ledger = ledger;
    this.#maxDeadLetters = maxDeadLetters;
    this.#insert = driver.prepare(
      `INSERT INTO dead_letter (id, destination, class, attempts, createdAtMs, expiresAtMs, diedAtMs, buryIfLost, userId, method, dedupeKeys, reason, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#oldest = driver.prepare("SELECT * FROM dead_letter ORDER BY place LIMIT 1");
    this.#byId = driver.prepare("SELECT * FROM dead_letter WHERE id = ?");
    this.#ofUser = driver.prepare("SELECT * FROM dead_letter WHERE userId = ?");
    this.#list = driver.prepare(`SELECT * FROM dead_letter ORDER BY place LIMIT ${GIVEN_LIMIT}`);
    this.#listOf = driver.prepare(
      `SELECT * FROM dead_letter WHERE destination = ? ORDER BY place LIMIT ${GIVEN_LIMIT}`,
    );
    this.#delete = driver.prepare("DELETE FROM dead_letter WHERE place = ?");
  }

  add(letter: DeadLetter): void {
    const counters = this.#ledger.open(letter.destination);
    this.#insert.write(
      letter.id,
      counters.id,
      rankOf(letter.class),
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
    counters.entry.dead++;
    this.expire(letter.diedAtMs);
    while (this.#ledger.dead > this.#maxDeadLetters) {
      const oldest = this.#oldest.get();
      if (oldest === undefined) return;
      this.#drop(oldest, "overflow");
    }
  }

  /** Whether any letter has been here for 30 days. */
  hasExpired(nowMs: number): boolean {
    if (this.#ledger.destinations.every(({ entry }) => entry.dead === 0)) return false;
    const oldest = this.#oldest.get();
    return oldest !== undefined && oldest.diedAtMs + DEAD_LETTER_KEEP_MS <= nowMs;
  }

  expire(nowMs: number): void {
    while (this.hasExpired(nowMs)) {
      const oldest = this.#oldest.get();
      if (oldest !== undefined) this.#drop(oldest, "expired");
    }
  }

  list({ destination, limit = DEFAULT_LIST_LIMIT }: DeadLetterFilter): DeadLetter[] {
    // No number stands for "all" in SQL but a negative one.
    const atMost = Number.isFinite(limit) ? Math.max(0, Math.floor(limit)) : -1;
    if (destination === undefined) return this.#list.all(atMost).map((row) => this.#toLetter(row));
    const counters = this.#ledger.find(destination);
    if (counters === undefined) return [];
    return this.#listOf.all(counters.id, atMost).map((row) => this.#toLetter(row));
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

  #drop(row: DeadLetterRow, reason: "overflow" | "expired" | "purged"): void {
    this.#remove(row);
    this.#ledger.openById(row.destination).entry.dropped[reason]++;
  }

  #remove(row: DeadLetterRow): void {
    this.#delete.write(row.place);
    this.#ledger.openById(row.destination).entry.dead--;
  }

  #toLetter(row: DeadLetterRow): DeadLetter {
    // A letter that is broken in part can still be looked at, and dropped.
    const columns = isReadable(row) ? row : { ...row, dedupeKeys: null };
    const delivery = toDelivery(columns, row.id, this.#ledger.nameOf(row.destination));
    return { ...delivery, diedAtMs: row.diedAtMs, reason: readReason(row.reason) };
  }
}

function readReason(text: string): DeadReason {
  try {
    const reason: Partial<DeadReason> | null = JSON.parse(text);
    const { code, description } = reason ?? {};
    if (code !== undefined && typeof description === "string") return { ...reason, code, description };
  } catch {
    // Something else has written it.
  }
  return { code: "corrupt", description: "the reason cannot be read" };
}
