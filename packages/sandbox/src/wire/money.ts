/**
 * `GET /api/page/money?key`: in which currency the bot's amounts are. The tracker adds a bot's amounts up in one.
 * `PATCH /api/page/money` with `{ currency }` sets it, and with `{ currency: null }` leaves it to the sandbox again.
 */
export interface MoneyReply {
  /** Three letters, such as `RUB`; null where nothing says it, or several are found and none was set. */
  currency: string | null;
  /** What was set, for every bot whose payments do not say one currency. */
  chosen: string | null;
  /** What the labels of payments say, or without those, the costs. */
  found: string[];
  /** The currencies of amounts that are added up though they are in several; empty where they are in one. */
  mixed: string[];
}
