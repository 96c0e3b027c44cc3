import type { SqliteDriver } from "../driver/sqlite-driver.ts";
import { ADD_HOLDERS, ADD_PERSON_HISTORY, CREATE_INDEXES, CREATE_TABLES } from "./create-tables.ts";
import { ForeignFileError, LeavingFileError, NewerFileError } from "./sqlite-failure.ts";

/** The version this package writes. File format. */
export const FILE_VERSION = 2;

/** "BotT": marks a database as an outbox of this package. Files of version 1 have none. File format. */
export const APPLICATION_ID = 0x426f_7454;

/** Marks a file that is being set aside: whoever else has it open is to write nothing more into it. File format. */
const LEAVING_VERSION = -1;

const VERSION_1_TABLES = ["books", "account", "item", "letter", "mark", "person", "slot"];

/**
 * What turns the tables of a version into those of the next. A damaged file is read through these too, so that each
 * statement stands alone and goes through no rows.
 */
export const RENAMES_OF_VERSION_1: readonly string[] = [
  "ALTER TABLE books RENAME TO ledger_counters",
  "ALTER TABLE account RENAME TO destination",
  "ALTER TABLE item RENAME TO delivery",
  "ALTER TABLE delivery RENAME COLUMN account TO destination",
  "ALTER TABLE delivery RENAME COLUMN onLost TO buryIfLost",
  "ALTER TABLE delivery RENAME COLUMN blocker TO waitsFor",
  "ALTER TABLE delivery RENAME COLUMN keys TO dedupeKeys",
  "ALTER TABLE letter RENAME TO dead_letter",
  "ALTER TABLE dead_letter RENAME COLUMN account TO destination",
  "ALTER TABLE dead_letter RENAME COLUMN onLost TO buryIfLost",
  "ALTER TABLE dead_letter RENAME COLUMN keys TO dedupeKeys",
  "ALTER TABLE mark RENAME TO dedupe_key",
  "ALTER TABLE dedupe_key RENAME COLUMN account TO destination",
  "ALTER TABLE slot RENAME TO quota_slot",
  `UPDATE ledger_counters SET json = json_remove(json_set(json, '$.dedupeKeys', json_extract(json, '$.marks'),
     '$.destinations', json_extract(json, '$.accounts')), '$.marks', '$.accounts')`,
];

/** Those that have to be made anew, as an index cannot be renamed. */
const DROP_INDEXES_OF_VERSION_1 = ["due", "lifted", "barrier", "waiting", "id"].map(
  (name) => `DROP INDEX item_${name}`,
);

/**
 * The version of a database's tables, if this package can use them; 0 where there are none yet. Changes nothing.
 *
 * @throws {NewerFileError} a later version of this package wrote it
 * @throws {LeavingFileError} it is damaged and being set aside
 * @throws {ForeignFileError} it is no outbox
 */
export function usableVersion(driver: SqliteDriver): number {
  const { applicationId, version } = driver.format();
  if (applicationId !== APPLICATION_ID) {
    const tables = applicationId === 0 ? tablesOf(driver) : undefined;
    if (tables?.size === 0 && version === 0) return 0;
    const isVersion1 = (version === 1 || version < 0) && VERSION_1_TABLES.every((name) => tables?.has(name));
    // Another process may have made the tables since their mark was looked for.
    if (!isVersion1 && driver.format().applicationId !== applicationId) return usableVersion(driver);
    if (!isVersion1) throw new ForeignFileError("it is a database, and not an outbox of this package");
  }
  if (version > FILE_VERSION) {
    throw new NewerFileError(`the file is of version ${version}, and this package knows ${FILE_VERSION} and before`);
  }
  if (version < 0) throw new LeavingFileError("the file is being set aside");
  return version;
}

/** Whether a database has all that this package uses. Changes nothing. @throws as `usableVersion` */
export function isUpToDate(driver: SqliteDriver): boolean {
  return usableVersion(driver) === FILE_VERSION && hasHolders(driver) && hasPersonHistory(driver);
}

/** Brings a database to the present version. What stands in it is kept. */
export function bringUp(driver: SqliteDriver): void {
  if (isUpToDate(driver)) return;
  driver.transaction(() => {
    // Looked at again: another process may have done it while this one waited for its turn.
    const version = usableVersion(driver);
    if (version === 0) driver.exec(CREATE_TABLES);
    if (version === 1) {
      for (const sql of [...RENAMES_OF_VERSION_1, ...DROP_INDEXES_OF_VERSION_1, "DROP INDEX slot_age"])
        driver.exec(sql);
    }
    if (version < FILE_VERSION) {
      driver.exec(CREATE_INDEXES);
      driver.setFormat({ applicationId: APPLICATION_ID, version: FILE_VERSION });
    }
    if (!hasHolders(driver)) driver.exec(ADD_HOLDERS);
    if (!hasPersonHistory(driver)) driver.exec(ADD_PERSON_HISTORY);
  });
}

/** Has everybody else who has it open write nothing more into it. */
export function markAsLeaving(driver: SqliteDriver): void {
  driver.setFormat({ applicationId: APPLICATION_ID, version: LEAVING_VERSION });
}

function hasHolders(driver: SqliteDriver): boolean {
  return driver.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'holder'").get() !== undefined;
}

function hasPersonHistory(driver: SqliteDriver): boolean {
  return driver.prepare("SELECT 1 FROM pragma_table_info('person') WHERE name = 'since'").get() !== undefined;
}

function tablesOf(driver: SqliteDriver): Set<string> {
  const tables = driver.prepare<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  return new Set(tables.map(({ name }) => name));
}
