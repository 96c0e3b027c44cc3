import { away, type ConnectionProblem, unfit } from "./connection-problem.ts";
import type { ServerFacts } from "./server-facts.ts";

/** Whether a Redis can be used. `warnings` are what its owner should know all the same. */
export type Verdict = { kind: "fit"; warnings: readonly ServerWarning[] } | ConnectionProblem;

export interface ServerWarning {
  topic: string;
  message: string;
}

// What BullMQ's documentation asks for. Its code lets 5.0 pass, but the outbox's scripts need commands of 6.2.
const OLDEST_VERSION = [6, 2, 0];

const NO_EVICTION = "noeviction";

/** Weighs what a Redis tells of itself. What it does not tell is taken to be well. */
export function judgeServer(facts: ServerFacts): Verdict {
  const { version, evictionPolicy } = facts;
  if (facts.isLoading) return away("it is still loading its data");
  if (version !== undefined && isOlder(version)) {
    return unfit(
      "version",
      `its version is ${version}, and ${OLDEST_VERSION.join(".")} is the oldest that will do`,
      "Update it, or give the `url` of another one",
    );
  }
  if (facts.isCluster) {
    return unfit(
      "cluster",
      "it runs in cluster mode (`cluster-enabled yes`), which is not supported",
      "Give the `url` of a Redis without cluster mode: one is enough for a great many bots",
    );
  }
  // Not unfit: where a copy takes over from its primary, this passes by itself.
  if (facts.isReplica) {
    return away("it is a read-only copy (`role:slave`); `url` has to name the primary, where the copy comes from");
  }
  if (evictionPolicy !== undefined && evictionPolicy !== NO_EVICTION) {
    return unfit(
      "policy",
      `its \`maxmemory-policy\` is \`${evictionPolicy}\`, with which it throws starts and sales away when its memory ` +
        "is full",
      `Set \`maxmemory-policy ${NO_EVICTION}\` in redis.conf or in the hosting's settings, and for the one that runs ` +
        `\`redis-cli config set maxmemory-policy ${NO_EVICTION}\``,
    );
  }
  return { kind: "fit", warnings: facts.hasAppendOnlyFile === false ? [NO_APPEND_ONLY_FILE] : [] };
}

const NO_APPEND_ONLY_FILE: ServerWarning = {
  topic: "redis appendonly",
  message:
    "keeps no append-only file (`appendonly no`). When it restarts, what waits in it is lost, or it goes back to its " +
    "last snapshot, and what was sent since is sent again. Set `appendonly yes` in redis.conf or in the hosting's " +
    "settings, and for the one that runs `redis-cli config set appendonly yes`.",
};

function isOlder(version: string): boolean {
  const parts = version.split(".").map((part) => Number.parseInt(part, 10));
  // Something that is no version is not held against a server that only resembles Redis.
  if (parts.some(Number.isNaN)) return false;
  for (const [place, oldest] of OLDEST_VERSION.entries()) {
    const part = parts[place] ?? 0;
    if (part !== oldest) return part < oldest;
  }
  return false;
}
