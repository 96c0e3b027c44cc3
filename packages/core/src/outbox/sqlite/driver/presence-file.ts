import { errorMessage } from "../../../support/error-text.ts";
import { randomPrefix } from "../../rules/random-prefix.ts";
import { nodeFs } from "../file/node-fs.ts";
import { nodePath } from "../file/node-path.ts";
import { type HeldFile, heldFiles } from "./held-files.ts";
import type { Sqlite } from "./load-sqlite.ts";
import { openDatabase } from "./open-database.ts";
import { sqliteCodeOf } from "./sqlite-code-of.ts";
import type { Presence } from "./sqlite-driver.ts";

export interface PresenceFileOptions {
  sqlite: Sqlite;
  /** The database whose users are to know of each other. */
  path: string;
  /** Is told once if it cannot be told here who lives. */
  onUnknowable?(why: string): void;
}

/** What was seen of another holder, and since when. */
type Sight = { kind: "free" | "missing"; sinceMs: number };

/** Between the database's name and the holder's. File format. */
const MARK = "-alive-";
/** After the name of a holder's file: asks the holder whether it lives. File format. */
const QUESTION = "-question";
/** A holder that lives looks for a question twice a second. */
const ANSWER_WITHIN_MS = 1_500;
/** A holder whose file was deleted makes it again within half a second. */
const MISSING_MS = 2_000;
const TRIES = 3;
const SQLITE_BUSY = 5;

/**
 * Shows who lives by locks: each process holds one on a small file of its own beside the database, which ends with the
 * process, however that ends, and which neither a new process with the same id nor one in another container can have.
 *
 * Where locks do not reach from one process to the other (network file systems, a host and a container on a desktop's
 * virtual machine), every lock looks free. So a holder whose lock is free is asked first, by a file, and one that lives
 * deletes the question.
 */
export class PresenceFile implements Presence {
  readonly #options: PresenceFileOptions;
  readonly #sights = new Map<string, Sight>();
  /** Locks say nothing here. */
  #isUnknowable = false;
  /** This process could not be shown so far. */
  #isRefused = false;

  constructor(options: PresenceFileOptions) {
    this.#options = options;
  }

  get holder(): string | undefined {
    return this.#isUnknowable ? undefined : this.#held?.name;
  }

  hold(): void {
    const held = this.#held;
    if (held !== undefined) {
      held.users.add(this);
      return;
    }
    let problem: unknown;
    // A fresh file may be taken by whoever is just looking which files are left over.
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        const name = randomPrefix();
        heldFiles().set(this.#options.path, { name, users: new Set([this]), ...this.#lock(name) });
        this.#isRefused = false;
        return;
      } catch (error) {
        problem = error;
      }
    }
    if (!this.#isRefused) this.#options.onUnknowable?.(errorMessage(problem));
    this.#isRefused = true;
  }

