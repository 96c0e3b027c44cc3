import type { NewDelivery } from "../../delivery.ts";
import type { DropReason } from "../../ledger.ts";
import { rankOf } from "../../rules/class-rank.ts";
import type { Statement } from "../driver/sqlite-driver.ts";
import type { DestinationCounters } from "./counters-page.ts";
import {
  CLASS_COUNT,
  type DeliveryRow,
  isBarrierRank,
  keysText,
  PLACE_COLUMNS,
  type PlacedDelivery,
  START,
  STOP,
  storable,
} from "./delivery-row.ts";
import type { FreshRows } from "./fresh-rows.ts";
import type { LeasedDelivery } from "./held-lease.ts";
import { type LeaseNote, writeLeaseNote } from "./lease-note.ts";
import { countDelivery, type LedgerCounters } from "./ledger-counters.ts";
import { DELAYED, LEASED, type PlaceState, placeAt, READY, STATE_SPAN, stateAt, WAITING } from "./place.ts";
import { UserOrder } from "./user-order.ts";

/** What a delivery carries on when it is not new: it comes back from the dead letters, or out of another file. */
export interface EarlierLife {
  id?: string;
  attempts?: number;
}

/** What keeps a delivery where it is moved to. */
type Until = Pick<DeliveryRow, "dueAtMs" | "waitsFor" | "lease">;

/** How far a delivery moves that is leased, unless it was lifted. */
const LEASED_AFTER_READY = (LEASED - READY) * STATE_SPAN;

/** The deliveries that are not gone, with their order. Every change keeps the counters. */
export class Deliveries {
  readonly #fresh: FreshRows;
  readonly #ledger: LedgerCounters;
  readonly #order: UserOrder;
  /** How many were dropped because they cannot be read, by destination. */
  #corrupt = new Map<string, number>();
  readonly #delete: Statement<unknown>;
  readonly #countAt: Statement<{ count: number }>;
  readonly #deleteAt: Statement<unknown>;
  readonly #move: Statement<unknown>;
  readonly #leaseAt: Statement<unknown>;
  readonly #putDueBack: Statement<unknown>;
  readonly #tried: Statement<unknown>;
  readonly #disown: Statement<unknown>;
  readonly #byPlace: Statement<DeliveryRow>;
  readonly #byId: Statement<DeliveryRow>;
  readonly #ofUser: Statement<PlacedDelivery>;

