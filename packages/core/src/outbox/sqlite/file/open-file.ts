import type { SqliteDriver } from "../driver/sqlite-driver.ts";
import type { Store } from "../tables/store.ts";
import type { FileIdentity } from "./file-identity.ts";

/** A file that is open: the handle, the store in it, and which files they are. */
export interface OpenFile {
  driver: SqliteDriver;
  store: Store;
  identity: FileIdentity;
}

/** A damaged file, or one on a full disk, may not even close properly. Nothing is lost by that. */
export function closeQuietly({ driver }: Pick<OpenFile, "driver">): void {
  try {
    driver.close();
  } catch {}
}
