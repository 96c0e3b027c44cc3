export { RedisAwayError } from "./errors/redis-away-error.ts";
export type { RedisOutboxOptions } from "./options/redis-outbox-options.ts";
export { redisOutbox } from "./outbox/redis-outbox-maker.ts";
