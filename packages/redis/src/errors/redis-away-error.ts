import { TrackerError } from "@bot-tracker/core";

/**
 * What was asked for stands in Redis, which is away or cannot be used at present. What the bot records is kept. Worth
 * trying again: where there is a `cause`, Redis was asked and went away before it had answered, so that what was asked
 * for may be done, or a part of it; without one, nothing was changed.
 */
export class RedisAwayError extends TrackerError {
  override readonly name = "RedisAwayError" as const;
  override readonly code = "redis-away" as const;

  constructor(options?: ErrorOptions) {
    const done =
      options?.cause === undefined
        ? "Nothing was changed: try again when it is back."
        : "It went away before it had answered, so that this may be done, or a part of it: try again when it is back.";
    super(`This needs Redis, which is away at present. ${done}`, options);
  }
}
