/**
 * How much a delivery is worth, most valuable first: a start, a goal (or sale, or anything with a conversion
 * target), a stop, a custom event, mere activity. What is worth more is dropped last; starts and goals are sent first,
 * and the others take turns.
 */
export type DeliveryClass = "start" | "goal" | "stop" | "event" | "activity";

/** Most valuable first. File format: a class is stored as its place in this list, so that nothing may be put between. */
export const DELIVERY_CLASSES: readonly DeliveryClass[] = ["start", "goal", "stop", "event", "activity"];

/** One request's worth of news for one destination, as it waits in the outbox. It names no key and no address. */
export interface NewDelivery {
  destination: string;
  /** What the destination calls this kind of request, such as `add_event`. */
  method: string;
  /** JSON text, sent as it stands (a destination may add its credentials). */
  body: string;
  class: DeliveryClass;
  /** Whose start, stop or event this is; starts, stops and what follows a start keep their order per user. */
  userId?: string | undefined;
  /**
   * Known keys make this a duplicate. Each is remembered for 48 hours. One that names a person begins with
   * `p:<userId>:`, and is forgotten when the person is purged.
   */
  dedupeKeys: readonly string[];
  createdAtMs: number;
  /** From then on it is dropped as `expired` rather than sent. */
  expiresAtMs: number;
  /** After a lost answer: send again and risk counting double, or bury and risk counting nothing. */
  onLostAnswer: "resend" | "bury";
}

/** A delivery handed out to be sent. */
export interface Delivery extends NewDelivery {
  /** Unique across restarts; a webhook's receiver sees it as the event's id. */
  id: string;
  /** How often it has been sent before. */
  attempts: number;
}

/** Why a delivery will not be sent again, as a person will want to read it. */
export interface DeadReason {
  /** The service's code, an HTTP status, or a word such as `before-send` or `lost-answer`. */
  code: number | string;
  description: string;
  details?: string;
}

export interface DeadLetter extends Delivery {
  diedAtMs: number;
  reason: DeadReason;
}
