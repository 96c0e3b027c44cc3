/** For tools that look at bots in Redis from outside. Bots do not need it, and it may change in minor versions. */
export type { BotInRedis } from "./tools/bots-in-redis.ts";
export { type OpenBotInRedis, openRedisOutboxes, type RedisOutboxes } from "./tools/redis-outboxes.ts";
export { RedisOutboxesError } from "./tools/redis-outboxes-error.ts";
