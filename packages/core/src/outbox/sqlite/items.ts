import type { NewDelivery } from "../delivery.ts";
import type { Account, Books } from "./books.ts";
import type { Connection, Statement } from "./connection.ts";
import { DELAYED, type ItemRow, keysText, LEASED, placeOf, READY, storable, WAITING } from "./item-row.ts";

/** Enough of an item to move it. */
export type ItemPlace = Pick<ItemRow, "seq" | "account" | "class" | "state" | "bytes" | "userId">;

/** What an item carries on when it is not new: it comes back from the dead letters, or out of another file. */
export interface EarlierLife {
  id?: string;
  attempts?: number;
}

const OVERHEAD_BYTES = 200;
const PLACE = "seq, account, class, state, bytes, userId";
const START = placeOf("start");
const STOP = placeOf("stop");

/** How much room a delivery takes in an outbox. */
export function bytesOf(body: string): number {
  return Buffer.byteLength(body) + OVERHEAD_BYTES;
}

/** The deliveries that are not gone, with their order. Every change keeps the books. */
export class Items {
  readonly #books: Books;
  readonly #insert: Statement<unknown>;
  readonly #delete: Statement<unknown>;
  readonly #setReady: Statement<unknown>;
  readonly #setWaiting: Statement<unknown>;
  readonly #setAway: Statement<unknown>;
  readonly #lift: Statement<unknown>;
  readonly #earlierBarrier: Statement<{ seq: number }>;
  readonly #earlierStart: Statement<{ seq: number }>;
  readonly #waitingFor: Statement<ItemPlace>;
  readonly #bySeq: Statement<ItemRow>;
  readonly #byId: Statement<ItemRow>;
  readonly #ready: Statement<ItemRow>;
  readonly #heads: Statement<Record<string, number | null>>;
  readonly #due: Statement<ItemRow>;
  readonly #nextDue: Statement<{ atMs: number | null }>;
  readonly #oldestReady: Statement<ItemPlace>;
  readonly #oldestAway: Statement<ItemPlace>;
  readonly #oldestLifted: Statement<ItemPlace>;
  readonly #ages: Statement<{ atMs: number | null }>;
  readonly #ofUser: Statement<ItemPlace>;

