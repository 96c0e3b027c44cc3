import type { Worker } from "node:worker_threads";
import { errorMessage } from "../../support/error-text.ts";
import type { Messages } from "../../support/messages.ts";
import type { Ports } from "../../support/ports.ts";
import type { Sqlite } from "./driver/load-sqlite.ts";
import { asideFiles, deleteOldAsideFiles } from "./file/aside-files.ts";
import { ERASE_FREED_PROGRAM, eraseFreed, eraseFreedData } from "./file/erase-freed.ts";
import { ErasureNote } from "./file/erasure-note.ts";

export interface EraserParts {
  sqlite: Sqlite;
  /** The outbox's file. */
  path: string;
  /** Whether that file stands at its path at this moment: nothing else that does may be touched. */
  isAtPath(): boolean;
  ports: Pick<Ports, "nowMs" | "setTimer">;
  messages: Pick<Messages, "warn">;
}

/** Who waits for a purge waits no longer for other processes than this, and erasing goes on. */
const TRY_FOR_MS = 10_000;
const AGAIN_AFTER_MS = 30_000;
/** Looking for files that were set aside long ago. */
const ASIDE_EVERY_MS = 3_600_000;

/** Sees to it that what was deleted from a bot's file is soon nowhere in its bytes, while the bot goes on. */
export class Eraser {
  readonly #parts: EraserParts;
  readonly #note: ErasureNote;
  #worker: Worker | undefined;
  #running: Promise<void> | undefined;
  /** Shared by all that ask while an earlier erasing runs, which may have passed by what they deleted. */
  #next: Promise<void> | undefined;
  /** How many purges wait for it. Only they hold the process. */
  #waiting = 0;
  /** Whether something may have been deleted since the try under way began. */
  #isAnnounced = false;
  #cancelRetry = (): void => {};
  #asideAgainAtMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(parts: EraserParts) {
    this.#parts = parts;
    this.#note = new ErasureNote(parts.path);
  }

  /** Goes on with what an earlier process began. */
  resume(): void {
    if (this.#note.isThere) void this.#run();
  }

  /** Something is about to be deleted: if this process is killed, the next one erases it. */
  announce(): void {
    this.#isAnnounced = true;
    this.#note.write();
  }

  /**
   * Resolves when what was deleted before is erased, or when other processes have kept it from that for 10 s. After
   * `close` it does nothing: whoever opens the file next erases it.
   */
  async erase(): Promise<void> {
    if (this.#isClosed) return;
    this.#waiting++;
    this.#worker?.ref();
    await this.#run();
    this.#waiting--;
    if (this.#waiting === 0 || this.#isClosed) this.#worker?.unref();
  }

  /** Once in a while: deletes what was set aside long ago. */
  lookAround(): void {
    const { path, ports } = this.#parts;
    const nowMs = ports.nowMs();
    if (nowMs < this.#asideAgainAtMs) return;
    this.#asideAgainAtMs = nowMs + ASIDE_EVERY_MS;
    deleteOldAsideFiles(path, nowMs);
  }

  /** Says which files may still name a person who was purged. */
  warnOfAsideFiles(): void {
    const { path, messages } = this.#parts;
    const paths = asideFiles(path).map((aside) => aside.path);
    if (paths.length === 0) return;
    messages.warn(
      "aside-files",
      `A person was purged, and files that were set aside from the outbox ${path} may still name them: ` +
        `${paths.join(", ")}. Delete them; otherwise that is done 30 days after they were set aside.`,
    );
  }

  /** What is not erased by now is erased when the file is opened again. */
  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
    this.#worker?.unref();
  }

  #run(): Promise<void> {
    if (this.#running === undefined) {
      this.#running = this.#try().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#run();
    });
    return this.#next;
  }

  async #try(): Promise<void> {
    const { path, isAtPath, messages, ports } = this.#parts;
    this.#cancelRetry();
    if (this.#isClosed) return;
    let why = "another process is using it";
    try {
      if (!isAtPath()) {
        why = "the file at its path is another one, or there is none";
      } else if (await this.#eraseNoted()) {
        return;
      }
    } catch (error) {
      why = errorMessage(error);
    }
    if (this.#isClosed) return;
    messages.warn(
      "erase",
      `What was purged is deleted from the outbox ${path}, but its bytes could not be erased yet (${why}). It is tried ` +
        "again every 30 s, and when the bot starts.",
    );
    this.#cancelRetry = ports.setTimer(() => void this.#run(), AGAIN_AFTER_MS, false);
  }

  /** Leaves the note where it fails, or something may have been deleted meanwhile. */
  async #eraseNoted(): Promise<boolean> {
    this.#isAnnounced = false;
    this.#note.write();
    const isErased = await this.#eraseFreed();
    if (isErased && !this.#isAnnounced) this.#note.remove();
    return isErased;
  }

  async #eraseFreed(): Promise<boolean> {
    const { sqlite, path } = this.#parts;
    try {
      return await this.#inWorker();
    } catch (error) {
      if (!(error instanceof NoWorkerError)) throw error;
      // Then the bot has to wait for it, but for nobody else.
      return eraseFreed(sqlite, path, 0);
    }
  }

  #inWorker(): Promise<boolean> {
    return new Promise((resolve, reject) => {
      try {
        const { Worker } = process.getBuiltinModule("node:worker_threads");
        const workerData = eraseFreedData(this.#parts.path, TRY_FOR_MS);
        // What the bot was started with is none of its business.
        const worker = new Worker(ERASE_FREED_PROGRAM, { eval: true, workerData, execArgv: [], env: {} });
        this.#worker = worker;
        worker.once("message", resolve);
        worker.once("error", reject);
        worker.once("exit", () => {
          if (this.#worker === worker) this.#worker = undefined;
          resolve(false);
        });
        // Not before there are listeners: the one for messages holds the process again.
        if (this.#waiting === 0) worker.unref();
      } catch (error) {
        reject(new NoWorkerError("this runtime has no workers", { cause: error }));
      }
    });
  }
}

class NoWorkerError extends Error {
  override name = "NoWorkerError" as const;
}
