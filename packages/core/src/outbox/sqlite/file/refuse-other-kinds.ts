import { nodeFs } from "./node-fs.ts";
import { NotAFileError } from "./sqlite-failure.ts";

/** What SQLite puts beside a database, and the database itself. */
const ENDS = ["", "-wal", "-shm"];

/**
 * Makes sure that what stands at the path, and where SQLite puts its files beside it, are files or nothing. Opening a pipe
 * would never come back, and what is written through a link lands in somebody else's file.
 *
 * @throws {NotAFileError} one of them is something else
 */
export function refuseOtherKinds(path: string): void {
  for (const end of ENDS) {
    const kind = otherKindOf(path + end);
    if (kind !== undefined) throw new NotAFileError(`${end === "" ? "it" : path + end} is ${kind}, not a file`);
  }
}

function otherKindOf(path: string): string | undefined {
  const found = nodeFs().lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return undefined;
  if (found.isSymbolicLink()) return "a symbolic link";
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a pipe";
  return found.isSocket() ? "a socket" : "a device";
}
