import type { DatabaseSync } from "node:sqlite";
import { onceInProcess } from "../../../support/process-registry.ts";

/** A locked file that shows that this process lives. Without the handle nobody would hold the lock. */
export interface HeldFile {
  name: string;
  path: string;
  db: DatabaseSync;
  /** Tells the file from another one at the same path. */
  inode: bigint;
  /** Whoever in this process uses the database that it stands beside. */
  users: Set<object>;
}

/**
 * The files that this process holds, by the database they stand beside: one for each, whoever uses it here. Anything
 * else in the process that opened and closed one would end its lock without a word.
 */
export function heldFiles(): Map<string, HeldFile> {
  return onceInProcess("presence@1", () => new Map<string, HeldFile>());
}