  renew(): void {
    if (this.#isRefused) this.hold();
    const held = this.#held;
    if (held === undefined) return;
    const { rmSync } = nodeFs();
    try {
      if (this.#inodeOf(held.path) === held.inode) {
        if (this.#exists(held.path + QUESTION)) rmSync(held.path + QUESTION, { force: true });
        return;
      }
      const { db: before } = held;
      Object.assign(held, this.#lock(held.name));
      before.close();
    } catch {
      // Somebody is looking at it just now, or its folder is missing too; the next call comes soon.
    }
  }

  endedAt(holder: string, steadyMs: number): number | undefined {
    if (this.#isUnknowable || holder === this.#held?.name) return undefined;
    const seen = this.#look(holder);
    if (seen === "lives" || seen === "unknown") {
      this.#sights.delete(holder);
      return undefined;
    }
    const before = this.#sights.get(holder);
    if (before?.kind !== seen) {
      const isWaiting = seen === "missing" || this.#ask(holder);
      if (isWaiting) this.#sights.set(holder, { kind: seen, sinceMs: steadyMs });
      return undefined;
    }
    const path = this.#pathOf(holder);
    if (seen === "free" && !this.#exists(path + QUESTION)) {
      // Whoever buries it takes the file away before the question.
      if (this.#exists(path)) this.#believeNoLock();
      return undefined;
    }
    return steadyMs - before.sinceMs >= (seen === "free" ? ANSWER_WITHIN_MS : MISSING_MS) ? before.sinceMs : undefined;
  }

  found(): readonly string[] {
    const { path } = this.#options;
    const { basename, dirname } = nodePath();
    const begin = basename(path) + MARK;
    try {
      const names = nodeFs().readdirSync(dirname(path));
      return names
        .filter((name) => name.startsWith(begin) && !name.endsWith(QUESTION))
        .map((name) => name.slice(begin.length))
        .filter((name) => name !== this.#held?.name);
    } catch {
      return [];
    }
  }

  bury(holder: string, task: () => void): boolean {
    const path = this.#pathOf(holder);
    const lock = this.#tryLock(path);
    if (lock === "lives" || lock === "unknown") return false;
    try {
      task();
      const { rmSync } = nodeFs();
      for (const end of ["", QUESTION]) {
        try {
          rmSync(path + end, { force: true });
        } catch {}
      }
      this.#sights.delete(holder);
      return true;
    } finally {
      if (lock !== "missing") lock.close();
    }
  }

  release(): void {
    const held = this.#held;
    if (held === undefined || !held.users.delete(this) || held.users.size > 0) return;
    heldFiles().delete(this.#options.path);
    try {
      nodeFs().rmSync(held.path, { force: true });
    } catch {}
    held.db.close();
  }

  get #held(): HeldFile | undefined {
    return heldFiles().get(this.#options.path);
  }

  #pathOf(holder: string): string {
    const { path } = this.#options;
    const { basename, dirname, join } = nodePath();
    return join(dirname(path), `${basename(path)}${MARK}${holder}`);
  }

  /** @throws if somebody else has it, or there are no locks or no room here */
  #lock(name: string): Pick<HeldFile, "path" | "db" | "inode"> {
    const { closeSync, openSync, rmSync, statSync } = nodeFs();
    const path = this.#pathOf(name);
    const isNew = !this.#exists(path);
    // It has the rights of the database: whoever may use that may look who else does. An existing file is not opened by
    // anything but SQLite, which knows of the locks that this process has.
    if (isNew) closeSync(openSync(path, "wx", statSync(this.#options.path).mode & 0o777));
    const db = openDatabase(this.#options.sqlite, path, { busyMs: 0 });
    try {
      // So that a lock leaves no journal file behind.
      db.exec("PRAGMA journal_mode = MEMORY");
      db.exec("BEGIN EXCLUSIVE");
      const inode = this.#inodeOf(path);
      if (inode === undefined) throw new Error(`${path} was deleted`);
      return { path, db, inode };
    } catch (error) {
      db.close();
      if (isNew) rmSync(path, { force: true });
      throw error;
    }
  }

  #look(holder: string): "lives" | "unknown" | "free" | "missing" {
    const lock = this.#tryLock(this.#pathOf(holder));
    if (typeof lock === "string") return lock;
    lock.close();
    return "free";
  }

  /** A shared lock, which keeps the holder from taking its own. Never makes a file. */
  #tryLock(path: string): "lives" | "unknown" | "missing" | { close(): void } {
    if (!this.#exists(path)) return "missing";
    let db: { exec(sql: string): void; close(): void } | undefined;
    try {
      db = openDatabase(this.#options.sqlite, path, { busyMs: 0, isReadOnly: true });
      db.exec("BEGIN; SELECT count(*) FROM sqlite_master");
      return db;
    } catch (error) {
      db?.close();
      return sqliteCodeOf(error) === SQLITE_BUSY ? "lives" : "unknown";
    }
  }

  /** False: it could not be asked. */
  #ask(holder: string): boolean {
    const { closeSync, openSync } = nodeFs();
    try {
      closeSync(openSync(this.#pathOf(holder) + QUESTION, "a", 0o600));
      return true;
    } catch {
      return false;
    }
  }

  #exists(path: string): boolean {
    return this.#inodeOf(path) !== undefined;
  }

  /** Undefined: there is none. It does not open the file, which would end this process's locks on it. */
  #inodeOf(path: string): bigint | undefined {
    return nodeFs().statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
  }

  #believeNoLock(): void {
    this.#isUnknowable = true;
    this.#options.onUnknowable?.("a process that lives holds no lock on its file");
  }
}
