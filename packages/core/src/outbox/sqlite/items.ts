import type { NewDelivery } from "../delivery.ts";
import { type Account, type Books, countItem } from "./books.ts";
import type { Connection, Statement } from "./connection.ts";
import {
  DELAYED,
  LEASED,
  type PlaceState,
  placeAt,
  RANK_SPAN,
  READY,
  STATE_SPAN,
  stateAt,
  WAITING,
} from "./item-place.ts";
import { type ItemPlace, type ItemRow, isBarrier, keysText, placeOf, START, STOP, storable } from "./item-row.ts";

/** What an item carries on when it is not new: it comes back from the dead letters, or out of another file. */
export interface EarlierLife {
  id?: string;
  attempts?: number;
}

const OVERHEAD_BYTES = 200;
const PLACE = "place, seq, account, class, bytes, lifted, userId";
const CLASSES = [0, 1, 2, 3, 4];

/** How much room a delivery takes in an outbox. */
export function bytesOf(body: string): number {
  return Buffer.byteLength(body) + OVERHEAD_BYTES;
}

/** The deliveries that are not gone, with their order. Every change keeps the books. */
export class Items {
  readonly #books: Books;
  readonly #insert: Statement<unknown>;
  readonly #delete: Statement<unknown>;
  readonly #move: Statement<unknown>;
  readonly #putDueBack: Statement<unknown>;
  readonly #tried: Statement<unknown>;
  readonly #toLift: Statement<ItemPlace>;
  readonly #lift: Statement<unknown>;
  readonly #earlierBarrier: Statement<{ seq: number }>;
  readonly #earlierStart: Statement<{ seq: number }>;
  readonly #anyBarrier: Statement<unknown>;
  readonly #waitingFor: Statement<ItemPlace>;
  readonly #byPlace: Statement<ItemRow>;
  readonly #byId: Statement<ItemRow>;
  readonly #between: Statement<ItemRow>;
  readonly #heads: Statement<Record<string, number | null>>;
  readonly #ages: Statement<{ atMs: number | null }>;
  readonly #due: Statement<ItemRow>;
  readonly #nextDue: Statement<{ atMs: number | null }>;
  readonly #oldestOwn: Statement<ItemPlace>;
  readonly #lifted: Statement<ItemPlace>;
  readonly #ofUser: Statement<ItemPlace>;

