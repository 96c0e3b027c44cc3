import type { DatabaseSync } from "node:sqlite";
import { openDatabase } from "./open-database.ts";

export interface StoreOptions {
  /** Left out: in memory, gone with the process. */
  file?: string | undefined;
}

/** What a sandbox remembers, in memory or in a file. */
export class SandboxStore {
  readonly db: DatabaseSync;
  readonly file: string | undefined;

  constructor(options: StoreOptions = {}) {
    this.file = options.file;
    this.db = openDatabase(options.file);
  }
}

/** @throws {SandboxError} when the file cannot be used. It is left as it was. */
export function openStore(options: StoreOptions = {}): SandboxStore {
  return new SandboxStore(options);
}