  constructor(fresh: FreshRows, ledger: LedgerCounters) {
    this.#fresh = fresh;
    this.#ledger = ledger;
    this.#order = new UserOrder(fresh);
    this.#delete = fresh.prepare("DELETE FROM delivery WHERE place = ?");
    // One statement for a whole batch, whatever its size: each would cost more than what it does to a row.
    const among = "place IN (SELECT value FROM json_each(?))";
    this.#countAt = fresh.prepare(`SELECT count(*) AS count FROM delivery WHERE ${among}`);
    this.#deleteAt = fresh.prepare(`DELETE FROM delivery WHERE ${among}`);
    this.#move = fresh.prepare("UPDATE delivery SET place = ?, dueAtMs = ?, waitsFor = ?, lease = ? WHERE place = ?");
    this.#leaseAt = fresh.prepare(
      `UPDATE delivery SET place = place + ${LEASED_AFTER_READY}, dueAtMs = ?, waitsFor = NULL, lease = ? WHERE ${among}`,
    );
    this.#putDueBack = fresh.prepare("UPDATE delivery SET dueAtMs = max(1, dueAtMs - ?) WHERE dueAtMs IS NOT NULL");
    this.#tried = fresh.prepare("UPDATE delivery SET attempts = attempts + 1 WHERE place = ?");
    this.#disown = fresh.prepare("UPDATE delivery SET userId = NULL WHERE place = ?");
    this.#byPlace = fresh.prepare("SELECT * FROM delivery WHERE place = ?");
    this.#byId = fresh.prepare("SELECT * FROM delivery WHERE id = ?");
    this.#ofUser = fresh.prepare(`SELECT ${PLACE_COLUMNS} FROM delivery WHERE userId = ? ORDER BY seq`);
  }

  /** Gives its place in the order in which things come. */
  add(delivery: NewDelivery, bytes: number, earlier?: EarlierLife): number {
    const counters = this.#ledger.countersOf(delivery.destination);
    const seq = this.#ledger.nextSeq();
    const rank = rankOf(delivery.class);
    const userId = delivery.userId ?? null;
    const barrier =
      userId === null || counters.barriers === 0
        ? undefined
        : this.#order.barrierBefore(userId, counters.id, rank, seq);
    const waitsFor = barrier?.seq ?? null;
    this.#fresh.add({
      place: placeAt(counters.id, waitsFor === null ? READY : WAITING, rank, seq),
      seq,
      destination: counters.id,
      class: rank,
      bytes,
      createdAtMs: delivery.createdAtMs,
      expiresAtMs: storable(delivery.expiresAtMs),
      buryIfLost: delivery.onLostAnswer === "bury" ? 1 : 0,
      attempts: earlier?.attempts ?? 0,
      lifted: null,
      dueAtMs: null,
      waitsFor,
      id: earlier?.id ?? null,
      userId,
      method: delivery.method,
      dedupeKeys: keysText(delivery.dedupeKeys),
      body: delivery.body,
      lease: null,
    });
    // One that was kept elsewhere is left out alone if the file does not take it.
    if (earlier !== undefined) this.#fresh.write();
    if (rank === START && userId !== null && barrier?.class === STOP) {
      this.#order.liftBefore(userId, counters.id, seq);
    }
    countDelivery(counters, { isReady: waitsFor === null, isBarrier: userId !== null && isBarrierRank(rank), bytes });
    return seq;
  }

  /** `place`: where it stood when it was last seen, if that is known. */
  find(id: string, place?: number): DeliveryRow | undefined {
    const there = place === undefined ? undefined : this.#byPlace.get(place);
    if (there !== undefined && this.idOf(there) === id) return there;
    const named = this.#byId.get(id);
    if (named !== undefined) return named;
    const prefix = `${this.#ledger.idPrefix}-`;
    const row = id.startsWith(prefix) ? this.search(Number.parseInt(id.slice(prefix.length), 36)) : undefined;
    // One that has an id of its own goes by that alone.
    return row?.id === null ? row : undefined;
  }

  at(place: number): DeliveryRow | undefined {
    return this.#byPlace.get(place);
  }

  /** Whether a start or stop of a user waits or is being sent. */
  holdsBack(userId: string): boolean {
    return this.#order.has(userId);
  }

  ofUser(userId: string): PlacedDelivery[] {
    return this.#ofUser.all(userId);
  }

  /** Gives the place at which it is then found. `note`: whose the lease is, if that is known. */
  lease(row: PlacedDelivery, untilMs: number, note: LeaseNote | undefined): number {
    return this.#moveTo(row, LEASED, { dueAtMs: untilMs, ...(note !== undefined && { lease: writeLeaseNote(note) }) });
  }

  /** The same for some that are ready, all for one destination. `heldLease` says where each is then found. */
  leaseReady(rows: readonly DeliveryRow[], untilMs: number, note: LeaseNote | undefined): void {
    const lease = note === undefined ? null : writeLeaseNote(note);
    const written = this.#fresh.lease(rows, untilMs, lease);
    const alike = written.filter(({ lifted }) => lifted !== 1);
    const alone = alike.length === 1 ? written : written.filter(({ lifted }) => lifted === 1);
    for (const row of alone) this.lease(row, untilMs, note);
    if (alike.length > 1) this.#leaseAt.write(untilMs, lease, placesOf(alike));
    const together = rows.filter((row) => !alone.includes(row));
    const [first] = together;
    if (first === undefined) return;
    const counters = this.#ledger.openById(first.destination);
    for (const row of together) countReady(counters, row, -1);
  }

  delay(row: PlacedDelivery, dueAtMs: number): void {
    this.#moveTo(row, DELAYED, { dueAtMs: storable(dueAtMs) });
  }

  makeReady(row: PlacedDelivery): void {
    this.#moveTo(row, READY, {});
  }

  /** The clock was put back by so much: what waits for a moment is not to wait that much longer. */
  putDueBack(byMs: number): void {
    this.#putDueBack.write(byMs);
  }

  /** Counts an attempt to send it. */
  tried(row: PlacedDelivery): void {
    this.#tried.write(row.place);
  }

  remove(row: PlacedDelivery): void {
    this.#delete.write(row.place);
    const counters = this.#ledger.openById(row.destination);
    counters.entry.pending--;
    counters.bytes -= row.bytes;
    if (stateAt(row.place) === READY) countReady(counters, row, -1);
    this.#releaseWaiters(row);
  }

  /**
   * Takes out what was delivered and is still at the place at which it was leased, and holds nothing back. False: some of
   * it is gone, or stands elsewhere; then nothing is changed.
   */
  removeLeased(leased: readonly LeasedDelivery[]): boolean {
    const [first] = leased;
    if (first === undefined) return true;
    if (leased.length === 1) {
      if (this.#delete.run(first.place) === 0) return false;
    } else {
      const places = placesOf(leased);
      if (this.#countAt.get(places)?.count !== leased.length) return false;
      this.#deleteAt.write(places);
    }
    for (const { destination, bytes } of leased) {
      const counters = this.#ledger.openById(destination);
      counters.entry.pending--;
      counters.entry.delivered++;
      counters.bytes -= bytes;
    }
    return true;
  }

  /** Nothing of its user waits for it any longer: it is nobody's from now on, also if it becomes ready again. */
  letPass(row: PlacedDelivery): void {
    this.#disown.write(row.place);
    this.#releaseWaiters(row);
  }

  /** Removes a delivery that will not be sent, and counts why. */
  drop(row: PlacedDelivery, reason: DropReason): void {
    this.remove(row);
    this.#ledger.openById(row.destination).entry.dropped[reason]++;
    if (reason !== "corrupt") return;
    const name = this.#ledger.nameOf(row.destination);
    this.#corrupt.set(name, (this.#corrupt.get(name) ?? 0) + 1);
  }

  /** What was dropped as `corrupt` since the last call. */
  takeCorrupt(): ReadonlyMap<string, number> {
    const corrupt = this.#corrupt;
    if (corrupt.size > 0) this.#corrupt = new Map();
    return corrupt;
  }

  idOf(row: Pick<DeliveryRow, "seq" | "id">): string {
    return row.id ?? `${this.#ledger.idPrefix}-${row.seq.toString(36)}`;
  }

  nextId(): string {
    return `${this.#ledger.idPrefix}-${this.#ledger.nextSeq().toString(36)}`;
  }

  /** Looks at every place where it could stand. */
  search(seq: number): DeliveryRow | undefined {
    for (const { id } of this.#ledger.destinations) {
      for (const state of [LEASED, READY, DELAYED, WAITING] as const) {
        for (let rank = 0; rank < CLASS_COUNT; rank++) {
          const row = this.#byPlace.get(placeAt(id, state, rank, seq));
          if (row !== undefined) return row;
        }
      }
    }
    return undefined;
  }

  #moveTo(row: PlacedDelivery, state: PlaceState, until: Partial<Until>): number {
    // Only what is ready stands where it has been lifted to; elsewhere it goes by its own worth when room is needed.
    const rank = state === READY && row.lifted === 1 ? START : row.class;
    const place = placeAt(row.destination, state, rank, row.seq);
    const { dueAtMs = null, waitsFor = null, lease = null } = until;
    this.#move.write(place, dueAtMs, waitsFor, lease, row.place);
    const before = stateAt(row.place);
    if (before === state) return place;
    const counters = this.#ledger.openById(row.destination);
    if (before === READY) countReady(counters, row, -1);
    if (state === READY) countReady(counters, row, 1);
    return place;
  }

  #releaseWaiters(row: PlacedDelivery): void {
    if (row.userId === null || !isBarrierRank(row.class)) return;
    this.#ledger.openById(row.destination).barriers--;
    for (const waiter of this.#order.waitingFor(row.seq)) this.#orderAgain(waiter, row.userId);
  }

  /** What it waited for is gone: it is ready, or waits for what stood before that. */
  #orderAgain(row: PlacedDelivery, userId: string): void {
    const waitsFor = this.#order.barrierBefore(userId, row.destination, row.class, row.seq)?.seq ?? null;
    this.#moveTo(row, waitsFor === null ? READY : WAITING, { waitsFor });
  }
}

function placesOf(deliveries: readonly { place: number }[]): string {
  return `[${deliveries.map(({ place }) => place).join()}]`;
}

function countReady(counters: DestinationCounters, { bytes }: PlacedDelivery, by: 1 | -1): void {
  counters.readyCount += by;
  counters.readyBytes += by * bytes;
}
