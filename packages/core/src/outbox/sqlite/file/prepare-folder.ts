import { dirname, join } from "node:path";
import { nodeFs } from "./node-fs.ts";

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

/**
 * Makes the file and its folder, both for their owner only, and keeps them out of git: they hold people's ids.
 *
 * @throws if the folder cannot be written
 */
export function prepareFolder(path: string): void {
  const { chmodSync, closeSync, mkdirSync, openSync, statSync, writeFileSync } = nodeFs();
  const folder = dirname(path);
  // Only what is made here gets these rights; a folder that was there before is its owner's business.
  mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  unlessThere(() => writeFileSync(join(folder, ".gitignore"), "*\n", { flag: "wx" }));
  // A file that is there is never opened here: closing it again would end the locks that this process holds on it.
  // SQLite gives the files beside it the same rights.
  unlessThere(() => closeSync(openSync(path, "wx", OWNER_ONLY_FILE)));
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, OWNER_ONLY_FILE);
}

function unlessThere(make: () => void): void {
  try {
    make();
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EEXIST") throw error;
  }
}
