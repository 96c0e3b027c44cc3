import { setTimeout as pass } from "node:timers/promises";
import { Redis } from "ioredis";
import { outboxFolder } from "../engine/held-tracker.ts";
import { folderBytes } from "../outbox/folder-bytes.ts";
import { collectGarbage } from "../runner/collect-garbage.ts";
import type { Contenders, Measured } from "../runner/contender.ts";
import { cpuNs } from "../runner/cpu-clock.ts";
import { type BacklogPlace, openBacklogTracker, recordBacklog, untilRelayed } from "./backlog-tracker.ts";

export interface FillLoad {
  from: number;
  to: number;
  /** The last of them, of which the cost is measured. */
  sample: number;
}

export interface ResumeLoad {
  /** Delivered before what is measured. */
  warmUp: number;
  sample: number;
}

/** `Ns` is CPU per delivery. */
interface Delivered {
  firstMs: number;
  deliverNs: number;
  redisDeliverNs: number;
  heapBytes: number;
  rssBytes: number;
}

const LONGEST_MS = 300_000;
const PRACTISED = 4_000;
/** Of a smaller backlog a part has been delivered before it grows. */
const LEAST_SHARE = 0.2;
/** So long Redis remembers what was moved to it, and the file holds it. */
const SETTLED_MS = 3_500;

/** Records, and says what the last events cost, and what all that wait there take. */
const fill =
  (place: BacklogPlace) =>
  async ({ from, to, sample }: FillLoad): Promise<Measured> => {
    await practise(place);
    const redis = connect(place);
    const tracker = openBacklogTracker({ ...place, role: "record" });
    await recordBacklog(tracker, { from, to: to - sample });
    if (redis !== undefined) await untilRelayed(tracker);

    const [before, redisBefore] = [cpuNs(), await redisCpuNs(redis)];
    await recordBacklog(tracker, { from: to - sample, to });
    if (redis !== undefined) await untilRelayed(tracker);
    const recordNs = (cpuNs() - before) / sample;
    const redisRecordNs = ((await redisCpuNs(redis)) - redisBefore) / sample;

    if (redis !== undefined) await pass(SETTLED_MS);
    const memory = memoryNow();
    const redisBytes = redis === undefined ? 0 : await infoOf(redis, "memory", "used_memory");
    const pending = tracker.ledger()["service"]?.pending ?? 0;
    if (redis === undefined && pending < to * LEAST_SHARE) throw new Error(`only ${pending} of ${to} wait`);
    await tracker.close({ timeoutMs: redis === undefined ? 0 : 10_000 });
    redis?.disconnect();
    return { recordNs, redisRecordNs, ...memory, redisBytes, diskBytes: folderBytes(place.dir) };
  };

/** A process that starts with the backlog: how long until its first request, and what later deliveries cost. */
const resume =
  (place: BacklogPlace) =>
  async (load: ResumeLoad): Promise<Measured> => {
    const { firstMs } = await deliver(place, { warmUp: 1, sample: 1 });
    await practise(place);
    return { ...(await deliver(place, load)), firstMs };
  };

async function deliver(place: BacklogPlace, { warmUp, sample }: ResumeLoad): Promise<Delivered> {
  const redis = connect(place);
  const beganMs = performance.now();
  let [sent, firstMs, startNs] = [0, Number.NaN, 0];
  let startRedis: Promise<number> = Promise.resolve(0);
  let tell = (_endNs: number): void => {};
  const measured = new Promise<number>((resolve) => {
    tell = resolve;
  });
  const tracker = openBacklogTracker({
    ...place,
    role: "deliver",
    onSend: () => {
      sent++;
      if (sent === 1) firstMs = performance.now() - beganMs;
      if (sent === warmUp) {
        startNs = cpuNs();
        startRedis = redisCpuNs(redis);
      }
      if (sent === warmUp + sample) tell(cpuNs());
      return sent <= warmUp + sample;
    },
  });
  const late = pass(LONGEST_MS, undefined, { ref: false }).then(() => {
    throw new Error(`only ${sent} requests in time`);
  });
  const endNs = await Promise.race([measured, late]);
  const redisDeliverNs = ((await redisCpuNs(redis)) - (await startRedis)) / sample;
  const memory = memoryNow();
  await tracker.close({ timeoutMs: 1_000 });
  redis?.disconnect();
  return { firstMs, deliverNs: (endNs - startNs) / sample, redisDeliverNs, ...memory };
}

/** Records and delivers elsewhere, so that a small backlog is not measured with code that is not compiled yet. */
async function practise({ redisUrl }: BacklogPlace): Promise<void> {
  const elsewhere = { dir: outboxFolder(), prefix: "practice", ...(redisUrl !== undefined && { redisUrl }) };
  const recording = openBacklogTracker({ ...elsewhere, role: "record" });
  await recordBacklog(recording, { from: 0, to: PRACTISED });
  if (redisUrl !== undefined) await untilRelayed(recording);
  await recording.close({ timeoutMs: 5_000 });
  await deliver(elsewhere, { warmUp: 1, sample: PRACTISED - PRACTISED / 4 });
  const redis = connect(elsewhere);
  const keys = (await redis?.keys("practice*")) ?? [];
  if (keys.length > 0) await redis?.unlink(...keys);
  redis?.disconnect();
}

function memoryNow(): { heapBytes: number; rssBytes: number } {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapBytes: heapUsed, rssBytes: rss };
}

function connect({ redisUrl }: BacklogPlace): Redis | undefined {
  if (redisUrl === undefined) return undefined;
  const redis = new Redis(redisUrl);
  redis.on("error", () => {});
  return redis;
}

async function redisCpuNs(redis: Redis | undefined): Promise<number> {
  if (redis === undefined) return 0;
  return ((await infoOf(redis, "cpu", "used_cpu_user")) + (await infoOf(redis, "cpu", "used_cpu_sys"))) * 1e9;
}

async function infoOf(redis: Redis, section: string, field: string): Promise<number> {
  const found = new RegExp(`^${field}:(.+)\\r$`, "m").exec(await redis.info(section))?.[1];
  if (found === undefined) throw new Error(`Redis does not tell its ${field}`);
  return Number(found);
}

export const contenders: Contenders<BacklogPlace, FillLoad & ResumeLoad> = { fill, resume };
