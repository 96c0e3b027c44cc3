import { away, type ConnectionProblem, unfit } from "./connection-problem.ts";
import type { ServerFacts } from "./server-facts.ts";

/** Whether a Redis can be used. `warnings`: what its owner should know all the same. */
export type Verdict = { kind: "fit"; warnings: readonly ServerWarning[] } | ConnectionProblem;

export interface ServerWarning {
  topic: string;
  message: string;
}

// What BullMQ's documentation asks for. Its code lets 5.0 pass, but the outbox's scripts need commands of 6.2.
const OLDEST_VERSION = [6, 2, 0];

const NO_EVICTION = "noeviction";

/** Judges a Redis by what it reports of itself. What it does not report is assumed to be fine. */
export function judgeServer(facts: ServerFacts): Verdict {
  const { version, evictionPolicy } = facts;
  if (facts.isLoading) return away("it is still loading its data");
  if (version !== undefined && isOlder(version)) {
    return unfit(
      "version",
      `its version is ${version}, and ${OLDEST_VERSION.join(".")} or newer is required`,
      "Upgrade it, or use the `url` of another one",
    );
  }
  if (facts.isCluster) {
    return unfit(
      "cluster",
      "it runs in cluster mode (`cluster-enabled yes`), which is not supported",
      "Use the `url` of a Redis without cluster mode: one is enough for a great many bots",
    );
  }
  // Not unfit: where a copy takes over from its primary, this passes by itself.
  if (facts.isReplica) {
    return away("it is a read-only replica (`role:slave`); `url` must name its primary");
  }
  if (evictionPolicy !== undefined && evictionPolicy !== NO_EVICTION) {
    return unfit(
      "policy",
      `its \`maxmemory-policy\` is \`${evictionPolicy}\`, which evicts starts and sales when its memory is full`,
      `Set \`maxmemory-policy ${NO_EVICTION}\` in redis.conf or in your provider's settings; to apply it to the running ` +
        `server: \`redis-cli config set maxmemory-policy ${NO_EVICTION}\``,
    );
  }
  return { kind: "fit", warnings: facts.hasAppendOnlyFile === false ? [NO_APPEND_ONLY_FILE] : [] };
}

const NO_APPEND_ONLY_FILE: ServerWarning = {
  topic: "redis appendonly",
  message:
    "runs without an append-only file (`appendonly no`). When it restarts, whatever is queued in it is lost, or it " +
    "returns to its last snapshot, and whatever was sent since then is sent again. Set `appendonly yes` in redis.conf " +
    "or in your provider's settings; to apply it to the running server: `redis-cli config set appendonly yes`.",
};

function isOlder(version: string): boolean {
  const parts = version.split(".").map((part) => Number.parseInt(part, 10));
  // A server that only resembles Redis may report something that is not a version.
  if (parts.some(Number.isNaN)) return false;
  for (const [place, oldest] of OLDEST_VERSION.entries()) {
    const part = parts[place] ?? 0;
    if (part !== oldest) return part < oldest;
  }
  return false;
}
