/** Where a Redis is, and what it has to be told first. */
export interface RedisAddress {
  host: string;
  port: number;
  /** 0 unless the URL names another. */
  database: number;
  tls: boolean;
  /** 4 or 6 to use only such addresses of the host, 0 for whichever there is. */
  family: 0 | 4 | 6;
  username: string | undefined;
  password: string | undefined;
}

const SCHEME = /^rediss?:\/\//i;
const DATABASE = /^\/?(\d{0,5})$/;
const PLACE = /^[^:]*(:\d*)?(\/[^:]*)?$|^\[[\da-f:.]+\](:\d*)?(\/[^:]*)?$/i;
const FAMILIES: readonly number[] = [0, 4, 6];
const DEFAULT_PORT = 6379;

/** Reads `redis://user:password@host:6379/0` or `rediss://…`. Undefined for a string that is no such URL. */
export function parseRedisUrl(text: string): RedisAddress | undefined {
  const url = text.trim();
  if (!SCHEME.test(url) || !URL.canParse(url)) return undefined;
  const { protocol, hostname, port, pathname, username, password, searchParams } = new URL(url);
  const database = DATABASE.exec(pathname)?.[1];
  const family = Number(searchParams.get("family") ?? 0);
  const known = [...searchParams.keys()].every((name) => name === "family");
  if (hostname === "" || port === "0" || database === undefined || !known || !isFamily(family)) return undefined;
  const secrets = { username: decoded(username), password: decoded(password) };
  if (secrets.username === undefined || secrets.password === undefined) return undefined;
  return {
    // A URL has an IPv6 address in brackets, a socket takes it without.
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? DEFAULT_PORT : Number(port),
    database: Number(database),
    tls: protocol === "rediss:",
    family,
    username: secrets.username || undefined,
    password: secrets.password || undefined,
  };
}

/** Where it is, as it may be shown. */
export function hostAndPort({ host, port }: Pick<RedisAddress, "host" | "port">): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** A URL as it may be shown: without user, password and parameters. */
export function maskRedisUrl(text: string): string {
  const [, scheme = "", rest = ""] = /^([a-z][a-z\d+.-]*:\/\/)?(.*)$/is.exec(text.trim()) ?? [];
  const place = rest.slice(rest.lastIndexOf("@") + 1).replace(/[?#].*$/s, "?***");
  // "redis://user:secret", where the host was forgotten.
  const shown = PLACE.test(place) ? place.slice(0, 100) : "***";
  return `${scheme}${rest.includes("@") ? "***@" : ""}${shown}`;
}

function isFamily(value: number): value is RedisAddress["family"] {
  return FAMILIES.includes(value);
}

/** Undefined for a `%` that begins no code. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
