import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadSqlite } from "../../packages/sandbox/src/database/load-sqlite.ts";

/** The rows of a table of a sandbox's file, in the order in which they were written. The sandbox has to be closed. */
export function rowsOf(file: string, table: "requests" | "facts" | "people" | "marks"): Record<string, unknown>[] {
  const { DatabaseSync } = loadSqlite();
  const db = new DatabaseSync(file);
  try {
    return db
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .map((row) => ({ ...row }));
  } finally {
    db.close();
  }
}

/** Everything that stands in the files of a folder, the write-ahead log included. */
export function bytesOf(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join();
}
