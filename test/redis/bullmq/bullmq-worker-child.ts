/**
 * A process with a worker that takes a job and never ends it. Usage: node bullmq-worker-child.ts <url> <scope>
 * <leaseMs>
 */

import { Worker } from "bullmq";
import { Redis } from "ioredis";
import { deliveryBackendFactory } from "../../../packages/redis/src/bullmq/delivery-backend-factory.ts";
import { openStore } from "../store/open-store.ts";

const [url = "", scope = "", leaseMs] = process.argv.slice(2);
const client = new Redis(url);
const factory = deliveryBackendFactory({ client, scope, store: openStore(client, scope) });
const send = ({ id }: { id?: string }): Promise<never> => {
  console.log(id);
  return new Promise(() => {});
};
new Worker("tgtrack", send, { connection: {}, lockDuration: Number(leaseMs) }, factory);
