import { BUILD_ID } from "../support/build-id.ts";
import type { Messages } from "../support/messages.ts";
import { onceInProcess } from "../support/process-registry.ts";
import type { MemoryOutboxOptions } from "./memory/memory-outbox.ts";
import type { Outbox } from "./outbox.ts";
import type { OutboxOwner } from "./outbox-owner.ts";
import type { Durability } from "./sqlite/driver/sqlite-driver.ts";
import type { FallbackOutbox } from "./sqlite/fallback/fallback-outbox.ts";
import type { StoreFile } from "./sqlite/file/store-file.ts";
import type { KeyInUse } from "./sqlite/tables/store.ts";
import { warnOfOtherKeys } from "./sqlite/warn-of-other-keys.ts";

/** A file that trackers of this process use, with the bounds of the memory that stands by. */
export interface OpenFile {
  file: StoreFile;
  outbox: FallbackOutbox;
  memory: MemoryOutboxOptions;
}

/** What a further tracker asks of the file, as of one that is only opened. */
interface FurtherUse {
  owner: OutboxOwner;
  keys: readonly KeyInUse[];
  durability: Durability;
  memory: MemoryOutboxOptions;
  messages: Messages;
}

/** By path. */
export function openFiles(): Map<string, OpenFile> {
  // A copy of the package that was built from other sources makes its outboxes differently.
  return onceInProcess(`open files ${BUILD_ID}`, () => new Map<string, OpenFile>());
}

/** One more tracker uses it. */
export function useOpenFile(
  { file, outbox, memory }: OpenFile,
  { owner, keys, durability, memory: wanted, messages }: FurtherUse,
): Outbox {
  if (!owner.isKnown) warnOfOtherKeys(file, keys, messages);
  file.require(durability);
  // Not imported: that would load all of node:util and slow down the start of every bot.
  const { isDeepStrictEqual } = process.getBuiltinModule("node:util");
  if (!isDeepStrictEqual(memory, wanted)) {
    messages.warn(
      "shared-memory",
      `Another tracker of this process uses the outbox ${file.path} with other bounds in \`memory\`. Those of the ` +
        "tracker that was made first hold for both: give both the same.",
    );
  }
  return outbox.share();
}
