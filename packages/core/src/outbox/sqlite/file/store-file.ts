import type { Messages } from "../../../support/messages.ts";
import type { Sqlite } from "../driver/load-sqlite.ts";
import { openNodeDriver } from "../driver/open-node-driver.ts";
import { PresenceFile } from "../driver/presence-file.ts";
import type { Durability, Presence } from "../driver/sqlite-driver.ts";
import { Store } from "../tables/store.ts";
import type { StoreBounds } from "../tables/tables.ts";
import { closeToOthers } from "./close-to-others.ts";
import { type Displacement, displacementOf, identify } from "./file-identity.ts";
import { bringUp, markAsLeaving, usableVersion } from "./format.ts";
import { importRows } from "./import-rows.ts";
import { moveAside } from "./move-aside.ts";
import { nodeFs } from "./node-fs.ts";
import { closeQuietly, type OpenFile } from "./open-file.ts";
import { makeFile } from "./prepare-folder.ts";
import { readDamaged } from "./read-damaged.ts";
import { refuseForeign } from "./refuse-foreign.ts";
import { refuseOtherKinds } from "./refuse-other-kinds.ts";
import { restoreFile } from "./restore-file.ts";
import { goneMessage, restoredMessage } from "./restore-messages.ts";
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
  /** @default locked files beside the outbox */
  presence?: Presence;
}

const LEFT_AFTER_MS = 5_000;

/**
 * A file and the store in it. A damaged file is replaced, with all of it that can be read; one that was deleted or
 * replaced at its path is written there again.
 */
export class StoreFile {
  readonly #options: StoreFileOptions;
  #durability: Durability;
  /** The same for every file that is opened at this path. */
  readonly presence: Presence;
  /** Missing while there is no file that can be used; whoever asks for the store next tries again. */
  #open: OpenFile | undefined;
  /** The store of a file that was left, until the next one goes on with what was under way. */
  #left: Store | undefined;
  #isInPlace = true;

  /** @throws whatever keeps the file from being used, damage excepted */
  constructor(options: StoreFileOptions) {
    const { sqlite, path, messages } = options;
    this.#options = options;
    this.#durability = options.durability;
    this.presence =
      options.presence ??
      new PresenceFile({ sqlite, path, onUnknowable: (why) => messages.warn("presence", unknowable(path, why)) });
    this.#opened();
  }

  /** @throws as the constructor, after the file was replaced */
  get store(): Store {
    return this.#opened().store;
  }

  get path(): string {
    return this.#options.path;
  }

  /** False: what is written goes to a file that was deleted, and ends with this process. */
  get isInPlace(): boolean {
    return this.#isInPlace;
  }

