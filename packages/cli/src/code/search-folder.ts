import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { CliError } from "../cli-error.ts";
import { type FoundAddress, findAddresses } from "./find-addresses.ts";

export interface FoundInFile extends FoundAddress {
  /** Relative to the folder. */
  path: string;
}

/** What a search came upon. */
export interface SearchResult {
  files: number;
  found: FoundInFile[];
  /** Files and folders that could not be read. */
  unread: number;
}

/** Nobody's own code, and what a bot writes. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(["node_modules", ".git", ".bot-tracker"]);
/** Nothing that runs is so large. */
const LARGEST_BYTES = 4 * 1024 * 1024;
/** Written for people. */
const PROSE = /\.(?:md|markdown|txt|rst)$/i;

/**
 * Searches the files of a folder and of those in it, `.env` included, for the services' addresses. Does not follow
 * links.
 *
 * @throws {CliError} there is no such folder, or it cannot be read
 */
export function searchFolder(folder: string): SearchResult {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CliError(`--code ${folder} is no folder.`);
  }
  const result: SearchResult = { files: 0, found: [], unread: 0 };
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of entriesOf(next, result)) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) folders.push(path);
      else if (entry.isFile() && !PROSE.test(entry.name)) searchFile(path, relative(folder, path), result);
    }
  }
  result.found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
  return result;
}

function entriesOf(folder: string, result: SearchResult): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    result.unread++;
    return [];
  }
}

function searchFile(path: string, shown: string, result: SearchResult): void {
  try {
    if (statSync(path).size > LARGEST_BYTES) return;
    result.found.push(...findAddresses(readFileSync(path, "utf8")).map((found) => ({ path: shown, ...found })));
    result.files++;
  } catch {
    result.unread++;
  }
}
