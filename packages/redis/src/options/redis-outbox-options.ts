/** Options of `redisOutbox`. */
export interface RedisOutboxOptions {
  /**
   * Where Redis is: `redis://user:password@host:6379/0`, or `rediss://` for TLS. @default `REDIS_URL`
   */
  url?: string | undefined;
  /**
   * What this process does. `record`: it records what happens and sends nothing. `deliver`: it sends what other
   * processes recorded, and keeps the process running until the tracker is closed. `both`: it records and sends.
   *
   * @default "both"
   */
  role?: "record" | "deliver" | "both";
  /**
   * What the keys in Redis begin with, for several installations of the same bot on one Redis (production and
   * staging, say). Letters, digits, `.`, `-` and `_`. @default "bot-tracker"
   */
  prefix?: string;
  /** Deliveries that may be queued in Redis. @default 1_000_000 */
  maxItems?: number;
  /** Bytes of their bodies, plus 200 for each. @default 1 GiB */
  maxBytes?: number;
  /** Dead letters kept. @default 10_000 */
  maxDeadLetters?: number;
}
