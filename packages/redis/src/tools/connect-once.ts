import { Redis } from "ioredis";
import { clientOptions } from "../connection/client-options.ts";
import type { ConnectionProblem } from "../connection/connection-problem.ts";
import { explainFailure } from "../connection/explain-failure.ts";
import { judgeServer } from "../connection/judge-server.ts";
import { hostAndPort, parseRedisUrl, type RedisAddress } from "../connection/redis-address.ts";
import { parseServerFacts, type ServerFacts } from "../connection/server-facts.ts";
import { RedisOutboxesError } from "./redis-outboxes-error.ts";

/** A connection for a tool: made once, and lost for good when it is lost. */
export interface OneConnection {
  client: Redis;
  /** Host, port and database: what may be shown. */
  address: string;
  facts: ServerFacts;
  /** Runs a task that asks Redis. @throws {RedisOutboxesError} it went away, or refuses */
  explained<T>(task: () => Promise<T>): Promise<T>;
}

const CONNECT_MS = 5_000;
/** For one command. A large outbox is read in many. */
const COMMAND_MS = 30_000;
const GOODBYE_MS = 100;

/** @throws {RedisOutboxesError} it cannot be reached, or cannot be used */
export async function connectOnce(url: string): Promise<OneConnection> {
  const read = parseRedisUrl(url);
  if (read === undefined) {
    throw new RedisOutboxesError(
      "Expected a Redis URL such as redis://user:password@host:6379/0 (rediss:// for TLS), with characters like @ # % in " +
        "the password written as %40 %23 %25.",
    );
  }
  const address = `${hostAndPort(read)}/${read.database}`;
  // Without a cause: the error of ioredis holds the refused command, which is the one with the password.
  const toError = (problem: ConnectionProblem): RedisOutboxesError => {
    const text = `Redis at ${address} ${problem.kind === "away" ? "cannot be reached" : "cannot be used"}: ${inWords(problem)}.`;
    return new RedisOutboxesError(text.replaceAll("`url`", "the address"));
  };
  const client = clientFor(read);
  // What a call rejects with says only that there is no connection; the reason comes here first.
  let failure: unknown;
  client.on("error", (error) => {
    failure ??= error;
  });
  let wasOpen = false;
  const explained = async <T>(task: () => Promise<T>): Promise<T> => {
    try {
      return await task();
    } catch (error) {
      throw toError(explainFailure(failure ?? error, read, { wasOpen }));
    }
  };
  try {
    await explained(() => client.connect());
    wasOpen = true;
    const facts = parseServerFacts(await explained(() => client.info()));
    // One that evicts data is not fit for a bot, but can be inspected.
    const verdict = judgeServer({ ...facts, evictionPolicy: undefined });
    if (verdict.kind !== "fit") throw toError(verdict);
    return { client, address, facts, explained };
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

function clientFor(address: RedisAddress): Redis {
  return new Redis({
    ...clientOptions(address),
    connectTimeout: CONNECT_MS,
    commandTimeout: COMMAND_MS,
    // A connection that is gone already would hold the process for so long.
    disconnectTimeout: GOODBYE_MS,
  });
}

function inWords(problem: ConnectionProblem): string {
  return problem.kind === "away" ? problem.why : `${problem.why}. ${problem.mend}`;
}
