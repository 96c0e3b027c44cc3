import type { Connection, Statement } from "../driver/node-driver.ts";
import { CLASS_COUNT, type ItemPlace, type ItemRow, PLACE_COLUMNS, STOP } from "./delivery-row.ts";
import type { Account, Books } from "./ledger-counters.ts";
import { DELAYED, type PlaceState, placeAt, RANK_SPAN, READY, STATE_SPAN, STATES, stateAt, WAITING } from "./place.ts";

/** A class's oldest ready item. */
export interface Head {
  class: number;
  createdAtMs: number;
  expiresAtMs: number;
}

const RANKS = Array.from({ length: CLASS_COUNT }, (_, rank) => rank);

/** What comes next among the items: to be sent, to be woken, to be thrown out. Changes nothing. */
export class ItemQueue {
  readonly #books: Books;
  readonly #between: Statement<ItemRow>;
  readonly #heads: Statement<Record<string, number | null>>;
  readonly #ages: Statement<{ atMs: number | null }>;
  readonly #due: Statement<ItemRow>;
  readonly #nextDue: Statement<{ atMs: number | null }>;
  readonly #oldestOwn: Statement<ItemPlace>;
  readonly #lifted: Statement<ItemPlace>;

  constructor(connection: Connection, books: Books) {
    this.#books = books;
    this.#between = connection.prepare("SELECT * FROM item WHERE place > ? AND place < ? ORDER BY place LIMIT ?");
    // The same value for every mark: one that is numbered could be used many times, but Node 22 binds none of those.
    const first = (column: string, spans: number): string =>
      `(SELECT ${column} FROM item WHERE place > ? + ${spans * RANK_SPAN} AND place < ? + ${(spans + 1) * RANK_SPAN} ORDER BY place LIMIT 1)`;
    this.#heads = connection.prepare(
      `SELECT ${RANKS.map((rank) => `${first("createdAtMs", rank)} AS createdAtMs${rank}, ${first("expiresAtMs", rank)} AS expiresAtMs${rank}`).join(", ")}`,
    );
    const everyRank = Array.from({ length: STATES * CLASS_COUNT }, (_, spans) => spans);
    this.#ages = connection.prepare(
      `SELECT min(atMs) AS atMs FROM (${everyRank.map((spans) => `SELECT ${first("createdAtMs", spans)} AS atMs`).join(" UNION ALL ")})`,
    );
    this.#due = connection.prepare("SELECT * FROM item WHERE account = ? AND dueAtMs <= ? ORDER BY dueAtMs LIMIT 100");
    this.#nextDue = connection.prepare("SELECT min(dueAtMs) AS atMs FROM item WHERE account = ? AND dueAtMs > 0");
    this.#oldestOwn = connection.prepare(
      `SELECT ${PLACE_COLUMNS} FROM item WHERE place > ? AND place < ? AND class = ? ORDER BY place LIMIT 1`,
    );
    this.#lifted = connection.prepare(
      `SELECT ${PLACE_COLUMNS} FROM item WHERE account = ? AND lifted IS NOT NULL ORDER BY seq`,
    );
  }

  /** What is ready, most valuable and oldest first. */
  ready(account: Account, limit: number): ItemRow[] {
    const from = placeAt(account.id, READY, 0, 0);
    return this.#between.all(from, from + STATE_SPAN, limit);
  }

  /** The oldest ready item of each class that has any. */
  heads(account: Account): Head[] {
    const row = this.#heads.get(...times(4 * CLASS_COUNT, placeAt(account.id, READY, 0, 0))) ?? {};
    return RANKS.flatMap((rank) => {
      const createdAtMs = row[`createdAtMs${rank}`] ?? undefined;
      const expiresAtMs = row[`expiresAtMs${rank}`] ?? undefined;
      return createdAtMs === undefined || expiresAtMs === undefined ? [] : [{ class: rank, createdAtMs, expiresAtMs }];
    });
  }

  /** Some of what was delayed or leased until now, earliest first. */
  due(account: Account, nowMs: number): ItemRow[] {
    return this.#due.all(account.id, nowMs);
  }

  nextDueAt(account: Account): number | undefined {
    return this.#nextDue.get(account.id)?.atMs ?? undefined;
  }

  /** When the oldest of what is not gone was created. */
  oldestAtMs(account: Account): number | undefined {
    return this.#ages.get(...times(2 * STATES * CLASS_COUNT, placeAt(account.id, READY, 0, 0)))?.atMs ?? undefined;
  }

  /** The least valuable, oldest item that is not being sent. */
  leastValuable(): ItemPlace | undefined {
    for (const rank of RANKS.toReversed()) {
      let oldest: ItemPlace | undefined;
      for (const { id, entry } of this.#books.accounts) {
        if (entry.pending === 0) continue;
        const found = ([READY, WAITING, DELAYED] as const).map((state) => this.#oldestIn(id, state, rank));
        if (rank === STOP) found.push(this.#lifted.all(id).find(({ place }) => stateAt(place) === READY));
        for (const item of found) {
          if (item !== undefined && (oldest === undefined || item.seq < oldest.seq)) oldest = item;
        }
      }
      if (oldest !== undefined) return oldest;
    }
    return undefined;
  }

  #oldestIn(account: number, state: PlaceState, rank: number): ItemPlace | undefined {
    const from = placeAt(account, state, rank, 0);
    return this.#oldestOwn.get(from, from + RANK_SPAN, rank);
  }
}

function times(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value);
}
