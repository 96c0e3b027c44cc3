/** Options of `redisOutbox`. */
export interface RedisOutboxOptions {
  /**
   * Where Redis is: `redis://user:password@host:6379/0`, or `rediss://` for TLS. @default `REDIS_URL`
   */
  url?: string | undefined;
  /**
   * What this process does. `record`: it records what happens and sends nothing. `deliver`: it sends what others
   * recorded, and keeps the process running until the tracker is closed. `both`.
   *
   * @default "both"
   */
  role?: "record" | "deliver" | "both";
  /**
   * What the keys in Redis begin with, where one Redis serves several installations of the same bot (production and
   * staging, say). Letters, digits, `.`, `-` and `_`. @default "bot-tracker"
   */
  prefix?: string;
  /** Deliveries that may wait in Redis. @default 1_000_000 */
  maxItems?: number;
  /** Bytes of their bodies, with a share for what is kept beside each. @default 1 GiB */
  maxBytes?: number;
  /** Dead letters kept. @default 10_000 */
  maxDeadLetters?: number;
}
