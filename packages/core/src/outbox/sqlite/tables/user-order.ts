import type { Connection, Statement } from "../driver/node-driver.ts";
import { type ItemPlace, isBarrier, PLACE_COLUMNS, START, STOP } from "./delivery-row.ts";
import { placeAt, READY, stateAt } from "./place.ts";

/** The starts and stops of each user that are not gone: what else has to wait for them, and what they lift. */
export class UserBarriers {
  readonly #any: Statement<unknown>;
  readonly #earlier: Statement<{ seq: number }>;
  readonly #earlierStart: Statement<{ seq: number }>;
  readonly #waitingFor: Statement<ItemPlace>;
  readonly #toLift: Statement<ItemPlace>;
  readonly #lift: Statement<unknown>;

  constructor(connection: Connection) {
    const ofUser = "userId = ? AND account = ? AND class IN (0, 2)";
    const last = "ORDER BY seq DESC LIMIT 1";
    this.#any = connection.prepare("SELECT 1 FROM item WHERE userId = ? AND class IN (0, 2) LIMIT 1");
    this.#earlier = connection.prepare(`SELECT seq FROM item WHERE ${ofUser} AND seq < ? ${last}`);
    this.#earlierStart = connection.prepare(
      `SELECT seq FROM item WHERE ${ofUser} AND class = ${START} AND seq < ? ${last}`,
    );
    this.#waitingFor = connection.prepare(`SELECT ${PLACE_COLUMNS} FROM item WHERE blocker = ? ORDER BY seq`);
    this.#toLift = connection.prepare(
      `SELECT ${PLACE_COLUMNS} FROM item WHERE ${ofUser} AND class = ${STOP} AND lifted IS NULL AND seq < ?`,
    );
    this.#lift = connection.prepare("UPDATE item SET place = ?, lifted = 1 WHERE place = ?");
  }

  /** Whether a start or stop of a user waits or is being sent. */
  has(userId: string): boolean {
    return this.#any.get(userId) !== undefined;
  }

  /**
   * The `seq` of what an item of a user has to wait for: starts and stops for each other, everything else for earlier
   * starts only, so that a goal is never known before the start it belongs to.
   */
  blockerOf(userId: string, account: number, rank: number, seq: number): number | null {
    const earlier = isBarrier(rank) ? this.#earlier : this.#earlierStart;
    return earlier.get(userId, account, seq)?.seq ?? null;
  }

  /** What waits until the item with this `seq` is gone, in the order it came. */
  waitingFor(seq: number): ItemPlace[] {
    return this.#waitingFor.all(seq);
  }

  /** Lifts a user's stops to the rank of the start that came after them: it is not to wait for less than itself. */
  liftBefore(userId: string, account: number, seq: number): void {
    for (const stop of this.#toLift.all(userId, account, seq)) {
      const isReady = stateAt(stop.place) === READY;
      this.#lift.run(isReady ? placeAt(account, READY, START, stop.seq) : stop.place, stop.place);
    }
  }
}
