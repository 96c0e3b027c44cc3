import type { Redis } from "ioredis";

/**
 * How long ago Redis began with data that was there before: a killed one may have lost its last second. Infinity if it
 * began with nothing, of which nothing can be missing.
 */
export async function msSinceRestart(client: Redis, scope: string): Promise<number> {
  const [hadData, info] = await Promise.all([client.exists(`${scope}epoch`), client.info("server")]);
  const uptimeS = /^uptime_in_seconds:(\d+)/m.exec(info)?.[1];
  if (hadData === 0 || uptimeS === undefined) return Number.POSITIVE_INFINITY;
  return Number(uptimeS) * 1_000;
}
