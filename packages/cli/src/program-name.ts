import { relative, sep } from "node:path";

const IN_CLONE = "packages/cli/src/cli.ts";

/**
 * What has to be typed in `folder` to run this program again, as it was started by `script` (`process.argv[1]`): from a
 * clone, by `npx`, from the bot's own packages, or installed for all.
 */
export function programName(script: string, folder: string): string {
  const path = script.split(sep).join("/");
  if (path.includes("/_npx/")) return "npx @bot-tracker/cli";
  if (path.endsWith(`/${IN_CLONE}`)) {
    const shown = relative(folder, script).split(sep).join("/");
    return shown === IN_CLONE ? `npx -y pnpm@12 exec node ${IN_CLONE}` : `node ${quoted(script)}`;
  }
  // The name alone may be anybody's package: without --no, npx fetches that one where this one is not installed.
  return path.includes("/node_modules/") ? "npx --no bot-tracker" : "bot-tracker";
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
