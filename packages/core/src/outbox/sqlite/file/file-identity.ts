import { nodeFs } from "./node-fs.ts";

/** Which files stand at a path: the database, and those that SQLite keeps beside it while it is open. */
export interface FileIdentity {
  readonly main: string | undefined;
  readonly wal: string | undefined;
  readonly shm: string | undefined;
}

/** What has become of the files of a database that is open: nothing, or what is said of it. */
export type Displacement = "in-place" | "deleted" | "replaced" | "without-log";

export function identify(path: string): FileIdentity {
  return { main: numberOf(path), wal: numberOf(`${path}-wal`), shm: numberOf(`${path}-shm`) };
}

/** `opened`: the files as they were when they were opened, and hence those that this process reads and writes. */
export function displacementOf(opened: FileIdentity, path: string): Displacement {
  const found = identify(path);
  if (found.main === undefined) return "deleted";
  if (found.main !== opened.main) return "replaced";
  // One that was not there when the database was opened is none of ours, as on a file system that knows no log.
  const isGone = (end: "wal" | "shm"): boolean => opened[end] !== undefined && found[end] !== opened[end];
  return isGone("wal") || isGone("shm") ? "without-log" : "in-place";
}

function numberOf(path: string): string | undefined {
  // As bigints: as numbers, two inodes of a large disk could look the same.
  const found = nodeFs().lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}
