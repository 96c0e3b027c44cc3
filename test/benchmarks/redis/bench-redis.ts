import { Redis } from "ioredis";
import { hasRedisServer, NO_REDIS_SERVER, startRedisServer } from "../../support/redis-server.ts";
import type { Benchmark, BenchmarkContext } from "../runner/benchmark.ts";

/** A Redis of a benchmark's own, which ends with it. */
export interface BenchRedis {
  url: string;
  client: Redis;
  /** A field of `INFO`. */
  info(section: string, field: string): Promise<number>;
  /** The CPU time that Redis has used, in nanoseconds. */
  cpuNs(): Promise<number>;
}

/** Writes to disk once a second, as the tests' Redis does. */
export async function startBenchRedis(context: BenchmarkContext): Promise<BenchRedis> {
  const server = await startRedisServer();
  context.onEnd(() => server.close());
  const client = new Redis(server.url);
  context.onEnd(() => client.disconnect());
  // Whatever is asked of it then rejects, which is enough.
  client.on("error", () => {});
  const fields = async (section: string): Promise<ReadonlyMap<string, string>> =>
    new Map((await client.info(section)).split("\r\n").map((line) => line.split(":", 2) as [string, string]));
  const valueIn = (found: ReadonlyMap<string, string>, field: string): number => {
    const value = Number(found.get(field));
    if (Number.isNaN(value)) throw new Error(`Redis does not tell its ${field}`);
    return value;
  };
  return {
    url: server.url,
    client,
    info: async (section, field) => valueIn(await fields(section), field),
    cpuNs: async () => {
      const found = await fields("cpu");
      return (valueIn(found, "used_cpu_user") + valueIn(found, "used_cpu_sys")) * 1e9;
    },
  };
}

/** Where there is no Redis, a benchmark that needs one says so and gives no figures. */
export function needingRedis({ run, ...benchmark }: Benchmark): Benchmark {
  return {
    ...benchmark,
    run: async (context) => {
      if (hasRedisServer()) return run(context);
      console.error(NO_REDIS_SERVER);
      return [];
    },
  };
}
