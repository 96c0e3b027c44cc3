import type { Redis } from "ioredis";
import { Script } from "../script.ts";

/** Argument: the name of the server's present run. -1: it has nothing of this outbox. */
const FIRST_MET = `
local key, run = KEYS[1] .. 'run', ARGV[1]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local had_data = redis.call('EXISTS', KEYS[1] .. 'epoch') == 1
local known = redis.call('HMGET', key, 'id', 'metAt')
if known[1] == run then return now - tonumber(known[2]) end
redis.call('HSET', key, 'id', run, 'metAt', had_data and string.format('%.0f', now) or 0)
return had_data and 0 or -1
`;

/**
 * How long ago the first process met this Redis, since it was restarted or took over from another one: it may lack the
 * last second of what that one had. By its own uptime this cannot be told, since it may have been reading its data for
 * minutes, or have been a copy for days. Infinity if it began with nothing, of which nothing can be missing.
 */
export async function msSinceFirstMet(client: Redis, scope: string): Promise<number> {
  const run = /^run_id:(\w+)/m.exec(await client.info("server"))?.[1];
  if (run === undefined) return Number.POSITIVE_INFINITY;
  const sinceMs = Number(await new Script(client, "frees", FIRST_MET).run(scope, [run]));
  return sinceMs < 0 ? Number.POSITIVE_INFINITY : sinceMs;
}
