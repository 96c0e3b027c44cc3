import type { Redis } from "ioredis";
import { KEPT_FOR_MACHINES_MS } from "../kept-for-machines.ts";

const PAGE = 1_000;

/** Forgets what machines moved and never acknowledged because they are gone. */
export async function forgetOldMoves(client: Redis, scope: string, nowMs: number): Promise<void> {
  const key = `${scope}moved`;
  for await (const page of client.hscanStream(key, { count: PAGE })) {
    const fields = page as string[];
    const old = fields.filter(
      (_, index) => index % 2 === 0 && !(Number(fields[index + 1]) >= nowMs - KEPT_FOR_MACHINES_MS),
    );
    if (old.length > 0) await client.hdel(key, ...old);
  }
}
