import { TrackerError } from "@bot-tracker/core";
import { brandClass } from "@bot-tracker/core/outbox-kit";

/**
 * The call needs Redis, which is unavailable. What the bot records is kept. Worth retrying: with a `cause`, Redis
 * became unavailable before it answered, so the call may have taken effect, fully or in part; without one, nothing was
 * changed.
 */
export class RedisAwayError extends TrackerError {
  static {
    brandClass(RedisAwayError, "RedisAwayError");
  }

  override readonly name = "RedisAwayError" as const;
  override readonly code = "redis-away" as const;

  constructor(options?: ErrorOptions) {
    const done =
      options?.cause === undefined
        ? "Nothing was changed: try again when it is back."
        : "It became unavailable before it answered, so this may have been done, fully or in part: try again when it is back.";
    super(`This requires Redis, which is unavailable. ${done}`, options);
  }
}
