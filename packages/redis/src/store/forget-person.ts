import { userKeyPrefix } from "@bot-tracker/core/outbox-kit";
import type { Redis } from "ioredis";

const PAGE = 1_000;

/**
 * Deletes what is remembered of a person: whether they block a bot, and the dedupe keys that name them. Gives how many
 * of these there were.
 */
export async function forgetPerson(client: Redis, scope: string, userId: string): Promise<number> {
  let forgotten = await deleteFields(client, `${scope}persons`, `*:${escapeGlob(userId)}`);
  for (const day of await client.smembers(`${scope}key-days`)) {
    forgotten += await deleteFields(client, `${scope}keys:${day}`, `${escapeGlob(userKeyPrefix(userId))}*`);
  }
  return forgotten;
}

async function deleteFields(client: Redis, key: string, match: string): Promise<number> {
  let deleted = 0;
  for await (const page of client.hscanStream(key, { match, count: PAGE })) {
    const fields = (page as string[]).filter((_, index) => index % 2 === 0);
    if (fields.length > 0) deleted += await client.hdel(key, ...fields);
  }
  return deleted;
}

function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]]/g, "\\$&");
}
