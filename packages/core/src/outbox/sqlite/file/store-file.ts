import type { Messages } from "../../../support/messages.ts";
import type { Sqlite } from "../driver/load-sqlite.ts";
import type { Connection } from "../driver/node-driver.ts";
import { type Durability, openConnection } from "../driver/open-node-driver.ts";
import { Store } from "../tables/store.ts";
import type { StoreBounds } from "../tables/tables.ts";
import { LEAVING_VERSION } from "./format.ts";
import { nodeFs } from "./node-fs.ts";
import { prepareFolder } from "./prepare-folder.ts";
import { readWhatIsLeft } from "./read-damaged.ts";
import { LeavingFileError, sqliteFailureOf } from "./sqlite-failure.ts";

export interface StoreFileOptions {
  sqlite: Sqlite;
  path: string;
  durability: Durability;
  bounds: StoreBounds;
  /** Begins the ids of a fresh file; random. */
  newPrefix(): string;
  nowMs(): number;
  messages: Pick<Messages, "error">;
}

const LEFT_AFTER_MS = 5_000;

/** A file and the store in it. A damaged file is replaced, with all of it that can be read. */
export class StoreFile {
  readonly #options: StoreFileOptions;
  /** Missing while there is no file that can be used; whoever asks for the store next tries again. */
  #open: { connection: Connection; store: Store } | undefined;

  /** @throws whatever keeps the file from being used, damage excepted */
  constructor(options: StoreFileOptions) {
    this.#options = options;
    this.#opened();
  }

  /** @throws as the constructor, after the file was replaced */
  get store(): Store {
    return this.#opened().store;
  }

  get path(): string {
    return this.#options.path;
  }

  /** Replaces a file that was found damaged. @throws if a fresh one cannot be written */
  setAside(cause: unknown): void {
    try {
      // Whoever else has it open would go on writing into it under its new name.
      this.#open?.connection.exec(`PRAGMA user_version = ${LEAVING_VERSION}`);
    } catch {}
    this.close();
    this.#open = this.#replace(cause);
  }

  /** Opens the file again, after another process has replaced it. */
  reopen(): void {
    this.close();
    this.#opened();
  }

  /** Gives pages back to the file system, a few at a time. */
  giveBackSpace(pages: number): void {
    const { connection } = this.#opened();
    const free = connection.prepare<{ freelist_count: number }>("PRAGMA freelist_count").get()?.freelist_count;
    if ((free ?? 0) > pages) connection.exec(`PRAGMA incremental_vacuum(${pages})`);
  }

  /** Writes the log back to the file, so that the room it takes can be used again. */
  writeBackLog(): void {
    try {
      this.#opened().connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
      // Then there is no room for that either; whatever is written next says so.
    }
  }

  /** The file's size, in pages of 4 KiB. */
  get pages(): number {
    return this.#opened().connection.prepare<{ page_count: number }>("PRAGMA page_count").get()?.page_count ?? 0;
  }

  /** Lets the file grow no further, which is how a full disk looks to it. */
  limitPages(pages: number): void {
    this.#opened().connection.exec(`PRAGMA max_page_count = ${pages}`);
  }

  /** For as long as nothing else can be done: the longest wait for other processes. */
  waitFor(busyMs: number): void {
    this.#opened().connection.exec(`PRAGMA busy_timeout = ${busyMs}`);
  }

  close(): void {
    const before = this.#open;
    this.#open = undefined;
    try {
      before?.connection.close();
    } catch {
      // A damaged file, or one on a full disk, may not even close properly. Nothing is lost by that.
    }
  }

  #opened(): { connection: Connection; store: Store } {
    if (this.#open !== undefined) return this.#open;
    prepareFolder(this.path);
    try {
      this.#open = this.#openFile();
    } catch (error) {
      if (sqliteFailureOf(error) !== "damaged" && !this.#wasLeft(error)) throw error;
      this.#open = this.#replace(error);
    }
    return this.#open;
  }

  /** Whether whoever was to set the file aside must have died over it. */
  #wasLeft(error: unknown): boolean {
    const { path, nowMs } = this.#options;
    return error instanceof LeavingFileError && nowMs() - nodeFs().statSync(path).mtimeMs > LEFT_AFTER_MS;
  }

  #openFile(): { connection: Connection; store: Store } {
    const { sqlite, path, durability, bounds, newPrefix } = this.#options;
    const connection = openConnection(sqlite, { path, durability });
    try {
      const store = new Store(connection, bounds, newPrefix());
      store.refresh();
      return { connection, store };
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  #replace(cause: unknown): { connection: Connection; store: Store } {
    const { sqlite, path, messages, nowMs } = this.#options;
    const { existsSync, renameSync, rmSync } = nodeFs();
    const aside = asidePath(path, nowMs());
    // What was written last may still stand in the file beside it.
    for (const end of ["", "-wal"]) if (existsSync(path + end)) renameSync(path + end, aside + end);
    rmSync(`${path}-shm`, { force: true });
    const left = readWhatIsLeft(sqlite, aside);
    prepareFolder(path);
    const { connection, store } = this.#openFile();
    const { kept, corrupt } = store.write(nowMs(), () => store.adopt(left)).result;
    messages.error(
      "damaged",
      `The outbox ${path} was damaged (${reasonOf(cause)}) and stands aside as ${aside}. A fresh one was begun: ` +
        `${kept} of the deliveries in it could be read and were taken over, ` +
        `${corrupt} could not and are counted as \`corrupt\`${left.books === undefined ? ", if there were more" : ""}.`,
    );
    return { connection, store };
  }
}

function asidePath(path: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const stem = `${path.replace(/\.sqlite$/, "")}.damaged-${time}`;
  for (let copy = 1; ; copy++) {
    const aside = `${stem}${copy === 1 ? "" : `-${copy}`}.sqlite`;
    if (!nodeFs().existsSync(aside)) return aside;
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
