import { DEDUPE_KEEP_MS } from "../dedupe-marks.ts";
import type { NewDelivery } from "../delivery.ts";
import type { Account, Books } from "./books.ts";
import type { Connection, Statement } from "./connection.ts";

const SWEEP_EVERY = 64;
/** Twice what came since the last sweep, so that what is out of date never outweighs what is not. */
const SWEPT_ROWS = 2 * SWEEP_EVERY;
/** Under a flood, keys live shorter: those of mere activity first, so that it cannot push out the key of a start. */
const CROWDED_ACTIVITY_KEEP_MS = 3_600_000;
const CROWDED_KEEP_MS = 21_600_000;

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
  readonly #remember: Statement<unknown>;
  readonly #renew: Statement<unknown>;
  readonly #stretch: Statement<MarkRow>;
  readonly #delete: Statement<unknown>;
  #sinceSweep = 0;
  #sweptTo: Pick<MarkRow, "account" | "key"> = { account: 0, key: "" };

  constructor(connection: Connection, books: Books, maxMarks: number) {
    this.#books = books;
    this.#maxMarks = maxMarks;
    this.#remember = connection.prepare("INSERT OR IGNORE INTO mark VALUES (?, ?, ?, ?)");
    this.#renew = connection.prepare("UPDATE mark SET atMs = ?3 WHERE account = ?1 AND key = ?2 AND atMs <= ?4");
    this.#stretch = connection.prepare(
      `SELECT account, key, atMs, isActivity FROM mark WHERE (account, key) > (?, ?) ORDER BY account, key LIMIT ${SWEPT_ROWS}`,
    );
    this.#delete = connection.prepare("DELETE FROM mark WHERE account = ? AND key = ?");
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
    return this.#renew.run(account, key, nowMs, nowMs - DEDUPE_KEEP_MS) === 1;
  }

  /** Looks at the next stretch of keys. An index by age would cost every recording more than this. */
  #sweep(nowMs: number): void {
    this.#sinceSweep = 0;
    const rows = this.#stretch.all(this.#sweptTo.account, this.#sweptTo.key);
    const crowded = this.#books.marks > this.#maxMarks;
    let forgotten = 0;
    for (const { account, key, atMs, isActivity } of rows) {
      const keepMs = !crowded ? DEDUPE_KEEP_MS : isActivity === 1 ? CROWDED_ACTIVITY_KEEP_MS : CROWDED_KEEP_MS;
      if (atMs + keepMs <= nowMs) forgotten += this.#delete.run(account, key);
    }
    if (forgotten > 0) this.#books.addMarks(-forgotten);
    this.#sweptTo = rows.length < SWEPT_ROWS ? { account: 0, key: "" } : (rows.at(-1) ?? { account: 0, key: "" });
  }
}
