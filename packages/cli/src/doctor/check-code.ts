import { searchFolder } from "../code/search-folder.ts";
import { count } from "../text/count.ts";
import { type Check, ok, problem, warning } from "./check.ts";

const NAME = "Code";
const MOST_SHOWN = 20;

/** Whether the code in a folder names a service's address: a call from before the tracker doubles everything. */
export function checkCode(folder: string | undefined): Check[] {
  if (folder === undefined) return [];
  const { files, found, unread } = searchFolder(folder);
  const checks = found.slice(0, MOST_SHOWN).map(({ path, line, host }) => {
    const advice = "If it is a call from before the tracker, remove it: both at once report everything twice.";
    return problem(NAME, `${path}:${line} names ${host}.`, advice);
  });
  if (found.length > MOST_SHOWN) {
    const more = found.length - MOST_SHOWN;
    checks.push(
      problem(
        NAME,
        `${count(more, "further line names", "further lines name")} such an address.`,
        "Run it again when these are gone.",
      ),
    );
  }
  if (unread > 0) {
    checks.push(
      warning(
        NAME,
        `${count(unread, "file or folder", "files and folders")} could not be read.`,
        "Run this as a user who may read them.",
      ),
    );
  }
  if (found.length > 0) return checks;
  return [ok(NAME, `None of ${count(files, "file", "files")} in ${folder} names a service's address.`), ...checks];
}
