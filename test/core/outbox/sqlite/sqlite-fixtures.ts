import { randomBytes } from "node:crypto";
import { MemoryOutbox } from "../../../../packages/core/src/outbox/memory/memory-outbox.ts";
import { loadSqlite, type Sqlite } from "../../../../packages/core/src/outbox/sqlite/driver/load-sqlite.ts";
import { FallbackOutbox } from "../../../../packages/core/src/outbox/sqlite/fallback/fallback-outbox.ts";
import { StoreFile, type StoreFileOptions } from "../../../../packages/core/src/outbox/sqlite/file/store-file.ts";
import { SqliteOutbox, type SqliteOutboxParts } from "../../../../packages/core/src/outbox/sqlite/sqlite-outbox.ts";
import { systemPorts } from "../../../../packages/core/src/support/ports.ts";
import { ManualPorts } from "../../../support/manual-ports.ts";
import type { OutboxBounds } from "../outbox-fixtures.ts";

/** Bounds of a file, where a test gives none. */
export const BOUNDS = {
  maxItems: 1_000_000,
  maxBytes: 1_073_741_824,
  maxDeadLetters: 10_000,
  maxPersons: 1_000_000,
  maxDedupeKeys: 1_000_000,
};

export function nodeSqlite(): Sqlite {
  const sqlite = loadSqlite();
  if (sqlite === undefined) throw new Error("this runtime has no SQLite");
  return sqlite;
}

export interface OpenOptions extends Partial<Omit<StoreFileOptions, "bounds">> {
  path: string;
  bounds?: OutboxBounds & { maxPersons?: number; maxDedupeKeys?: number };
  /** The real ones, if none are given. */
  ports?: SqliteOutboxParts["ports"];
}

/** An outbox on a file, and what it said. */
export function openSqlite({ bounds = {}, ports = systemPorts, ...options }: OpenOptions): {
  outbox: SqliteOutbox;
  file: StoreFile;
  said: string[];
} {
  const said: string[] = [];
  const say = (_topic: string, message: string): void => void said.push(message);
  const file = new StoreFile({
    sqlite: nodeSqlite(),
    durability: "normal",
    newPrefix: () => randomBytes(6).toString("hex"),
    nowMs: systemPorts.nowMs,
    messages: { error: say, warn: say, forget: () => {} },
    bounds: { ...BOUNDS, ...bounds },
    ...options,
  });
  const outbox = new SqliteOutbox({ file, ports, messages: { error: say, forget: () => {} } });
  return { outbox, file, said };
}

/** The same with memory standing by. */
export function openFallback(options: OpenOptions): {
  outbox: FallbackOutbox;
  file: StoreFile;
  ports: ManualPorts;
  said: string[];
} {
  const ports = new ManualPorts();
  const { outbox: sqlite, file, said } = openSqlite({ ports, ...options });
  const say = (_topic: string, message: string): void => void said.push(message);
  const outbox = new FallbackOutbox({
    file: sqlite,
    path: options.path,
    makeMemory: () => new MemoryOutbox(randomBytes(6).toString("hex"), options.bounds),
    ports,
    messages: { error: say, warn: say, forget: () => {} },
  });
  return { outbox, file, ports, said };
}
