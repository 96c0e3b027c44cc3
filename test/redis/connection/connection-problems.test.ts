import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { away, unfit } from "../../../packages/redis/src/connection/connection-problem.ts";
import { explainFailure } from "../../../packages/redis/src/connection/explain-failure.ts";
import { judgeServer } from "../../../packages/redis/src/connection/judge-server.ts";
import { parseRedisUrl, type RedisAddress } from "../../../packages/redis/src/connection/redis-address.ts";
import { retryDelayMs } from "../../../packages/redis/src/connection/retry-delay.ts";
import { parseServerFacts } from "../../../packages/redis/src/connection/server-facts.ts";

const PASSWORD = "Tr0ub4dor-and-3";

function addressOf(url: string): RedisAddress {
  const address = parseRedisUrl(url);
  if (address === undefined) throw new Error("no address");
  return address;
}

const ADDRESS = addressOf(`redis://:${PASSWORD}@redis.example.com:6380/3`);

function failure(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

describe("explains a failure in the words of whoever has to fix it:", () => {
  test.each<[what: string, error: unknown, why: string]>([
    ["refused", failure("", "ECONNREFUSED"), "nothing listens on port 6380 (ECONNREFUSED)"],
    ["no name", failure("getaddrinfo", "ENOTFOUND"), "the host name redis.example.com cannot be resolved (ENOTFOUND)"],
    ["no way", failure("connect ETIMEDOUT", "ETIMEDOUT"), "connecting to it timed out (ETIMEDOUT)"],
    ["frozen", failure("Command timed out"), "it does not answer"],
    ["reset", failure("read ECONNRESET", "ECONNRESET"), "the connection was closed"],
    ["closed", failure("Connection is closed."), "the connection was closed"],
    ["no network", failure("connect ENETUNREACH", "ENETUNREACH"), "the connection failed (ENETUNREACH)"],
    ["loading", failure("LOADING Redis is loading the dataset in memory"), "it is still loading its data"],
    ["crowded", failure("ERR max number of clients reached"), "it has reached its connection limit (`maxclients`)"],
    [
      "orphaned",
      failure("MASTERDOWN Connection with MASTER is down"),
      "it is a read-only replica whose primary is unavailable",
    ],
    ["no error", "a string", 'it replied "a string"'],
  ])("%s", (_what, error, why) => {
    expect(explainFailure(error, ADDRESS, { wasOpen: true })).toEqual(away(why));
  });

  test.each<[what: string, error: Error, matter: string]>([
    ["another password", failure("WRONGPASS invalid username-password pair or user is disabled."), "password"],
    ["another password, of Redis 5", failure("ERR invalid password"), "password"],
    ["protected mode", failure("DENIED Redis is running in protected mode because ..."), "protected"],
    ["a node of a cluster", failure("MOVED 3999 127.0.0.1:6381"), "cluster"],
    ["a database of a cluster", failure("ERR SELECT is not allowed in cluster mode"), "cluster"],
    ["a foreign certificate", failure("self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"), "tls"],
    ["an issuer unknown", failure("unable to verify", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "tls"],
    ["another name", failure("Hostname/IP does not match", "ERR_TLS_CERT_ALTNAME_INVALID"), "tls"],
    ["no TLS there", failure("ssl3_get_record:wrong version number", "EPROTO"), "tls"],
  ])("%s", (_what, error, matter) => {
    expect(explainFailure(error, ADDRESS, { wasOpen: false })).toMatchObject({ kind: "unfit", matter });
  });

  test("suggests TLS where the server hangs up before the connection was open", () => {
    const why = (url: string) =>
      explainFailure(failure("Connection is closed."), addressOf(url), { wasOpen: false }).why;
    expect(why("redis://host")).toContain("rediss://");
    expect(why("rediss://host")).toBe("the connection was closed");
  });

  test("does not pass on the part of a long password that a server without AUTH echoes", () => {
    const password = "long".repeat(50);
    const reply = failure(`ERR unknown command 'AUTH', with args beginning with: '${password.slice(0, 128)}' `);
    const problem = explainFailure(reply, addressOf(`redis://:${password}@host`), { wasOpen: false });
    expect(problem).toEqual(away(`it replied "ERR unknown command 'AUTH'"`));
  });

  test("never contains the password, whatever the server says", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.boolean(), (before, after, wasOpen) => {
        const problem = explainFailure(failure(`${before}${PASSWORD}${after}`), ADDRESS, { wasOpen });
        expect(JSON.stringify(problem)).not.toContain(PASSWORD);
      }),
    );
  });
});

describe("judges a Redis by what it reports:", () => {
  const judge = (info: string) => judgeServer(parseServerFacts(info));
  const FIT = { kind: "fit", warnings: [] };

  test("accepts 6.2.0 and newer", () => {
    for (const version of ["6.2.0", "6.2.14", "7.0.15", "10.0.0", "255.255.255"]) {
      expect(judge(`redis_version:${version}\r\n`)).toEqual(FIT);
    }
    for (const version of ["2.8", "5.0.14", "6.0.16", "6.1.240"]) {
      expect(judge(`redis_version:${version}\r\n`)).toMatchObject({ kind: "unfit", matter: "version" });
    }
  });

  test("accepts a server that reports no version, or something that is not one", () => {
    expect(judge("redis_version:unknown\r\n")).toEqual(FIT);
    expect(judge("")).toEqual(FIT);
  });

  test("refuses every eviction policy but noeviction", () => {
    expect(judge("maxmemory_policy:noeviction\r\n")).toEqual(FIT);
    for (const policy of ["allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-ttl"]) {
      expect(judge(`maxmemory_policy:${policy}\r\n`)).toMatchObject({ kind: "unfit", matter: "policy" });
    }
  });

  test("waits for one that is still loading, whatever else it reports", () => {
    expect(judge("redis_version:4.0.0\r\nloading:1\r\n")).toEqual(away("it is still loading its data"));
  });

  test("accepts one without an append-only file, with a warning", () => {
    expect(judge("aof_enabled:1\r\n")).toEqual(FIT);
    expect(judge("aof_enabled:0\r\n")).toMatchObject({ kind: "fit", warnings: [{ topic: "redis appendonly" }] });
  });
});

describe("the next attempt to connect comes", () => {
  test("after 25 to 50 ms at first, then after longer and longer, up to 2 s", () => {
    const problem = away("it does not answer");
    expect([1, 2, 3, 4, 5, 6, 7, 8, 1e6].map((failures) => retryDelayMs(problem, failures, 1))).toEqual([
      50, 100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000,
    ]);
    expect(retryDelayMs(problem, 1, 0)).toBe(25);
    expect(retryDelayMs(problem, 1e6, 0)).toBe(1_000);
  });

  test("every 15 to 30 seconds where somebody has to fix it", () => {
    const problem = unfit("policy", "", "");
    expect(retryDelayMs(problem, 1, 1)).toBe(30_000);
    expect(retryDelayMs(problem, 50, 0)).toBe(15_000);
  });
});
