import type { DeliveryClass } from "../../delivery.ts";
import { isForRelay } from "../../rules/awaiting-relay.ts";
import { classOfRank, rankOf } from "../../rules/class-rank.ts";
import { isSharing, nextClass, type Turns, takeTurn, turnOf } from "../../rules/fair-shares.ts";
import type { SqliteDriver, Statement } from "../driver/sqlite-driver.ts";
import type { DestinationCounters } from "./counters-page.ts";
import { CLASS_COUNT, type DeliveryRow, PLACE_COLUMNS, type PlacedDelivery, STOP } from "./delivery-row.ts";
import type { FreshRows } from "./fresh-rows.ts";
import { GIVEN_LIMIT } from "./given-limit.ts";
import type { LedgerCounters } from "./ledger-counters.ts";
import {
  DELAYED,
  LEASED,
  type PlaceState,
  placeAt,
  RANK_SPAN,
  READY,
  rankAt,
  STATE_SPAN,
  STATES,
  stateAt,
  WAITING,
} from "./place.ts";

/** A class's oldest ready delivery. */
export interface Head {
  class: number;
  createdAtMs: number;
  expiresAtMs: number;
}

/** As a limit in SQL. */
const ALL = -1;
const LAST = CLASS_COUNT - 1;
const RANKS = Array.from({ length: CLASS_COUNT }, (_, rank) => rank);

/** What comes next among the items: to be sent, to be woken, to be thrown out. Changes nothing. */
export class DeliveryQueue {
  readonly #fresh: FreshRows;
  readonly #ledger: LedgerCounters;
  readonly #between: Statement<DeliveryRow>;
  readonly #head: Statement<Pick<DeliveryRow, "place" | "createdAtMs" | "expiresAtMs">>;
  readonly #ages: Statement<Record<string, number | null>>;
  readonly #due: Statement<DeliveryRow>;
  readonly #nextDue: Statement<{ atMs: number | null }>;
  readonly #oldestOwn: Statement<PlacedDelivery>;
  readonly #lifted: Statement<PlacedDelivery>;

