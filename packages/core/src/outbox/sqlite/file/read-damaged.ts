import type { Sqlite } from "../driver/load-sqlite.ts";
import { openAsItIs } from "../driver/open-node-driver.ts";
import type { SqliteDriver } from "../driver/sqlite-driver.ts";
import { readPage } from "../tables/counters-page.ts";
import type { DeadLetterRow } from "../tables/dead-letters.ts";
import type { DedupeKeyRow } from "../tables/dedupe-keys.ts";
import type { DeliveryRow } from "../tables/delivery-row.ts";
import type { QuotaSlotRow } from "../tables/quota-slot-row.ts";
import type { FileRows, PersonRow } from "./file-rows.ts";
import { RENAMES_OF_VERSION_1 } from "./format.ts";

const NOTHING: FileRows = {
  page: undefined,
  names: new Map(),
  deliveries: [],
  deadLetters: [],
  dedupeKeys: [],
  persons: [],
  quotaSlots: [],
  holders: [],
};

/** Reads what can be read. Never throws: of a file that is no database at all that is nothing. */
export function readDamaged(sqlite: Sqlite, path: string): FileRows {
  let driver: SqliteDriver | undefined;
  try {
    driver = openAsItIs(sqlite, path, {});
    return isOfVersion1(driver) ? readVersion1(driver) : readTables(driver);
  } catch {
    return NOTHING;
  } finally {
    try {
      driver?.close();
    } catch {}
  }
}

function readTables(driver: SqliteDriver): FileRows {
  const [counters] = readTable<{ one: number; json: string }>(driver, "ledger_counters", "one");
  const page = counters === undefined ? undefined : readPage(counters.json);
  const names = new Map((page?.destinations ?? []).map(({ id, name }) => [id, name]));
  for (const { id, name } of readTable<{ id: number; name: string }>(driver, "destination", "id")) names.set(id, name);
  return {
    page,
    names,
    deliveries: readTable<DeliveryRow>(driver, "delivery", "place").sort((one, two) => one.seq - two.seq),
    deadLetters: readTable<DeadLetterRow>(driver, "dead_letter", "place"),
    dedupeKeys: readTable<DedupeKeyRow>(driver, "dedupe_key", "destination, key"),
    persons: readTable<PersonRow>(driver, "person", "place"),
    quotaSlots: readTable<QuotaSlotRow>(driver, "quota_slot", "rev"),
    holders: readTable<{ name: string }>(driver, "holder", "name"),
  };
}

/** By a table's name, because the version was overwritten when the file was set aside. */
function isOfVersion1(driver: SqliteDriver): boolean {
  return driver.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'item'").get() !== undefined;
}

/** Reads tables of version 1 under their present names, and leaves them as they were. */
function readVersion1(driver: SqliteDriver): FileRows {
  let rows = NOTHING;
  try {
    driver.transaction(() => {
      for (const sql of RENAMES_OF_VERSION_1) execQuietly(driver, sql);
      rows = readTables(driver);
      throw new Error("to take the new names back");
    });
  } catch {}
  return rows;
}

function execQuietly(driver: SqliteDriver, sql: string): void {
  try {
    driver.exec(sql);
  } catch {
    // That table cannot be read.
  }
}

/** Reads a table from both ends, each as far as it goes: what cannot be read is between them. */
function readTable<Row>(driver: SqliteDriver, table: string, key: string): Row[] {
  const rows: Row[] = [];
  const backwards: Row[] = [];
  const down = key
    .split(", ")
    .map((column) => `${column} DESC`)
    .join(", ");
  // NOT INDEXED: the table itself is read, whatever has become of its indexes.
  const isWhole = readInto(rows, driver, `SELECT * FROM ${table} NOT INDEXED ORDER BY ${key}`);
  if (!isWhole) readInto(backwards, driver, `SELECT * FROM ${table} NOT INDEXED ORDER BY ${down}`);
  return [...rows, ...backwards.reverse()];
}

function readInto<Row>(rows: Row[], driver: SqliteDriver, sql: string): boolean {
  try {
    for (const row of driver.prepare<Row>(sql).each()) rows.push(row);
    return true;
  } catch {
    return false;
  }
}
