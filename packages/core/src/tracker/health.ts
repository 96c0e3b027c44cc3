import type { HoldCause } from "../delivery/hold.ts";

/** How full one of a key's windows is: `used` requests of `limit` in any `perMs`. */
export interface QuotaHealth {
  limit: number;
  perMs: number;
  used: number;
  /**
   * For windows of an hour or longer: when this one will be full at the earliest (milliseconds since 1970), if requests
   * go on as in the last ten minutes. Missing if they would not fill it.
   */
  endsAt?: number;
}

/** How one destination is doing. */
export interface DestinationHealth {
  /** Why nothing is sent at present, and until when (milliseconds since 1970) at least. */
  held?: { cause: HoldCause | "not-ready"; why: string; untilMs?: number };
  /** How long the oldest waiting delivery has waited; 0 when none waits. */
  oldestPendingMs: number;
  /**
   * Where new deliveries are kept at present: `sqlite`, `memory`, `memory-standby` (the file cannot be written just
   * now), `redis`, `redis-away` (Redis cannot be used just now: recording goes on, nothing is sent), or the `kind` of an
   * outbox of the bot's own.
   */
  storage: string;
  quota: QuotaHealth[];
}

/** By the destination's name. */
export type Health = Record<string, DestinationHealth>;
