import { errorMessage } from "../support/error-text.ts";
import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import { DEFAULT_MEMORY_BOUNDS, MemoryOutbox, type MemoryOutboxOptions } from "./memory/memory-outbox.ts";
import { openFiles, useOpenFile } from "./open-files.ts";
import type { Outbox } from "./outbox.ts";
import type { OutboxOwner } from "./outbox-owner.ts";
import { randomPrefix } from "./rules/random-prefix.ts";
import { DEFAULT_BOUNDS } from "./rules/room.ts";
import { loadSqlite } from "./sqlite/driver/load-sqlite.ts";
import type { Durability } from "./sqlite/driver/sqlite-driver.ts";
import { Eraser } from "./sqlite/eraser.ts";
import { FallbackOutbox } from "./sqlite/fallback/fallback-outbox.ts";
import { accessObstacle } from "./sqlite/file/access-obstacle.ts";
import { nodePath } from "./sqlite/file/node-path.ts";
import { type SqliteFailure, sqliteFailureOf } from "./sqlite/file/sqlite-failure.ts";
import { StoreFile } from "./sqlite/file/store-file.ts";
import { SqliteOutbox } from "./sqlite/sqlite-outbox.ts";
import type { KeyInUse } from "./sqlite/tables/store.ts";
import { warnOfFormerFile } from "./sqlite/warn-of-former-file.ts";
import { warnOfOtherKeys } from "./sqlite/warn-of-other-keys.ts";

export interface OpenOutboxOptions {
  /** The folder for all bots' files. */
  dir: string;
  /** Names the file. */
  owner: OutboxOwner;
  /** Gives it a file of its own, so that nothing recorded for a sandbox ever goes to the services. */
  isSandbox: boolean;
  /** The keys that are sent with. */
  keys: readonly KeyInUse[];
  durability: Durability;
  /** Bounds of the memory that serves where the file cannot. */
  memory: MemoryOutboxOptions;
  /** Whether trackers of this process that use the same file share it; each closes it for itself. */
  isShared: boolean;
  ports: Ports;
  messages: Messages;
}

const BOUNDS = { ...DEFAULT_BOUNDS, maxPersons: 2_000_000, maxDedupeKeys: 2_000_000 };
const MEMORY_BOUNDS = { ...DEFAULT_MEMORY_BOUNDS, maxPersons: 200_000, maxDedupeKeys: 200_000 };

/** The outbox of a bot: its file, or memory where there can be none. Never throws: one message says why. */
export function openOutbox(options: OpenOutboxOptions): Outbox {
  const { dir, owner, isSandbox, keys, durability, memory, isShared, ports, messages } = options;
  const { join, resolve } = nodePath();
  const pathOf = (name: string): string => join(resolve(dir), `${name}${isSandbox ? ".sandbox" : ""}.sqlite`);
  const path = pathOf(owner.name);
  const makeMemory = (): MemoryOutbox => new MemoryOutbox(randomPrefix(), memory);
  const known = isShared ? openFiles().get(path) : undefined;
  if (known !== undefined) return useOpenFile(known, options);
  const sqlite = loadSqlite();
  if (sqlite === undefined) {
    messages.warn("outbox-file", `This Node has no SQLite. ${ONLY_MEMORY}`);
    return makeMemory();
  }
  const fileOptions = {
    sqlite,
    path,
    durability,
    bounds: BOUNDS,
    newPrefix: randomPrefix,
    nowMs: ports.nowMs,
    messages,
  };
  const use = (file: StoreFile): Outbox => {
    const eraser = new Eraser({ sqlite, path, isAtPath: () => file.isAtPath(), ports, messages });
    const outbox = new FallbackOutbox({
      file: new SqliteOutbox({ file, ports, messages, eraser }),
      path,
      makeMemory,
      ports,
      messages,
      ...(isShared && { onClosed: () => void openFiles().delete(path) }),
    });
    if (isShared) openFiles().set(path, { file, outbox, memory });
    return outbox;
  };
  try {
    const file = new StoreFile(fileOptions);
    // Where the bot is known, it has the file to itself.
    if (!owner.isKnown) warnOfOtherKeys(file, keys, messages);
    for (const name of owner.formerNames) warnOfFormerFile({ name, path: pathOf(name), ownPath: path }, messages);
    return use(file);
  } catch (error) {
    const why = errorMessage(error);
    const mend = mendOf(path, sqliteFailureOf(error));
    messages.error("outbox-file", `The outbox ${path} cannot be used: ${why}. ${MEANWHILE} ${mend}`);
    return use(new StoreFile({ ...fileOptions, memoryBounds: { ...MEMORY_BOUNDS, ...memory } }));
  }
}

function mendOf(path: string, failure: SqliteFailure | undefined): string {
  const obstacle = failure === "unwritable" ? accessObstacle(path) : undefined;
  if (obstacle === undefined) return MENDS[failure ?? "unwritable"] ?? MAKE_WRITABLE;
  return (
    `${obstacle.charAt(0).toUpperCase()}${obstacle.slice(1)}: make it readable and writable for this user (with \`chown\`, or ` +
    "in Kubernetes with `fsGroup`), or name another folder in BOT_TRACKER_DIR. Until then what waits in it is not sent."
  );
}

const MAKE_WRITABLE = "Make the folder writable, or name another one in BOT_TRACKER_DIR.";
const MENDS: Partial<Record<SqliteFailure, string>> = {
  newer: "It is left as it is; update the package, or name another folder in BOT_TRACKER_DIR.",
  "not-a-file": "It is left as it is: put a file there or nothing, or name another folder in BOT_TRACKER_DIR.",
  foreign: "It is left as it is; name another folder in BOT_TRACKER_DIR.",
};
const MEANWHILE =
  "Deliveries are kept in memory meanwhile, and what is not sent when the process ends is lost. It is tried again within " +
  "15 s, and what memory holds is brought into it then.";
const ONLY_MEMORY = "Deliveries are kept in memory only, and what is not sent when the process ends is lost.";
