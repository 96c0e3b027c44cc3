import type { Sqlite } from "../driver/load-sqlite.ts";
import { openAsItIs } from "../driver/open-node-driver.ts";
import { usableVersion } from "./format.ts";
import { ForeignFileError } from "./sqlite-failure.ts";

/**
 * Looks whether a file is an outbox before anything is done to it: opened for writing, a database of something else
 * would have its log written back when it is closed.
 *
 * @throws {ForeignFileError} it is none
 */
export function refuseForeign(sqlite: Sqlite, path: string): void {
  try {
    const driver = openAsItIs(sqlite, path, { isReadOnly: true });
    try {
      usableVersion(driver);
    } finally {
      driver.close();
    }
  } catch (error) {
    // Everything else is met again by whoever opens it for use.
    if (error instanceof ForeignFileError) throw error;
  }
}
