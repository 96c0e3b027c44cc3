import { Queue, type QueueOptions, Worker, type WorkerOptions } from "bullmq";
import { Pool } from "undici";
import { type BenchBody, benchBodyOf } from "./bench-body.ts";

const NAME = "service";
const HEADERS = { "content-type": "application/json" };
/** Jobs that are done are forgotten, as with us. */
const JOB_OPTIONS = { removeOnComplete: true } as const;
export const CONCURRENCY = 8;

function connectionTo(redisUrl: string): QueueOptions["connection"] {
  const { hostname, port } = new URL(redisUrl);
  return { host: hostname, port: Number(port), maxRetriesPerRequest: null };
}

/** @param prefix what its keys begin with; default BullMQ's */
export function openQueue(redisUrl: string, prefix = "bull"): Queue<BenchBody> {
  return new Queue<BenchBody>(NAME, { connection: connectionTo(redisUrl), prefix, defaultJobOptions: JOB_OPTIONS });
}

/** A worker that does not run yet. Without `deliver` its jobs are fetched by hand. */
export function openWorker(
  redisUrl: string,
  deliver: ((body: BenchBody) => Promise<void>) | undefined,
  options: Partial<WorkerOptions> = {},
): Worker<BenchBody> {
  return new Worker<BenchBody>(NAME, deliver && (({ data }) => deliver(data)), {
    connection: connectionTo(redisUrl),
    concurrency: CONCURRENCY,
    autorun: false,
    ...options,
  });
}

/** Adds jobs in bulks, one after the other. */
export async function addInBulks(queue: Queue<BenchBody>, jobs: number, perBulk: number): Promise<void> {
  for (let first = 0; first < jobs; first += perBulk) {
    const length = Math.min(perBulk, jobs - first);
    await queue.addBulk(Array.from({ length }, (_none, index) => ({ name: NAME, data: benchBodyOf(first + index) })));
  }
}

export async function addOne(queue: Queue<BenchBody>, body: BenchBody): Promise<void> {
  await queue.add(NAME, body);
}

/** Requests as a bot would send them by hand, with as many connections as there are jobs at once. */
export function openSender(sinkUrl: string): { send(body: BenchBody): Promise<void>; close(): Promise<void> } {
  const pool = new Pool(sinkUrl, { connections: CONCURRENCY });
  return {
    send: async (body) => {
      const answer = await pool.request({
        path: "/event",
        method: "POST",
        headers: HEADERS,
        body: JSON.stringify(body),
      });
      await answer.body.dump();
    },
    close: () => pool.close(),
  };
}
