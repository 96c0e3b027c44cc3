import { nodeFs } from "./node-fs.ts";
import { nodePath } from "./node-path.ts";

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

/**
 * Makes the file and its folder where they are missing, both for their owner only, and keeps them out of git: they hold
 * people's ids. False: there was a file already, which is left as it is.
 *
 * @throws if the folder cannot be written
 */
export function makeFile(path: string): boolean {
  const { closeSync, mkdirSync, openSync } = nodeFs();
  const { dirname, join } = nodePath();
  const folder = dirname(path);
  // Only what is made here gets these rights; a folder that was there before is its owner's business.
  mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  unlessThere(() => keepOutOfGit(join(folder, ".gitignore")));
  removeOrphans(path);
  // A file that is there is never opened here: closing it again would end the locks that this process holds on it.
  return unlessThere(() => closeSync(openSync(path, "wx", OWNER_ONLY_FILE)));
}

function keepOutOfGit(path: string): void {
  const { closeSync, openSync, rmSync, writeSync } = nodeFs();
  const file = openSync(path, "wx");
  try {
    writeSync(file, "*\n");
  } catch (error) {
    // On a full disk it would stay empty for good.
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** What SQLite kept beside a file that was deleted would be taken for the fresh one's. */
function removeOrphans(path: string): void {
  const { lstatSync, rmSync } = nodeFs();
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
  for (const orphan of [`${path}-wal`, `${path}-shm`]) {
    if (lstatSync(orphan, { throwIfNoEntry: false })?.isFile() === true) rmSync(orphan);
  }
}

function unlessThere(make: () => void): boolean {
  try {
    make();
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EEXIST") throw error;
    return false;
  }
}
