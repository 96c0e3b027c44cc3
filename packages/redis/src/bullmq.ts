/** For BullMQ's tools, such as Bull Board. Needs the package `bullmq`, which bots do not. */
export { type DeliveryQueues, type DeliveryQueuesOptions, deliveryQueues } from "./bullmq/delivery-queues.ts";
export { NotForDeliveriesError } from "./bullmq/not-for-deliveries-error.ts";
export { RedisOutboxesError } from "./tools/redis-outboxes-error.ts";
