import type { Messages } from "../../../support/messages.ts";
import type { Sqlite } from "../driver/load-sqlite.ts";
import { openNodeDriver } from "../driver/open-node-driver.ts";
import type { Durability, SqliteDriver } from "../driver/sqlite-driver.ts";
import { Store } from "../tables/store.ts";
import type { StoreBounds } from "../tables/tables.ts";
import { closeToOthers } from "./close-to-others.ts";
import { bringUp, markAsLeaving, usableVersion } from "./format.ts";
import { importRows } from "./import-rows.ts";
import { nodeFs } from "./node-fs.ts";
import { makeFile } from "./prepare-folder.ts";
import { readDamaged } from "./read-damaged.ts";
import { refuseForeign } from "./refuse-foreign.ts";
import { refuseOtherKinds } from "./refuse-other-kinds.ts";
import { LeavingFileError, sqliteFailureOf } from "./sqlite-failure.ts";

export interface StoreFileOptions {
  sqlite: Sqlite;
  path: string;
  durability: Durability;
  bounds: StoreBounds;
  /** Begins the ids of a fresh file; random. */
  newPrefix(): string;
  nowMs(): number;
  messages: Pick<Messages, "error" | "warn">;
}

const LEFT_AFTER_MS = 5_000;

/** A file and the store in it. A damaged file is replaced, with all of it that can be read. */
export class StoreFile {
  readonly #options: StoreFileOptions;
  #durability: Durability;
  /** Missing while there is no file that can be used; whoever asks for the store next tries again. */
  #open: { driver: SqliteDriver; store: Store } | undefined;

  /** @throws whatever keeps the file from being used, damage excepted */
  constructor(options: StoreFileOptions) {
    this.#options = options;
    this.#durability = options.durability;
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
      if (this.#open !== undefined) markAsLeaving(this.#open.driver);
    } catch {}
    this.close();
    this.#open = this.#replace(cause);
  }

  /** Opens the file again, after another process has replaced it. */
  reopen(): void {
    this.close();
    this.#opened();
  }

  /** One more tracker uses it, and asks for this: of different wishes the strictest holds for all. */
  require(durability: Durability): void {
    if (durability === "normal" || this.#durability === durability) return;
    this.#durability = durability;
    try {
      this.#open?.driver.setDurability(durability);
    } catch {
      // It is set when the file is opened again.
    }
  }

  /** Gives pages back to the file system, a few at a time. */
  giveBackSpace(pages: number): void {
    this.#opened().driver.giveBackSpace(pages);
  }

  /** Writes the log back to the file, so that the room it takes can be used again. */
  writeBackLog(): void {
    try {
      this.#opened().driver.writeBackLog();
    } catch {
      // Then there is no room for that either; whatever is written next says so.
    }
  }

  /** The file's size, in pages of 4 KiB. */
  get pages(): number {
    return this.#opened().driver.pages();
  }

  /** Lets the file grow no further, which is how a full disk looks to it. */
  limitPages(pages: number): void {
    this.#opened().driver.limitPages(pages);
  }

  /** For as long as nothing else can be done: the longest wait for other processes. */
  waitFor(busyMs: number): void {
    this.#opened().driver.waitFor(busyMs);
  }

  close(): void {
    const before = this.#open;
    this.#open = undefined;
    try {
      before?.driver.close();
    } catch {
      // A damaged file, or one on a full disk, may not even close properly. Nothing is lost by that.
    }
  }

  #opened(): { driver: SqliteDriver; store: Store } {
    if (this.#open !== undefined) return this.#open;
    const isNew = makeFile(this.path);
    try {
      refuseOtherKinds(this.path);
      if (!isNew) refuseForeign(this.#options.sqlite, this.path);
      const tooWide = closeToOthers(this.path);
      if (tooWide !== undefined) this.#options.messages.warn("outbox-rights", tooWide);
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

  #openFile(): { driver: SqliteDriver; store: Store } {
    const { sqlite, path, bounds, newPrefix } = this.#options;
    const driver = openNodeDriver(sqlite, { path, durability: this.#durability, check: usableVersion, bringUp });
    try {
      driver.presence.hold();
      const store = new Store(driver, bounds, newPrefix());
      store.refresh();
      return { driver, store };
    } catch (error) {
      driver.close();
      throw error;
    }
  }

  #replace(cause: unknown): { driver: SqliteDriver; store: Store } {
    const { sqlite, path, messages, nowMs } = this.#options;
    const { existsSync, renameSync, rmSync } = nodeFs();
    const aside = asidePath(path, nowMs());
    // What was written last may still stand in the file beside it.
    for (const end of ["", "-wal"]) if (existsSync(path + end)) renameSync(path + end, aside + end);
    rmSync(`${path}-shm`, { force: true });
    const damaged = readDamaged(sqlite, aside);
    makeFile(path);
    const { driver, store } = this.#openFile();
    const { kept, corrupt } = store.write(() => importRows(damaged, store.tables)).result;
    messages.error(
      "damaged",
      `The outbox ${path} was damaged (${reasonOf(cause)}) and stands aside as ${aside}. A fresh one was begun: ` +
        `${kept} of the deliveries in it could be read and were taken over, ` +
        `${corrupt} could not and are counted as \`corrupt\`${damaged.page === undefined ? ", if there were more" : ""}.`,
    );
    return { driver, store };
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
