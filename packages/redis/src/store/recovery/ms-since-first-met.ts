import { readFileSync } from "node:fs";
import type { Redis } from "ioredis";
import { Script } from "../script.ts";

const FIRST_MET = readFileSync(new URL("./first-met.lua", import.meta.url), "utf8");

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
