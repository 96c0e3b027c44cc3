import type { Messages } from "../../support/messages.ts";
import type { StoreFile } from "./file/store-file.ts";
import type { KeyInUse } from "./tables/store.ts";

/**
 * Says so when a file whose bot is not known was last used with another key. That may be a renewed one, with which what
 * waits is to be sent, or another bot's. No file can tell which, so that a person has to.
 */
export function warnOfOtherKeys(file: StoreFile, keys: readonly KeyInUse[], messages: Pick<Messages, "warn">): void {
  let others: readonly string[] = [];
  try {
    const { store } = file;
    if (!store.areInUse(keys)) others = store.write(() => store.useKeys(keys)).result;
  } catch {
    // Another process writes, or the file cannot be written: whoever records next deals with it.
  }
  if (others.length === 0) return;
  messages.warn(
    "other-keys",
    `The outbox ${file.path} was last used with another key or address of ${others.join(" and ")}, and it is not known ` +
      "which bot it belongs to. If the key was renewed, all is well: what waits is sent with the new one. If another bot " +
      "uses this folder too, each sends what the other has recorded: give each its `bot`, a `botId` or a " +
      "BOT_TRACKER_DIR of its own.",
  );
}
