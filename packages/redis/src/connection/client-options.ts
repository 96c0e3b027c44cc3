import type { RedisOptions } from "ioredis";
import type { RedisAddress } from "./redis-address.ts";

type Always =
  | "host"
  | "port"
  | "db"
  | "family"
  | "protocol"
  | "lazyConnect"
  | "retryStrategy"
  | "disableClientInfo"
  | "enableReadyCheck"
  | "maxRetriesPerRequest";
type ClientOptions = Required<Pick<RedisOptions, Always>> & Pick<RedisOptions, "username" | "password" | "tls">;

/** What ioredis is to know of every connection to an address. Each is opened by whoever makes it, and not by itself. */
export function clientOptions(address: RedisAddress): ClientOptions {
  const { host, port, database, tls, family, username, password } = address;
  return {
    host,
    port,
    db: database,
    family,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
    disableClientInfo: true,
    // RESP3 would begin with HELLO, which proxies and those that resemble Redis may not know.
    protocol: 2,
    lazyConnect: true,
    retryStrategy: () => null,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
  };
}
