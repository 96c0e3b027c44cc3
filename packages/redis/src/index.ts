export { type DeliveryQueues, type DeliveryQueuesOptions, deliveryQueues } from "./bullmq/delivery-queues.ts";
export { RedisAwayError } from "./errors/redis-away-error.ts";
export { redisOutbox } from "./redis-outbox.ts";
export type { RedisOutboxOptions } from "./redis-outbox-options.ts";
