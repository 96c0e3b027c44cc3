import { TrackerError } from "@bot-tracker/core";
import { brandClass } from "@bot-tracker/core/outbox-kit";

/** Redis cannot be used from outside. The message says why. Nothing in it holds the user or the password. */
export class RedisOutboxesError extends TrackerError {
  static {
    brandClass(RedisOutboxesError, "RedisOutboxesError");
  }

  override readonly name = "RedisOutboxesError" as const;
  override readonly code = "redis-outboxes" as const;
}
