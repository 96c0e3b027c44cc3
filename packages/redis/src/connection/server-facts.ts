/** What a Redis reports of itself, as far as it matters here. Undefined: it does not say. */
export interface ServerFacts {
  version: string | undefined;
  /** It is reading its data from the disk and takes no commands yet. */
  isLoading: boolean;
  /** A read-only replica of another Redis. */
  isReplica: boolean;
  isCluster: boolean;
  /** What it evicts when its memory is full. */
  evictionPolicy: string | undefined;
  /** False if it keeps no append-only file. */
  hasAppendOnlyFile: boolean | undefined;
}

/** Reads the answer to `INFO`. */
export function parseServerFacts(info: string): ServerFacts {
  const lines = info.split(/\r?\n/).map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const told = new Map(lines);
  const aof = told.get("aof_enabled");
  return {
    version: told.get("redis_version"),
    isLoading: told.get("loading") === "1",
    isReplica: told.get("role") === "slave",
    isCluster: told.get("cluster_enabled") === "1",
    evictionPolicy: told.get("maxmemory_policy"),
    hasAppendOnlyFile: aof === undefined ? undefined : aof === "1",
  };
}