  constructor(driver: SqliteDriver, fresh: FreshRows, ledger: LedgerCounters) {
    this.#fresh = fresh;
    this.#ledger = ledger;
    // With these, what is fresh is told of apart.
    this.#between = driver.prepare(
      `SELECT * FROM delivery WHERE place > ? AND place < ? ORDER BY place LIMIT ${GIVEN_LIMIT}`,
    );
    // The same value for every mark: one that is numbered could be used many times, but Node 22 binds none of those.
    const first = (column: string, spans: number): string =>
      `(SELECT ${column} FROM delivery WHERE place > ? + ${spans * RANK_SPAN} AND place < ? + ${(spans + 1) * RANK_SPAN} ORDER BY place LIMIT 1)`;
    this.#head = driver.prepare(
      "SELECT place, createdAtMs, expiresAtMs FROM delivery WHERE place > ? AND place < ? ORDER BY place LIMIT 1",
    );
    const everyRank = Array.from({ length: STATES * CLASS_COUNT }, (_, spans) => spans);
    // One row rather than a union, of which a Durable Object's SQLite takes no more than five parts.
    this.#ages = fresh.prepare(
      `SELECT ${everyRank.map((spans) => `${first("createdAtMs", spans)} AS atMs${spans}`).join(", ")}`,
    );
    // Nothing that is fresh falls due within its own transaction.
    this.#due = driver.prepare(
      "SELECT * FROM delivery WHERE destination = ? AND dueAtMs <= ? ORDER BY dueAtMs LIMIT 100",
    );
    this.#nextDue = driver.prepare("SELECT min(dueAtMs) AS atMs FROM delivery WHERE destination = ? AND dueAtMs > 0");
    this.#oldestOwn = fresh.prepare(
      `SELECT ${PLACE_COLUMNS} FROM delivery WHERE place > ? AND place < ? AND class = ? ORDER BY place LIMIT 1`,
    );
    this.#lifted = fresh.prepare(
      `SELECT ${PLACE_COLUMNS} FROM delivery WHERE destination = ? AND lifted IS NOT NULL ORDER BY seq`,
    );
  }

  /** What is ready, in the order in which it is to go. */
  ready(counters: DestinationCounters, limit: number): DeliveryRow[] {
    const from = placeAt(counters.id, READY, 0, 0);
    const byValue = this.#readyBetween(counters, from, from + STATE_SPAN, limit);
    const firstSharing = byValue.find(({ place }) => isSharing(classOfRank(rankAt(place))));
    // Where nothing takes turns, or only the last class is left of those that do, there is nothing to choose.
    if (firstSharing === undefined || rankAt(firstSharing.place) === LAST || isForRelay(counters.name)) return byValue;
    const lanes = RANKS.map((rank) => byValue.filter(({ place }) => rankAt(place) === rank));
    const turnAt = (rank: number): number => turnOf(counters.turns, classOfRank(rank));
    // What was read may end within a class, and of each that takes turns as many are needed as could be given.
    const cutAt = byValue.length < limit ? CLASS_COUNT : rankAt(byValue.at(-1)?.place ?? 0);
    for (const rank of RANKS.slice(cutAt)) {
      if (rank === cutAt && lanes[rank]?.length === limit) continue;
      // Asked for one alone, a class whose turn is not nearer than that of a more valuable one need not be read.
      if (limit === 1 && turnAt(rank) >= turnAt(rankAt(firstSharing.place))) continue;
      lanes[rank] = this.#readyBetween(counters, from + rank * RANK_SPAN, from + (rank + 1) * RANK_SPAN, limit);
    }
    return inTurns(lanes, counters.turns, limit);
  }

  /** The oldest ready delivery of each class that has any. */
  heads(counters: DestinationCounters): Head[] {
    const from = placeAt(counters.id, READY, 0, 0);
    const fresh = this.#fresh.between(from, from + STATE_SPAN);
    const heads: Head[] = [];
    // From one class that has any to the next: mostly there is but one.
    for (let rank = 0; rank < CLASS_COUNT; rank++) {
      const after = from + rank * RANK_SPAN;
      const written = fresh.length === counters.readyCount ? undefined : this.#head.get(after, from + STATE_SPAN);
      const row = firstByPlace(
        written,
        fresh.find(({ place }) => place > after),
      );
      if (row === undefined) break;
      rank = rankAt(row.place);
      heads.push({ class: rank, createdAtMs: row.createdAtMs, expiresAtMs: row.expiresAtMs });
    }
    return heads;
  }

  /** The one of these that is to go next. */
  firstOf(heads: readonly Head[], counters: DestinationCounters): Head | undefined {
    const name = nextClass(counters.turns, (each) => heads.some((head) => head.class === rankOf(each)));
    return heads.find((head) => name !== undefined && head.class === rankOf(name));
  }

  /** Some of what was delayed or leased until now, earliest first. */
  due(counters: DestinationCounters, nowMs: number): DeliveryRow[] {
    return this.#due.all(counters.id, nowMs);
  }

  /** What is being sent. */
  leased(counters: DestinationCounters): DeliveryRow[] {
    const from = placeAt(counters.id, LEASED, 0, 0);
    this.#fresh.write();
    return this.#between.all(from, from + STATE_SPAN, ALL);
  }

  nextDueAt(counters: DestinationCounters): number | undefined {
    return this.#nextDue.get(counters.id)?.atMs ?? undefined;
  }

  /** When the oldest of what is not gone was created. */
  oldestAtMs(counters: DestinationCounters): number | undefined {
    const row = this.#ages.get(...times(2 * STATES * CLASS_COUNT, placeAt(counters.id, READY, 0, 0))) ?? {};
    const moments = Object.values(row).filter((atMs) => atMs !== null);
    return moments.length === 0 ? undefined : Math.min(...moments);
  }

  /** The least valuable, oldest delivery that is not being sent. */
  leastValuable(): PlacedDelivery | undefined {
    for (const rank of RANKS.toReversed()) {
      let oldest: PlacedDelivery | undefined;
      for (const { id, entry } of this.#ledger.destinations) {
        if (entry.pending === 0) continue;
        const found = ([READY, WAITING, DELAYED] as const).map((state) => this.#oldestIn(id, state, rank));
        if (rank === STOP) found.push(this.#lifted.all(id).find(({ place }) => stateAt(place) === READY));
        for (const delivery of found) {
          if (delivery !== undefined && (oldest === undefined || delivery.seq < oldest.seq)) oldest = delivery;
        }
      }
      if (oldest !== undefined) return oldest;
    }
    return undefined;
  }

  #readyBetween(counters: DestinationCounters, after: number, before: number, limit: number): DeliveryRow[] {
    const fresh = this.#fresh.between(after, before);
    const written = fresh.length === counters.readyCount ? [] : this.#between.all(after, before, limit);
    if (fresh.length === 0) return written;
    return [...written, ...fresh].sort(byPlace).slice(0, limit);
  }

  #oldestIn(destination: number, state: PlaceState, rank: number): PlacedDelivery | undefined {
    const from = placeAt(destination, state, rank, 0);
    return this.#oldestOwn.get(from, from + RANK_SPAN, rank);
  }
}

/** What is ready, by its rank, merged into the order in which it is to go. */
function inTurns(lanes: readonly DeliveryRow[][], turns: Turns, limit: number): DeliveryRow[] {
  const rows: DeliveryRow[] = [];
  const taken = lanes.map(() => 0);
  const nextIn = (name: DeliveryClass): DeliveryRow | undefined => lanes[rankOf(name)]?.[taken[rankOf(name)] ?? 0];
  let after = turns;
  while (rows.length < limit) {
    const name = nextClass(after, (each) => nextIn(each) !== undefined);
    const row = name && nextIn(name);
    if (name === undefined || row === undefined) break;
    rows.push(row);
    taken[rankOf(name)] = (taken[rankOf(name)] ?? 0) + 1;
    after = takeTurn(after, name);
  }
  return rows;
}

function byPlace(one: { place: number }, other: { place: number }): number {
  return one.place - other.place;
}

function firstByPlace<Row extends { place: number }>(one: Row | undefined, other: Row | undefined): Row | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.place < other.place ? one : other;
}

function times(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value);
}