  constructor(connection: Connection, books: Books) {
    this.#books = books;
    const barrier = (classes: string): string =>
      `SELECT seq FROM item WHERE userId = ? AND account = ? AND class IN (0, 2)${classes} AND seq < ? ORDER BY seq DESC LIMIT 1`;
    this.#insert = connection.prepare(
      `INSERT INTO item (seq, account, class, rank, state, bytes, createdAtMs, expiresAtMs, onLost, userId, method, body, keys, blocker, id, attempts)
       VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)`,
    );
    this.#delete = connection.prepare("DELETE FROM item WHERE seq = ?");
    this.#setReady = connection.prepare(
      `UPDATE item SET state = ${READY}, dueAtMs = NULL, blocker = NULL WHERE seq = ?`,
    );
    this.#setWaiting = connection.prepare(
      `UPDATE item SET state = ${WAITING}, dueAtMs = NULL, blocker = ? WHERE seq = ?`,
    );
    this.#setAway = connection.prepare("UPDATE item SET state = ?, dueAtMs = ?, attempts = ? WHERE seq = ?");
    this.#lift = connection.prepare(
      `UPDATE item SET rank = ${START} WHERE userId = ? AND account = ? AND class IN (0, 2) AND class = ${STOP} AND seq < ?`,
    );
    this.#earlierBarrier = connection.prepare(barrier(""));
    this.#earlierStart = connection.prepare(barrier(` AND class = ${START}`));
    this.#waitingFor = connection.prepare(`SELECT ${PLACE} FROM item WHERE blocker = ? ORDER BY seq`);
    this.#bySeq = connection.prepare("SELECT * FROM item WHERE seq = ?");
    this.#byId = connection.prepare("SELECT * FROM item WHERE id = ?");
    this.#ready = connection.prepare(
      `SELECT * FROM item WHERE account = ? AND state = ${READY} ORDER BY rank, seq LIMIT ?`,
    );
    const head = (rank: number, column: string): string =>
      `(SELECT ${column} FROM item WHERE account = ?1 AND state = ${READY} AND rank = ${rank} ORDER BY seq LIMIT 1) AS ${column}${rank}`;
    this.#heads = connection.prepare(
      `SELECT ${[0, 1, 2, 3, 4].flatMap((rank) => [head(rank, "createdAtMs"), head(rank, "expiresAtMs")]).join(", ")}`,
    );
    this.#due = connection.prepare("SELECT * FROM item WHERE account = ? AND dueAtMs <= ? ORDER BY dueAtMs LIMIT 100");
    this.#nextDue = connection.prepare("SELECT min(dueAtMs) AS atMs FROM item WHERE account = ? AND dueAtMs > 0");
    this.#oldestReady = connection.prepare(
      `SELECT ${PLACE} FROM item WHERE account = ?1 AND state = ${READY} AND rank = ?2 AND class = ?2 ORDER BY seq LIMIT 1`,
    );
    this.#oldestAway = connection.prepare(
      `SELECT ${PLACE} FROM item WHERE account = ? AND class = ? AND state <> 0 AND state <> ${LEASED} ORDER BY seq LIMIT 1`,
    );
    this.#oldestLifted = connection.prepare(
      `SELECT ${PLACE} FROM item WHERE account = ? AND rank <> class AND state = ${READY} ORDER BY seq LIMIT 1`,
    );
    const oldest = (condition: string): string =>
      `(SELECT createdAtMs FROM item WHERE account = ?1 AND ${condition} ORDER BY seq LIMIT 1)`;
    const each = [0, 1, 2, 3, 4].flatMap((place) => [
      oldest(`state = ${READY} AND rank = ${place}`),
      oldest(`state <> 0 AND class = ${place}`),
    ]);
    this.#ages = connection.prepare(
      `SELECT min(atMs) AS atMs FROM (${each.map((one) => `SELECT ${one} AS atMs`).join(" UNION ALL ")})`,
    );
    this.#ofUser = connection.prepare(`SELECT ${PLACE} FROM item WHERE userId = ? ORDER BY seq`);
  }

  /** Gives its place in the order in which things come. */
  add(delivery: NewDelivery, bytes: number, earlier: EarlierLife = {}): number {
    const account = this.#books.open(delivery.destination);
    const seq = this.#books.nextSeq();
    const place = placeOf(delivery.class);
    const userId = delivery.userId ?? null;
    const blocker = userId === null || account.barriers === 0 ? null : this.#blockerOf(userId, account.id, place, seq);
    this.#insert.run(
      seq,
      account.id,
      place,
      blocker === null ? READY : WAITING,
      bytes,
      delivery.createdAtMs,
      storable(delivery.expiresAtMs),
      delivery.onLostAnswer === "bury" ? 1 : 0,
      userId,
      delivery.method,
      delivery.body,
      keysText(delivery.dedupeKeys),
      blocker,
      earlier.id ?? null,
      earlier.attempts ?? 0,
    );
    account.entry.pending++;
    account.bytes += bytes;
    if (blocker === null) {
      account.readyCount++;
      account.readyBytes += bytes;
    }
    if (userId !== null && isBarrier(place)) {
      // A start is not to wait for something of less value.
      if (place === START && account.barriers > 0) this.#lift.run(userId, account.id, seq);
      account.barriers++;
    }
    return seq;
  }

  find(id: string): ItemRow | undefined {
    const named = this.#byId.get(id);
    if (named !== undefined) return named;
    const prefix = `${this.#books.idPrefix}-`;
    const row = id.startsWith(prefix) ? this.findBySeq(Number.parseInt(id.slice(prefix.length), 36)) : undefined;
    // One that has an id of its own goes by that alone.
    return row?.id === null ? row : undefined;
  }

  findBySeq(seq: number): ItemRow | undefined {
    return this.#bySeq.get(seq);
  }

  /** What is ready, most valuable and oldest first. */
  ready(account: Account, limit: number): ItemRow[] {
    return this.#ready.all(account.id, limit);
  }

  /** The oldest ready item of each class that has any: its class, when it was created and when it expires. */
  heads(account: Account): { class: number; createdAtMs: number; expiresAtMs: number }[] {
    const row = this.#heads.get(account.id) ?? {};
    return [0, 1, 2, 3, 4].flatMap((place) => {
      const createdAtMs = row[`createdAtMs${place}`] ?? undefined;
      const expiresAtMs = row[`expiresAtMs${place}`] ?? undefined;
      return createdAtMs === undefined || expiresAtMs === undefined ? [] : [{ class: place, createdAtMs, expiresAtMs }];
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
    return this.#ages.get(account.id)?.atMs ?? undefined;
  }

  /** The least valuable, oldest item that is not being sent. */
  leastValuable(): ItemPlace | undefined {
    for (let place = 4; place >= 0; place--) {
      let oldest: ItemPlace | undefined;
      for (const { id, entry } of this.#books.accounts) {
        if (entry.pending === 0) continue;
        const found = [this.#oldestReady.get(id, place), this.#oldestAway.get(id, place)];
        if (place === STOP) found.push(this.#oldestLifted.get(id));
        for (const item of found) {
          if (item !== undefined && (oldest === undefined || item.seq < oldest.seq)) oldest = item;
        }
      }
      if (oldest !== undefined) return oldest;
    }
    return undefined;
  }

  ofUser(userId: string): ItemPlace[] {
    return this.#ofUser.all(userId);
  }

  lease(row: ItemRow, untilMs: number): void {
    this.#away(row, LEASED, untilMs, row.attempts);
  }

  delay(row: ItemRow, dueAtMs: number, attempts: number): void {
    this.#away(row, DELAYED, storable(dueAtMs), attempts);
  }

  makeReady(row: ItemPlace): void {
    this.#setReady.run(row.seq);
    if (row.state === READY) return;
    const account = this.#books.openById(row.account);
    account.readyCount++;
    account.readyBytes += row.bytes;
  }

  remove(row: ItemPlace): void {
    this.#delete.run(row.seq);
    const account = this.#books.openById(row.account);
    account.entry.pending--;
    account.bytes -= row.bytes;
    this.#leaveReady(account, row);
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

  #away(row: ItemRow, state: typeof DELAYED | typeof LEASED, dueAtMs: number, attempts: number): void {
    this.#setAway.run(state, dueAtMs, attempts, row.seq);
    this.#leaveReady(this.#books.openById(row.account), row);
  }

  #leaveReady(account: Account, row: ItemPlace): void {
    if (row.state !== READY) return;
    account.readyCount--;
    account.readyBytes -= row.bytes;
  }

  /** What it waited for is gone: it is ready, or waits for what stood before that. */
  #orderAgain(row: ItemPlace, userId: string): void {
    const blocker = this.#blockerOf(userId, row.account, row.class, row.seq);
    if (blocker === null) {
      this.makeReady(row);
      return;
    }
    this.#setWaiting.run(blocker, row.seq);
  }

  /**
   * What an item of a user has to wait for: starts and stops for each other, everything else for earlier starts only,
   * so that a goal is never known before the start it belongs to.
   */
  #blockerOf(userId: string, account: number, place: number, seq: number): number | null {
    const earlier = isBarrier(place) ? this.#earlierBarrier : this.#earlierStart;
    return earlier.get(userId, account, seq)?.seq ?? null;
  }
}

function isBarrier(place: number): boolean {
  return place === START || place === STOP;
}
