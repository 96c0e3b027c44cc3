import type { NewDelivery } from "../../delivery.ts";
import { DEDUPE_KEEP_MS } from "../../rules/keep-times.ts";
import { userKeyPrefix } from "../../rules/user-key.ts";
import type { SqliteDriver, Statement } from "../driver/sqlite-driver.ts";
import type { DestinationCounters } from "./counters-page.ts";
import type { LedgerCounters } from "./ledger-counters.ts";

const SWEEP_EVERY = 64;
/** Twice what came since the last sweep, so that what is out of date never outweighs what is not. */
const SWEPT_ROWS = 2 * SWEEP_EVERY;
/** Under a flood, keys live shorter: those of mere activity first, so that it cannot push out the key of a start. */
const CROWDED_ACTIVITY_KEEP_MS = 3_600_000;
const CROWDED_KEEP_MS = 21_600_000;

const FIRST = { destination: 0, key: "" };
const LAST = { destination: Number.MAX_SAFE_INTEGER, key: "" };

export interface DedupeKeyRow {
  destination: number;
  key: string;
  atMs: number;
  isActivity: number;
}

/** The dedupe keys already seen, each for its own destination. */
export class DedupeKeys {
  readonly #ledger: LedgerCounters;
  readonly #maxDedupeKeys: number;
  readonly #find: Statement<unknown>;
  readonly #remember: Statement<unknown>;
  readonly #renew: Statement<unknown>;
  readonly #stretchEnd: Statement<Pick<DedupeKeyRow, "destination" | "key">>;
  readonly #forget: Statement<unknown>;
  readonly #forgetUser: Statement<unknown>;
  #sinceSweep = 0;
  #sweptTo: Pick<DedupeKeyRow, "destination" | "key"> = FIRST;

  constructor(driver: SqliteDriver, ledger: LedgerCounters, maxDedupeKeys: number) {
    this.#ledger = ledger;
    this.#maxDedupeKeys = maxDedupeKeys;
    this.#find = driver.prepare("SELECT 1 FROM dedupe_key WHERE destination = ? AND key = ? AND atMs > ?");
    this.#remember = driver.prepare("INSERT OR IGNORE INTO dedupe_key VALUES (?, ?, ?, ?)");
    this.#renew = driver.prepare("UPDATE dedupe_key SET atMs = ? WHERE destination = ? AND key = ? AND atMs <= ?");
    this.#stretchEnd = driver.prepare(
      `SELECT destination, key FROM dedupe_key WHERE (destination, key) > (?, ?) ORDER BY destination, key LIMIT 1 OFFSET ${SWEPT_ROWS - 1}`,
    );
    this.#forget = driver.prepare(
      `DELETE FROM dedupe_key WHERE (destination, key) > (?, ?) AND (destination, key) <= (?, ?)
       AND atMs <= CASE isActivity WHEN 1 THEN ? ELSE ? END`,
    );
    this.#forgetUser = driver.prepare("DELETE FROM dedupe_key WHERE destination = ? AND key >= ? AND key < ?");
  }

  /** Forgets the keys that name a person. Gives their number. */
  forgetUser(userId: string): number {
    const from = userKeyPrefix(userId);
    // The first text that is behind all that begin so: `;` comes right after the colon at the prefix's end.
    const to = `${from.slice(0, -1)};`;
    let forgotten = 0;
    for (const { id } of this.#ledger.destinations) forgotten += this.#forgetUser.run(id, from, to);
    this.#ledger.addDedupeKeys(-forgotten);
    return forgotten;
  }

  /** Whether any of a delivery's keys is known. Changes nothing. */
  knows(delivery: NewDelivery, counters: DestinationCounters, nowMs: number): boolean {
    const oldestMs = nowMs - DEDUPE_KEEP_MS;
    return delivery.dedupeKeys.some((key) => this.#find.get(counters.id, key, oldestMs) !== undefined);
  }

  /** True if none of a delivery's keys was known. They are from now on. */
  areNew(delivery: NewDelivery, counters: DestinationCounters, nowMs: number): boolean {
    for (const key of delivery.dedupeKeys) {
      if (!this.#isNew(counters.id, key, delivery.class === "activity", nowMs)) return false;
    }
    this.#sinceSweep += delivery.dedupeKeys.length;
    if (this.#sinceSweep >= SWEEP_EVERY) this.#sweep(nowMs);
    return true;
  }

  /** Takes over what another file knew. */
  import({ key, atMs, isActivity }: DedupeKeyRow, destination: number): void {
    this.#ledger.addDedupeKeys(this.#remember.run(destination, key, atMs, isActivity));
  }

  #isNew(destination: number, key: string, isActivity: boolean, nowMs: number): boolean {
    if (this.#remember.run(destination, key, nowMs, isActivity ? 1 : 0) === 1) {
      this.#ledger.addDedupeKeys(1);
      return true;
    }
    return this.#renew.run(nowMs, destination, key, nowMs - DEDUPE_KEEP_MS) === 1;
  }

  /** Looks at the next stretch of keys. An index by age would cost every recording more than this. */
  #sweep(nowMs: number): void {
    this.#sinceSweep = 0;
    const from = this.#sweptTo;
    const end = this.#stretchEnd.get(from.destination, from.key);
    const to = end ?? LAST;
    const isCrowded = this.#ledger.dedupeKeys > this.#maxDedupeKeys;
    const forgotten = this.#forget.run(
      from.destination,
      from.key,
      to.destination,
      to.key,
      nowMs - (isCrowded ? CROWDED_ACTIVITY_KEEP_MS : DEDUPE_KEEP_MS),
      nowMs - (isCrowded ? CROWDED_KEEP_MS : DEDUPE_KEEP_MS),
    );
    this.#ledger.addDedupeKeys(-forgotten);
    this.#sweptTo = end ?? FIRST;
  }
}
