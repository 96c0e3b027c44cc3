import type { SqliteDriver, Statement } from "../driver/sqlite-driver.ts";
import { type DeliveryRow, isBarrierRank, PLACE_COLUMNS, type PlacedDelivery, START, STOP } from "./delivery-row.ts";
import { placeAt, READY, stateAt } from "./place.ts";

/** A start or stop that something waits for. */
export type Barrier = Pick<DeliveryRow, "seq" | "class">;

/** The starts and stops of each user that are not gone: what else has to wait for them, and what they lift. */
export class UserOrder {
  readonly #any: Statement<unknown>;
  readonly #earlier: Statement<Barrier>;
  readonly #earlierStart: Statement<Barrier>;
  readonly #waitingFor: Statement<PlacedDelivery>;
  readonly #toLift: Statement<PlacedDelivery>;
  readonly #lift: Statement<unknown>;

  constructor(driver: Pick<SqliteDriver, "prepare">) {
    const ofUser = "userId = ? AND destination = ? AND class IN (0, 2)";
    const last = "ORDER BY seq DESC LIMIT 1";
    this.#any = driver.prepare("SELECT 1 FROM delivery WHERE userId = ? AND class IN (0, 2) LIMIT 1");
    this.#earlier = driver.prepare(`SELECT seq, class FROM delivery WHERE ${ofUser} AND seq < ? ${last}`);
    this.#earlierStart = driver.prepare(
      `SELECT seq, class FROM delivery WHERE ${ofUser} AND class = ${START} AND seq < ? ${last}`,
    );
    this.#waitingFor = driver.prepare(`SELECT ${PLACE_COLUMNS} FROM delivery WHERE waitsFor = ? ORDER BY seq`);
    this.#toLift = driver.prepare(
      `SELECT ${PLACE_COLUMNS} FROM delivery WHERE ${ofUser} AND class = ${STOP} AND lifted IS NULL AND seq < ?`,
    );
    this.#lift = driver.prepare("UPDATE delivery SET place = ?, lifted = 1 WHERE place = ?");
  }

  /** Whether a start or stop of a user waits or is being sent. */
  has(userId: string): boolean {
    return this.#any.get(userId) !== undefined;
  }

  /**
   * What a delivery of a user has to wait for: starts and stops for each other, everything else for earlier starts only,
   * so that a goal is never known before the start it belongs to.
   */
  barrierBefore(userId: string, destination: number, rank: number, seq: number): Barrier | undefined {
    const earlier = isBarrierRank(rank) ? this.#earlier : this.#earlierStart;
    return earlier.get(userId, destination, seq);
  }

  /** What waits until the delivery with this `seq` is gone, in the order it came. */
  waitingFor(seq: number): PlacedDelivery[] {
    return this.#waitingFor.all(seq);
  }

  /**
   * Lifts a user's stops to the rank of the start that came after them: it is not to wait for less than itself. Needless
   * unless the last barrier before it is a stop: where that is a start, it has lifted them all, and every later start
   * would look through all that its user has waiting.
   */
  liftBefore(userId: string, destination: number, seq: number): void {
    for (const stop of this.#toLift.all(userId, destination, seq)) {
      const isReady = stateAt(stop.place) === READY;
      this.#lift.write(isReady ? placeAt(destination, READY, START, stop.seq) : stop.place, stop.place);
    }
  }
}
