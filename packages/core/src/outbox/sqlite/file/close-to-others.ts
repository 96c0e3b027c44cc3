import type { Stats } from "node:fs";
import { nodeFs } from "./node-fs.ts";

const OWNER_ONLY_FILE = 0o600;
const ALL_BUT_OWNER = 0o077;
const EVERYBODY = 0o007;

/**
 * Closes a file of ours, and those that SQLite keeps beside it, to everybody but their owner. What belongs to another
 * user is left as it is: a volume whose owner gave its rights to a group, say, which this process is in.
 *
 * Gives what is to be said where everybody may use the file and that cannot be changed.
 */
export function closeToOthers(path: string): string | undefined {
  const { chmodSync, lstatSync } = nodeFs();
  // Where users have no numbers (on Windows), a mode says nothing about them.
  const ownId = process.getuid?.();
  if (ownId === undefined) return undefined;
  for (const end of ["", "-wal", "-shm"]) {
    const found = lstatSync(path + end, { throwIfNoEntry: false });
    if (found?.isFile() !== true || found.uid !== ownId || (found.mode & ALL_BUT_OWNER) === 0) continue;
    try {
      chmodSync(path + end, OWNER_ONLY_FILE);
    } catch {
      // Said below, if it matters.
    }
  }
  const left = lstatSync(path);
  return (left.mode & EVERYBODY) === 0 ? undefined : tooWide(path, left, ownId);
}

function tooWide(path: string, { mode, uid }: Stats, ownId: number): string {
  const owner = uid === ownId ? "its file system does not let that be changed" : `it belongs to another user (${uid})`;
  return (
    `The outbox ${path} is open to every user of this machine (mode ${octal(mode)}), and ${owner}. It is used as it ` +
    "is. It holds people's ids: have its owner run `chmod o-rwx` on it, or name a folder on another volume in " +
    "BOT_TRACKER_DIR."
  );
}

/** The rights of a file as `chmod` takes them. */
export function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, "0");
}
