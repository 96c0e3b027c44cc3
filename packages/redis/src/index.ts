export { RedisAwayError } from "./errors/redis-away-error.ts";
export { redisOutbox } from "./redis-outbox.ts";
export type { RedisOutboxOptions } from "./redis-outbox-options.ts";
