import type { Redis } from "ioredis";

/** A key of Redis by its type, so that any version takes it. Text that is not UTF-8 is kept as `{ base64 }`. */
export interface RedisKey {
  key: string;
  type: string;
  /** How long it still has, in milliseconds. Missing: for ever. */
  ttlMs?: number;
  /** Members; in hashes, fields and values in turn; in sorted sets, members and scores in turn. */
  values: (string | { base64: string })[];
}

/** Everything in a database of Redis, by key. */
export async function readRedis(client: Redis): Promise<RedisKey[]> {
  const keys = (await client.keys("*")).sort();
  return Promise.all(
    keys.map(async (key) => {
      const [type, ttlMs] = [await client.type(key), await client.pttl(key)];
      const values = await readValues(client, key, type);
      return { key, type, ...(ttlMs >= 0 && { ttlMs }), values: values.map(toText) };
    }),
  );
}

/** Puts it all back. */
export async function writeRedis(client: Redis, keys: readonly RedisKey[]): Promise<void> {
  for (const { key, type, ttlMs, values } of keys) {
    const given = values.map(toBuffer);
    if (type === "string") await client.set(key, toBuffer(values[0] ?? ""));
    else if (type === "hash") await client.call("HSET", key, ...given);
    else if (type === "list") await client.rpush(key, ...given);
    else if (type === "set") await client.sadd(key, ...given);
    else if (type === "zset") await client.call("ZADD", key, ...inTurn(given));
    else throw new Error(`${key} is a ${type}, which no fixture holds yet`);
    if (ttlMs !== undefined) await client.pexpire(key, ttlMs);
  }
}

async function readValues(client: Redis, key: string, type: string): Promise<Buffer[]> {
  if (type === "string") return [(await client.getBuffer(key)) ?? Buffer.alloc(0)];
  if (type === "hash")
    return Object.entries(await client.hgetallBuffer(key)).flatMap(([field, value]) => [Buffer.from(field), value]);
  if (type === "list") return client.lrangeBuffer(key, 0, -1);
  if (type === "set") return client.smembersBuffer(key);
  if (type === "zset") {
    // In pairs, where Redis and the client agree on them.
    return ((await client.callBuffer("ZRANGE", key, 0, -1, "WITHSCORES")) as (Buffer | Buffer[])[]).flat();
  }
  throw new Error(`${key} is a ${type}, which no fixture holds yet`);
}

/** ZADD takes the score first. */
function inTurn(members: readonly Buffer[]): Buffer[] {
  return members.map((_, at) => members[at ^ 1] as Buffer);
}

function toText(bytes: Buffer): string | { base64: string } {
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString("base64") };
}

function toBuffer(value: string | { base64: string }): Buffer {
  return typeof value === "string" ? Buffer.from(value) : Buffer.from(value.base64, "base64");
}
