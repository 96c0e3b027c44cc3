import type { ServiceName } from "./service-name.ts";

/** `GET /api/page/status`: what every view of the page needs. */
export interface StatusReply {
  /** The value of `BOT_TRACKER_SANDBOX`. */
  url: string;
  /** The sandbox's time in milliseconds since the epoch. */
  nowMs: number;
  /** The keys seen, the one used last first. What came without a key is nobody's. */
  keys: KeyLabel[];
  /** How many requests are kept. */
  requests: number;
  faults: number;
  /** Of all bots together. */
  madeUp: MadeUp;
  storage: { kind: "memory" } | { kind: "file"; file: string };
  /** What goes when. */
  kept: { maxRequests: number; maxAgeMs: number };
}

/** From when to when what the reports count is made up; null where all of it arrived. */
export type MadeUp = { fromMs: number; toMs: number } | null;

/** `GET /api/page/made-up?key` */
export interface MadeUpReply {
  madeUp: MadeUp;
}

/** A key as a person may see it. */
export interface KeyLabel {
  /**
   * 12 hexadecimal digits; the value of the parameter `key` in every other request. With `.telegram` or `.max` after it,
   * only what that messenger's bots sent with the key.
   */
  id: string;
  label: string;
  /** What the bot is called: the name it was given here, else the username of the links that its people came by. */
  name: string | null;
  services: ServiceName[];
}

/** What `GET /api/page/live` (server-sent events) tells, at most four times a second. */
export interface LiveNews {
  /** The id of the newest request, 0 where there is none. */
  lastRequestId: number;
  /** Counts up at each change of faults, settings, links or at a reset. */
  revision: number;
  /** Counts up at whatever happens in the chat. */
  chatRevision: number;
}
