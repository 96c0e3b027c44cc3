import type { Redis } from "ioredis";

const PAGE = 500;

/** The ids of all deliveries and dead letters, a page at a time. One may come more than once. */
export async function* everyDelivery(client: Redis, scope: string): AsyncGenerator<string[]> {
  const sets = [...(await client.hkeys(`${scope}destinations`)).map((name) => `${name}:all`), "dead"];
  for (const set of sets) {
    for await (const page of client.zscanStream(`${scope}${set}`, { count: PAGE })) {
      const ids = (page as string[]).filter((_, index) => index % 2 === 0);
      if (ids.length > 0) yield ids;
    }
  }
}
