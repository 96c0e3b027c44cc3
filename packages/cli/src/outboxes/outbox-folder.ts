import { statSync } from "node:fs";
import { join } from "node:path";
import { findOutboxes } from "./outbox-files.ts";

/** Where a bot keeps its outbox unless BOT_TRACKER_DIR says otherwise: in the folder that it is started in. */
export const DEFAULT_FOLDER = ".bot-tracker";

/**
 * The folder of the outboxes, where `named` is that folder or the bot's own. A folder with outboxes in it is taken as
 * it is: a `.bot-tracker` beside them may be one that the bot uses no more.
 */
export function outboxFolder(named: string): string {
  const inside = join(named, DEFAULT_FOLDER);
  return isFolder(inside) && findOutboxes({ folder: named, bot: undefined }).length === 0 ? inside : named;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
