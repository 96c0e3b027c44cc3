import type { NewDelivery } from "../../delivery.ts";
import { DEDUPE_KEEP_MS } from "../../memory/key-generations.ts";
import { userKeyPrefix } from "../../rules/user-key.ts";
import type { Connection, Statement } from "../driver/node-driver.ts";
import type { Account, Books } from "./ledger-counters.ts";

const SWEEP_EVERY = 64;
/** Twice what came since the last sweep, so that what is out of date never outweighs what is not. */
const SWEPT_ROWS = 2 * SWEEP_EVERY;
/** Under a flood, keys live shorter: those of mere activity first, so that it cannot push out the key of a start. */
const CROWDED_ACTIVITY_KEEP_MS = 3_600_000;
const CROWDED_KEEP_MS = 21_600_000;

const FIRST = { account: 0, key: "" };
const LAST = { account: Number.MAX_SAFE_INTEGER, key: "" };

export interface MarkRow {
  account: number;
  key: string;
  atMs: number;
  isActivity: number;
}

/** The dedupe keys already seen, each for its own destination. */
export class Marks {
  readonly #books: Books;
  readonly #maxMarks: number;
  readonly #find: Statement<unknown>;
  readonly #remember: Statement<unknown>;
  readonly #renew: Statement<unknown>;
  readonly #stretchEnd: Statement<Pick<MarkRow, "account" | "key">>;
  readonly #forget: Statement<unknown>;
  readonly #forgetUser: Statement<unknown>;
  #sinceSweep = 0;
  #sweptTo: Pick<MarkRow, "account" | "key"> = FIRST;

  constructor(connection: Connection, books: Books, maxMarks: number) {
    this.#books = books;
    this.#maxMarks = maxMarks;
    this.#find = connection.prepare("SELECT 1 FROM mark WHERE account = ? AND key = ? AND atMs > ?");
    this.#remember = connection.prepare("INSERT OR IGNORE INTO mark VALUES (?, ?, ?, ?)");
    this.#renew = connection.prepare("UPDATE mark SET atMs = ? WHERE account = ? AND key = ? AND atMs <= ?");
    this.#stretchEnd = connection.prepare(
      `SELECT account, key FROM mark WHERE (account, key) > (?, ?) ORDER BY account, key LIMIT 1 OFFSET ${SWEPT_ROWS - 1}`,
    );
    this.#forget = connection.prepare(
      `DELETE FROM mark WHERE (account, key) > (?, ?) AND (account, key) <= (?, ?)
       AND atMs <= CASE isActivity WHEN 1 THEN ? ELSE ? END`,
    );
    this.#forgetUser = connection.prepare("DELETE FROM mark WHERE account = ? AND key >= ? AND key < ?");
  }

  /** Forgets the keys that name a person. */
  forgetUser(userId: string): void {
    const from = userKeyPrefix(userId);
    // The first text that is behind all that begin so: `;` comes right after the colon at the prefix's end.
    const to = `${from.slice(0, -1)};`;
    for (const { id } of this.#books.accounts) this.#books.addMarks(-this.#forgetUser.run(id, from, to));
  }

  /** Whether any of a delivery's keys is known. Changes nothing. */
  knows(delivery: NewDelivery, account: Account, nowMs: number): boolean {
    const oldestMs = nowMs - DEDUPE_KEEP_MS;
    return delivery.dedupeKeys.some((key) => this.#find.get(account.id, key, oldestMs) !== undefined);
  }

  /** True if none of a delivery's keys was known. They are from now on. */
  areNew(delivery: NewDelivery, account: Account, nowMs: number): boolean {
    for (const key of delivery.dedupeKeys) {
      if (!this.#isNew(account.id, key, delivery.class === "activity", nowMs)) return false;
    }
    this.#sinceSweep += delivery.dedupeKeys.length;
    if (this.#sinceSweep >= SWEEP_EVERY) this.#sweep(nowMs);
    return true;
  }

  /** Takes over what another file knew. */
  adopt({ key, atMs, isActivity }: MarkRow, account: number): void {
    this.#books.addMarks(this.#remember.run(account, key, atMs, isActivity));
  }

  #isNew(account: number, key: string, isActivity: boolean, nowMs: number): boolean {
    if (this.#remember.run(account, key, nowMs, isActivity ? 1 : 0) === 1) {
      this.#books.addMarks(1);
      return true;
    }
    return this.#renew.run(nowMs, account, key, nowMs - DEDUPE_KEEP_MS) === 1;
  }

  /** Looks at the next stretch of keys. An index by age would cost every recording more than this. */
  #sweep(nowMs: number): void {
    this.#sinceSweep = 0;
    const from = this.#sweptTo;
    const end = this.#stretchEnd.get(from.account, from.key);
    const to = end ?? LAST;
    const isCrowded = this.#books.marks > this.#maxMarks;
    const forgotten = this.#forget.run(
      from.account,
      from.key,
      to.account,
      to.key,
      nowMs - (isCrowded ? CROWDED_ACTIVITY_KEEP_MS : DEDUPE_KEEP_MS),
      nowMs - (isCrowded ? CROWDED_KEEP_MS : DEDUPE_KEEP_MS),
    );
    this.#books.addMarks(-forgotten);
    this.#sweptTo = end ?? FIRST;
  }
}
