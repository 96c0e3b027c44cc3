import type { NewDelivery } from "../../delivery.ts";
import type { DropReason } from "../../ledger.ts";
import type { Connection, Statement } from "../driver/node-driver.ts";
import {
  CLASS_COUNT,
  type ItemPlace,
  type ItemRow,
  isBarrier,
  keysText,
  PLACE_COLUMNS,
  placeOf,
  START,
  storable,
} from "./delivery-row.ts";
import { type Account, type Books, countItem } from "./ledger-counters.ts";
import { DELAYED, LEASED, type PlaceState, placeAt, READY, stateAt, WAITING } from "./place.ts";
import { UserBarriers } from "./user-order.ts";

/** What an item carries on when it is not new: it comes back from the dead letters, or out of another file. */
export interface EarlierLife {
  id?: string;
  attempts?: number;
}

const OVERHEAD_BYTES = 200;

/** How much room a delivery takes in an outbox. */
export function bytesOf(body: string): number {
  return Buffer.byteLength(body) + OVERHEAD_BYTES;
}

/** The deliveries that are not gone, with their order. Every change keeps the books. */
export class Items {
  readonly #books: Books;
  readonly #barriers: UserBarriers;
  readonly #insert: Statement<unknown>;
  readonly #delete: Statement<unknown>;
  readonly #move: Statement<unknown>;
  readonly #putDueBack: Statement<unknown>;
  readonly #tried: Statement<unknown>;
  readonly #byPlace: Statement<ItemRow>;
  readonly #byId: Statement<ItemRow>;
  readonly #ofUser: Statement<ItemPlace>;

  constructor(connection: Connection, books: Books) {
    this.#books = books;
    this.#barriers = new UserBarriers(connection);
    this.#insert = connection.prepare(
      `INSERT INTO item (place, seq, account, class, bytes, createdAtMs, expiresAtMs, onLost, attempts, blocker, id, userId, method, keys, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#delete = connection.prepare("DELETE FROM item WHERE place = ?");
    this.#move = connection.prepare("UPDATE item SET place = ?, dueAtMs = ?, blocker = ? WHERE place = ?");
    this.#putDueBack = connection.prepare("UPDATE item SET dueAtMs = max(1, dueAtMs - ?) WHERE dueAtMs IS NOT NULL");
    this.#tried = connection.prepare("UPDATE item SET attempts = attempts + 1 WHERE place = ?");
    this.#byPlace = connection.prepare("SELECT * FROM item WHERE place = ?");
    this.#byId = connection.prepare("SELECT * FROM item WHERE id = ?");
    this.#ofUser = connection.prepare(`SELECT ${PLACE_COLUMNS} FROM item WHERE userId = ? ORDER BY seq`);
  }

  /** Gives its place in the order in which things come. */
  add(delivery: NewDelivery, bytes: number, earlier?: EarlierLife): number {
    const account = this.#books.accountOf(delivery.destination);
    const seq = this.#books.nextSeq();
    const rank = placeOf(delivery.class);
    const userId = delivery.userId ?? null;
    const blocker =
      userId === null || account.barriers === 0 ? null : this.#barriers.blockerOf(userId, account.id, rank, seq);
    this.#insert.run(
      placeAt(account.id, blocker === null ? READY : WAITING, rank, seq),
      seq,
      account.id,
      rank,
      bytes,
      delivery.createdAtMs,
      storable(delivery.expiresAtMs),
      delivery.onLostAnswer === "bury" ? 1 : 0,
      earlier?.attempts ?? 0,
      blocker,
      earlier?.id ?? null,
      userId,
      delivery.method,
      keysText(delivery.dedupeKeys),
      delivery.body,
    );
    if (rank === START && userId !== null && account.barriers > 0) this.#barriers.liftBefore(userId, account.id, seq);
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

  /** Whether a start or stop of a user waits or is being sent. */
  holdsBack(userId: string): boolean {
    return this.#barriers.has(userId);
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
    for (const waiter of this.#barriers.waitingFor(row.seq)) this.#orderAgain(waiter, row.userId);
  }

  /** Removes an item that will not be sent, and counts why. */
  drop(row: ItemPlace, reason: DropReason): void {
    this.remove(row);
    this.#books.openById(row.account).entry.dropped[reason]++;
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
        for (let rank = 0; rank < CLASS_COUNT; rank++) {
          const row = this.#byPlace.get(placeAt(id, state, rank, seq));
          if (row !== undefined) return row;
        }
      }
    }
    return undefined;
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

  /** What it waited for is gone: it is ready, or waits for what stood before that. */
  #orderAgain(row: ItemPlace, userId: string): void {
    const blocker = this.#barriers.blockerOf(userId, row.account, row.class, row.seq);
    this.#moveTo(row, blocker === null ? READY : WAITING, null, blocker);
  }
}

function countReady(account: Account, { bytes }: ItemPlace, by: 1 | -1): void {
  account.readyCount += by;
  account.readyBytes += by * bytes;
}
