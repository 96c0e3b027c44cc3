import type { Messages } from "../../../support/messages.ts";
import type { Durability, Presence } from "../driver/sqlite-driver.ts";
import type { Store } from "../tables/store.ts";
import type { StoreBounds } from "../tables/tables.ts";
import { type Displacement, displacementOf } from "./file-identity.ts";
import { FileOpener, type FileOpenerOptions } from "./file-opener.ts";
import { markAsLeaving, usableVersion } from "./format.ts";
import { closeQuietly, type OpenFile } from "./open-file.ts";
import { restoreFile } from "./restore-file.ts";
import { goneMessage, restoredMessage, usableMessage } from "./restore-messages.ts";
import { LeavingFileError, sqliteFailureOf } from "./sqlite-failure.ts";

export interface StoreFileOptions extends FileOpenerOptions {
  messages: Pick<Messages, "error" | "warn" | "forget">;
  /**
   * Given where the file cannot be used at first: the store is kept in memory, within these bounds, and goes over to the
   * file once that can be used.
   */
  memoryBounds?: StoreBounds;
}

/** What was tried in vain costs something each time: at most so many looks pass before it is tried again. */
const MOST_LOOKS_PASSED = 15;

/**
 * A file and the store in it. A damaged file is replaced, with all of it that can be read; one that was deleted or
 * replaced at its path is written there again.
 */
export class StoreFile {
  readonly #options: StoreFileOptions;
  readonly #opener: FileOpener;
  /** Missing while there is no file that can be used; whoever asks for the store next tries again. */
  #open: OpenFile | undefined;
  /** The store of a file that was left, until the next one goes on with what was under way. */
  #left: Store | undefined;
  #isInPlace = true;
  /** Whether what is open has never been a file. */
  #isMemory = false;
  #looksToPass = 0;
  #nextPass = 1;

  /** @throws whatever keeps the file from being used, damage excepted */
  constructor(options: StoreFileOptions) {
    this.#options = options;
    this.#opener = new FileOpener(options);
    if (options.memoryBounds === undefined) {
      this.#opened();
      return;
    }
    this.#open = this.#opener.openAlone(":memory:", options.memoryBounds);
    this.#isMemory = true;
    this.#isInPlace = false;
  }

  /** @throws as the constructor, after the file was replaced */
  get store(): Store {
    return this.#opened().store;
  }

  get path(): string {
    return this.#options.path;
  }

  get presence(): Presence {
    return this.#opener.presence;
  }

  /** False: what is written goes to a file that was deleted, or to none, and ends with this process. */
  get isInPlace(): boolean {
    return this.#isInPlace;
  }

  /** Whether the file that is open stands at its path at this moment. */
  isAtPath(): boolean {
    return this.#open !== undefined && displacementOf(this.#open.identity, this.path) === "in-place";
  }

  /** Replaces a file that was found damaged. @throws if a fresh one cannot be written */
  setAside(cause: unknown): void {
    try {
      // Whoever else has it open would go on writing into it under its new name.
      if (this.#open !== undefined) markAsLeaving(this.#open.driver);
    } catch {}
    this.#leave();
    this.#use(this.#opener.replace(cause));
  }

  /** Opens the file again, after another process has replaced it. */
  reopen(): void {
    this.#leave();
    this.#opened();
  }

  /** `keepInPlace` for once a second: less often the longer it is tried in vain. */
  look(): void {
    if (this.#looksToPass > 0) {
      this.#looksToPass--;
      return;
    }
    this.keepInPlace();
    this.#looksToPass = this.#isInPlace ? 0 : this.#nextPass - 1;
    this.#nextPass = this.#isInPlace ? 1 : Math.min(this.#nextPass * 2, MOST_LOOKS_PASSED);
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
    if (durability === "normal" || this.#opener.durability === durability) return;
    this.#opener.durability = durability;
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
    return this.#open ?? this.#use(this.#opener.openAtPath());
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

  #restore(before: OpenFile, displacement: Displacement): void {
    const { path, messages, nowMs } = this.#options;
    const restored = restoreFile(before, displacement, {
      path,
      nowMs,
      openAtPath: () => this.#opener.openAtPath(),
      openAlone: (alone) => this.#opener.openAlone(alone),
    });
    this.#leave();
    if (restored.open === undefined) this.#opened();
    else this.#use(restored.open);
    // What shows that this process lives may have stood in the same folder: after 2 s the others would believe it dead.
    this.presence.renew();
    // It is said again if it happens again.
    for (const topic of ["outbox-file", "outbox-gone", "outbox-restored"]) messages.forget(topic);
    if (this.#isMemory) messages.warn("outbox-file-again", usableMessage(path, restored));
    else messages.error("outbox-restored", restoredMessage(path, displacement, restored));
    this.#isMemory = false;
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
