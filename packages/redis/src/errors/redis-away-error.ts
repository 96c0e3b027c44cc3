import { TrackerError } from "@bot-tracker/core";

/**
 * What was asked for stands in Redis, which is away or cannot be used at present. Nothing was changed, and what the
 * bot records is kept. Worth trying again.
 */
export class RedisAwayError extends TrackerError {
  override readonly name = "RedisAwayError" as const;
  override readonly code = "redis-away" as const;

  constructor(options?: ErrorOptions) {
    super("This needs Redis, which is away at present. Nothing was changed: try again when it is back.", options);
  }
}