  /** Replaces a file that was found damaged. @throws if a fresh one cannot be written */
  setAside(cause: unknown): void {
    try {
      // Whoever else has it open would go on writing into it under its new name.
      if (this.#open !== undefined) markAsLeaving(this.#open.driver);
    } catch {}
    this.#leave();
    this.#use(this.#replace(cause));
  }

  /** Opens the file again, after another process has replaced it. */
  reopen(): void {
    this.#leave();
    this.#opened();
  }

  /**
   * Writes the file again if it was deleted or replaced at its path. Never throws: what cannot be done now is said, and
   * tried at the next call.
   */
  keepInPlace(): void {
    const before = this.#open;
    if (before === undefined) return;
    try {
      const displacement = displacementOf(before.identity, this.path);
      if (displacement === "in-place") this.#isInPlace = true;
      else if (isLeft(before)) this.reopen();
      else this.#restore(before, displacement);
    } catch (error) {
      const failure = sqliteFailureOf(error);
      // Another process may be at it.
      if (failure === "busy" || this.#open !== before) return;
      if (this.#isInPlace) this.#options.messages.error("outbox-gone", goneMessage(this.path, error));
      this.#isInPlace = false;
    }
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
    if (before !== undefined) closeQuietly(before);
  }

  #opened(): OpenFile {
    return this.#open ?? this.#use(this.#openAtPath());
  }

  #leave(): void {
    this.#left = this.#open?.store ?? this.#left;
    this.close();
  }

  #use(open: OpenFile): OpenFile {
    this.#open = open;
    this.#isInPlace = true;
    if (this.#left !== undefined) open.store.takeOver(this.#left);
    this.#left = undefined;
    return open;
  }

  #openAtPath(): OpenFile {
    const isNew = makeFile(this.path);
    try {
      refuseOtherKinds(this.path);
      if (!isNew) refuseForeign(this.#options.sqlite, this.path);
      const tooWide = closeToOthers(this.path);
      if (tooWide !== undefined) this.#options.messages.warn("outbox-rights", tooWide);
      return this.#openFile();
    } catch (error) {
      if (sqliteFailureOf(error) !== "damaged" && !this.#wasLeft(error)) throw error;
      return this.#replace(error);
    }
  }

  /** Whether whoever was to set the file aside must have died over it. */
  #wasLeft(error: unknown): boolean {
    const { path, nowMs } = this.#options;
    return error instanceof LeavingFileError && nowMs() - nodeFs().statSync(path).mtimeMs > LEFT_AFTER_MS;
  }

  #openFile(): OpenFile {
    const open = this.#openAlone(this.path);
    try {
      open.driver.presence.hold();
      return open;
    } catch (error) {
      closeQuietly(open);
      throw error;
    }
  }

  #openAlone(path: string): OpenFile {
    const { sqlite, bounds, newPrefix } = this.#options;
    const driver = openNodeDriver(sqlite, {
      path,
      durability: this.#durability,
      check: usableVersion,
      bringUp,
      presence: this.presence,
    });
    try {
      const store = new Store(driver, bounds, newPrefix());
      store.refresh();
      // What SQLite keeps beside the file is there once something was read.
      return { driver, store, identity: identify(path) };
    } catch (error) {
      closeQuietly({ driver });
      throw error;
    }
  }

  #restore(before: OpenFile, displacement: Displacement): void {
    const { messages, nowMs } = this.#options;
    const restored = restoreFile(before, displacement, {
      path: this.path,
      nowMs,
      openAtPath: () => this.#openAtPath(),
      openAlone: (path) => this.#openAlone(path),
    });
    this.#leave();
    if (restored.open === undefined) this.#opened();
    else this.#use(restored.open);
    messages.error("outbox-restored", restoredMessage(this.path, displacement, restored));
  }

  #replace(cause: unknown): OpenFile {
    const { sqlite, path, messages, nowMs } = this.#options;
    const aside = moveAside(path, "damaged", nowMs());
    const damaged = readDamaged(sqlite, aside);
    makeFile(path);
    const open = this.#openFile();
    const { kept, corrupt } = open.store.write(() => importRows(damaged, open.store.tables)).result;
    messages.error(
      "damaged",
      `The outbox ${path} was damaged (${reasonOf(cause)}) and stands aside as ${aside}. A fresh one was begun: ` +
        `${kept} of the deliveries in it could be read and were taken over, ` +
        `${corrupt} could not and are counted as \`corrupt\`${damaged.page === undefined ? ", if there were more" : ""}.`,
    );
    return open;
  }
}

/** Whether another process has brought all that was in a file elsewhere. */
function isLeft({ driver }: OpenFile): boolean {
  try {
    usableVersion(driver);
    return false;
  } catch (error) {
    return error instanceof LeavingFileError;
  }
}

function unknowable(path: string, why: string): string {
  return (
    `Beside the outbox ${path} a file cannot be locked (${why}), so that nobody can tell at once when a process that ` +
    "uses it is killed. What such a process was sending waits for a minute then, and so does the quota. If that is too " +
    "long, name a folder on a local disk in BOT_TRACKER_DIR."
  );
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
