import { errorMessage } from "../../../support/error-text.ts";
import type { Messages } from "../../../support/messages.ts";
import type { Sqlite } from "../driver/load-sqlite.ts";
import { openNodeDriver } from "../driver/open-node-driver.ts";
import { PresenceFile } from "../driver/presence-file.ts";
import type { Durability, Presence } from "../driver/sqlite-driver.ts";
import { Store } from "../tables/store.ts";
import type { StoreBounds } from "../tables/tables.ts";
import { closeToOthers } from "./close-to-others.ts";
import { identify } from "./file-identity.ts";
import { bringUp, usableVersion } from "./format.ts";
import { importRows } from "./import-rows.ts";
import { moveAside } from "./move-aside.ts";
import { nodeFs } from "./node-fs.ts";
import { closeQuietly, type OpenFile } from "./open-file.ts";
import { makeFile } from "./prepare-folder.ts";
import { readDamaged } from "./read-damaged.ts";
import { refuseForeign } from "./refuse-foreign.ts";
import { refuseOtherKinds } from "./refuse-other-kinds.ts";
import { LeavingFileError, sqliteFailureOf } from "./sqlite-failure.ts";

export interface FileOpenerOptions {
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

/** Opens what stands at a path, again and again: the file may be replaced meanwhile. */
export class FileOpener {
  readonly #options: FileOpenerOptions;
  /** The same for every file that is opened at this path. */
  readonly presence: Presence;
  /** Of what is opened from now on. */
  durability: Durability;

  constructor(options: FileOpenerOptions) {
    const { sqlite, path, messages } = options;
    this.#options = options;
    this.durability = options.durability;
    this.presence =
      options.presence ??
      new PresenceFile({ sqlite, path, onUnknowable: (why) => messages.warn("presence", unknowable(path, why)) });
  }

  /**
   * Opens the file, made where there is none. One that is damaged is replaced, with all of it that can be read.
   *
   * @throws whatever else keeps it from being used
   */
  openAtPath(): OpenFile {
    const { sqlite, path, messages } = this.#options;
    const isNew = makeFile(path);
    try {
      refuseOtherKinds(path);
      if (!isNew) refuseForeign(sqlite, path);
      const tooWide = closeToOthers(path);
      if (tooWide !== undefined) messages.warn("outbox-rights", tooWide);
      return this.#open();
    } catch (error) {
      if (sqliteFailureOf(error) !== "damaged" && !this.#wasLeft(error)) throw error;
      return this.replace(error);
    }
  }

  /** Opens a file that nobody else knows of, or `:memory:`. */
  openAlone(path: string, bounds: StoreBounds = this.#options.bounds): OpenFile {
    const { sqlite, newPrefix } = this.#options;
    const { durability, presence } = this;
    const driver = openNodeDriver(sqlite, { path, durability, check: usableVersion, bringUp, presence });
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

  /** Sets a damaged file aside and begins a fresh one, with all of it that can be read. */
  replace(cause: unknown): OpenFile {
    const { sqlite, path, messages, nowMs } = this.#options;
    const aside = moveAside(path, "damaged", nowMs());
    const damaged = readDamaged(sqlite, aside);
    makeFile(path);
    const open = this.#open();
    const { kept, corrupt } = open.store.write(() => importRows(damaged, open.store.tables)).result;
    messages.error(
      "damaged",
      `The outbox ${path} was damaged (${errorMessage(cause)}) and stands aside as ${aside}. A fresh one was begun: ` +
        `${kept} of the deliveries in it could be read and were taken over, ` +
        `${corrupt} could not and are counted as \`corrupt\`${damaged.page === undefined ? ", if there were more" : ""}.`,
    );
    return open;
  }

  #open(): OpenFile {
    const open = this.openAlone(this.#options.path);
    try {
      open.driver.presence.hold();
      return open;
    } catch (error) {
      closeQuietly(open);
      throw error;
    }
  }

  /** Whether whoever was to set the file aside must have died over it. */
  #wasLeft(error: unknown): boolean {
    const { path, nowMs } = this.#options;
    return error instanceof LeavingFileError && nowMs() - nodeFs().statSync(path).mtimeMs > LEFT_AFTER_MS;
  }
}

function unknowable(path: string, why: string): string {
  return (
    `Beside the outbox ${path} a file cannot be locked (${why}), so that nobody can tell at once when a process that ` +
    "uses it is killed. What such a process was sending waits for a minute then, and so does the quota. If that is too " +
    "long, name a folder on a local disk in BOT_TRACKER_DIR."
  );
}