  constructor(connection: Connection, books: Books) {
    this.#books = books;
    this.#insert = connection.prepare(
      `INSERT INTO item (place, seq, account, class, bytes, createdAtMs, expiresAtMs, onLost, attempts, blocker, id, userId, method, keys, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#delete = connection.prepare("DELETE FROM item WHERE place = ?");
    this.#move = connection.prepare("UPDATE item SET place = ?, dueAtMs = ?, blocker = ? WHERE place = ?");
    this.#putDueBack = connection.prepare("UPDATE item SET dueAtMs = max(1, dueAtMs - ?) WHERE dueAtMs IS NOT NULL");
    this.#tried = connection.prepare("UPDATE item SET attempts = attempts + 1 WHERE place = ?");
    const ofUser = "userId = ? AND account = ? AND class IN (0, 2)";
    this.#toLift = connection.prepare(
      `SELECT ${PLACE} FROM item WHERE ${ofUser} AND class = ${STOP} AND lifted IS NULL AND seq < ?`,
    );
    this.#lift = connection.prepare("UPDATE item SET place = ?, lifted = 1 WHERE place = ?");
    const last = "ORDER BY seq DESC LIMIT 1";
    this.#earlierBarrier = connection.prepare(`SELECT seq FROM item WHERE ${ofUser} AND seq < ? ${last}`);
    this.#earlierStart = connection.prepare(
      `SELECT seq FROM item WHERE ${ofUser} AND class = ${START} AND seq < ? ${last}`,
    );
    this.#anyBarrier = connection.prepare("SELECT 1 FROM item WHERE userId = ? AND class IN (0, 2) LIMIT 1");
    this.#waitingFor = connection.prepare(`SELECT ${PLACE} FROM item WHERE blocker = ? ORDER BY seq`);
    this.#byPlace = connection.prepare("SELECT * FROM item WHERE place = ?");
    this.#byId = connection.prepare("SELECT * FROM item WHERE id = ?");
    this.#between = connection.prepare("SELECT * FROM item WHERE place > ? AND place < ? ORDER BY place LIMIT ?");
    // The same value for every mark: one that is numbered could be used many times, but Node 22 binds none of those.
    const first = (column: string, spans: number): string =>
      `(SELECT ${column} FROM item WHERE place > ? + ${spans * RANK_SPAN} AND place < ? + ${(spans + 1) * RANK_SPAN} ORDER BY place LIMIT 1)`;
    this.#heads = connection.prepare(
      `SELECT ${CLASSES.map((rank) => `${first("createdAtMs", rank)} AS createdAtMs${rank}, ${first("expiresAtMs", rank)} AS expiresAtMs${rank}`).join(", ")}`,
    );
    const everyRank = Array.from({ length: 4 * CLASSES.length }, (_, spans) => spans);
    this.#ages = connection.prepare(
      `SELECT min(atMs) AS atMs FROM (${everyRank.map((spans) => `SELECT ${first("createdAtMs", spans)} AS atMs`).join(" UNION ALL ")})`,
    );
    this.#due = connection.prepare("SELECT * FROM item WHERE account = ? AND dueAtMs <= ? ORDER BY dueAtMs LIMIT 100");
    this.#nextDue = connection.prepare("SELECT min(dueAtMs) AS atMs FROM item WHERE account = ? AND dueAtMs > 0");
    this.#oldestOwn = connection.prepare(
      `SELECT ${PLACE} FROM item WHERE place > ? AND place < ? AND class = ? ORDER BY place LIMIT 1`,
    );
    this.#lifted = connection.prepare(
      `SELECT ${PLACE} FROM item WHERE account = ? AND lifted IS NOT NULL ORDER BY seq`,
    );
    this.#ofUser = connection.prepare(`SELECT ${PLACE} FROM item WHERE userId = ? ORDER BY seq`);
  }

  /** Gives its place in the order in which things come. */
  add(delivery: NewDelivery, bytes: number, earlier: EarlierLife = {}): number {
    const account = this.#books.accountOf(delivery.destination);
    const seq = this.#books.nextSeq();
    const rank = placeOf(delivery.class);
    const userId = delivery.userId ?? null;
    const blocker = userId === null || account.barriers === 0 ? null : this.#blockerOf(userId, account.id, rank, seq);
    this.#insert.run(
      placeAt(account.id, blocker === null ? READY : WAITING, rank, seq),
      seq,
      account.id,
      rank,
      bytes,
      delivery.createdAtMs,
      storable(delivery.expiresAtMs),
      delivery.onLostAnswer === "bury" ? 1 : 0,
      earlier.attempts ?? 0,
      blocker,
      earlier.id ?? null,
      userId,
      delivery.method,
      keysText(delivery.dedupeKeys),
      delivery.body,
    );
    // A start is not to wait for something of less value.
    if (rank === START && userId !== null && account.barriers > 0) this.#liftBefore(userId, account.id, seq);
    countItem(account, { isReady: blocker === null, isBarrier: userId !== null && isBarrier(rank), bytes });
    return seq;
  }

  /** `place`: where it stood when it was last seen, if that is known. */
  find(id: string, place?: number): ItemRow | undefined {
    const there = place === undefined ? undefined : this.#byPlace.get(place);
    if (there !== undefined && this.idOf(there) === id) return there;
    const named = this.#byId.get(id);
    if (named !== undefined) return named;
    const prefix = `${this.#books.idPrefix}-`;
    const row = id.startsWith(prefix) ? this.search(Number.parseInt(id.slice(prefix.length), 36)) : undefined;
    // One that has an id of its own goes by that alone.
    return row?.id === null ? row : undefined;
  }

  /** What is ready, most valuable and oldest first. */
  ready(account: Account, limit: number): ItemRow[] {
    const from = placeAt(account.id, READY, 0, 0);
    return this.#between.all(from, from + STATE_SPAN, limit);
  }

  /** The oldest ready item of each class that has any: its class, when it was created and when it expires. */
  heads(account: Account): { class: number; createdAtMs: number; expiresAtMs: number }[] {
    const row = this.#heads.get(...times(4 * CLASSES.length, placeAt(account.id, READY, 0, 0))) ?? {};
    return CLASSES.flatMap((rank) => {
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
    return this.#ages.get(...times(8 * CLASSES.length, placeAt(account.id, READY, 0, 0)))?.atMs ?? undefined;
  }

  /** The least valuable, oldest item that is not being sent. */
  leastValuable(): ItemPlace | undefined {
    for (const rank of CLASSES.toReversed()) {
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

  /** Whether a start or stop of a user waits or is being sent. */
  holdsBack(userId: string): boolean {
    return this.#anyBarrier.get(userId) !== undefined;
  }

  ofUser(userId: string): ItemPlace[] {
    return this.#ofUser.all(userId);
  }

  /** Gives the place at which it is then found. */
  lease(row: ItemPlace, untilMs: number): number {
    return this.#moveTo(row, LEASED, untilMs, null);
  }

  delay(row: ItemPlace, dueAtMs: number): void {
    this.#moveTo(row, DELAYED, storable(dueAtMs), null);
  }

  makeReady(row: ItemPlace): void {
    this.#moveTo(row, READY, null, null);
  }

  /** The clock was put back by so much: what waits for a moment is not to wait that much longer. */
  putDueBack(byMs: number): void {
    this.#putDueBack.run(byMs);
  }

  /** Counts an attempt to send it. */
  tried(row: ItemPlace): void {
    this.#tried.run(row.place);
  }

  remove(row: ItemPlace): void {
    this.#delete.run(row.place);
    const account = this.#books.openById(row.account);
    account.entry.pending--;
    account.bytes -= row.bytes;
    if (stateAt(row.place) === READY) countReady(account, row, -1);
    if (row.userId === null || !isBarrier(row.class)) return;
    account.barriers--;
    for (const waiter of this.#waitingFor.all(row.seq)) this.#orderAgain(waiter, row.userId);
  }

  idOf(row: Pick<ItemRow, "seq" | "id">): string {
    return row.id ?? `${this.#books.idPrefix}-${row.seq.toString(36)}`;
  }

  nextId(): string {
    return `${this.#books.idPrefix}-${this.#books.nextSeq().toString(36)}`;
  }

  /** Looks at every place where it could stand. */
  search(seq: number): ItemRow | undefined {
    for (const { id } of this.#books.accounts) {
      for (const state of [LEASED, READY, DELAYED, WAITING] as const) {
        for (const rank of CLASSES) {
          const row = this.#byPlace.get(placeAt(id, state, rank, seq));
          if (row !== undefined) return row;
        }
      }
    }
    return undefined;
  }

  #oldestIn(account: number, state: PlaceState, rank: number): ItemPlace | undefined {
    const from = placeAt(account, state, rank, 0);
    return this.#oldestOwn.get(from, from + RANK_SPAN, rank);
  }

  #moveTo(row: ItemPlace, state: PlaceState, dueAtMs: number | null, blocker: number | null): number {
    // Only what is ready stands where it has been lifted to; elsewhere it goes by its own worth when room is needed.
    const rank = state === READY && row.lifted === 1 ? START : row.class;
    const place = placeAt(row.account, state, rank, row.seq);
    this.#move.run(place, dueAtMs, blocker, row.place);
    const before = stateAt(row.place);
    if (before === state) return place;
    const account = this.#books.openById(row.account);
    if (before === READY) countReady(account, row, -1);
    if (state === READY) countReady(account, row, 1);
    return place;
  }

  #liftBefore(userId: string, account: number, seq: number): void {
    for (const stop of this.#toLift.all(userId, account, seq)) {
      const isReady = stateAt(stop.place) === READY;
      this.#lift.run(isReady ? placeAt(account, READY, START, stop.seq) : stop.place, stop.place);
    }
  }

  /** What it waited for is gone: it is ready, or waits for what stood before that. */
  #orderAgain(row: ItemPlace, userId: string): void {
    const blocker = this.#blockerOf(userId, row.account, row.class, row.seq);
    this.#moveTo(row, blocker === null ? READY : WAITING, null, blocker);
  }

  /**
   * What an item of a user has to wait for: starts and stops for each other, everything else for earlier starts only,
   * so that a goal is never known before the start it belongs to.
   */
  #blockerOf(userId: string, account: number, rank: number, seq: number): number | null {
    const earlier = isBarrier(rank) ? this.#earlierBarrier : this.#earlierStart;
    return earlier.get(userId, account, seq)?.seq ?? null;
  }
}

function countReady(account: Account, { bytes }: ItemPlace, by: 1 | -1): void {
  account.readyCount += by;
  account.readyBytes += by * bytes;
}

function times(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value);
}
