import { statSync } from "node:fs";
import { join } from "node:path";
import { findOutboxes } from "./outbox-files.ts";

/** Where a bot keeps its outbox unless BOT_TRACKER_DIR says otherwise, relative to where it is started. */
export const DEFAULT_FOLDER = ".bot-tracker";

/**
 * The outbox folder, given either that folder or the bot's. A folder that contains outboxes is taken as it is: a
 * `.bot-tracker` inside it may be one that the bot no longer uses.
 */
export function outboxFolder(named: string): string {
  const inside = join(named, DEFAULT_FOLDER);
  return isFolder(inside) && findOutboxes({ folder: named, bot: undefined }).length === 0 ? inside : named;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
