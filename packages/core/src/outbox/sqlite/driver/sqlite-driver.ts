/** What a statement can be given, and gives back. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** A prepared statement whose rows are known to have this shape. */
export interface Statement<Row> {
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
  /** One by one, as they are read. */
  each(...values: SqlValue[]): Iterable<Row>;
  /** The number of rows it changed. */
  run(...values: SqlValue[]): number;
  /** The same without that number, which costs Node a fifth of what it takes to store a row. */
  write(...values: SqlValue[]): void;
}

/** Whose database it is, and by which version's tables. Both are 0 where nobody has said. */
export interface DatabaseFormat {
  applicationId: number;
  version: number;
}

/** `normal`: what was stored survives the end of the process. `full`: the loss of power too, at the price of a sync. */
export type Durability = "normal" | "full";

/**
 * Which processes at a database live. Each is a holder, by a name that nobody else ever has. Where it cannot be told,
 * nobody is ever called dead, and what a dead one held ends by time.
 *
 * `steadyMs` is a clock that nobody sets. Nothing here throws, but what a task given to `bury` throws.
 */
export interface Presence {
  /** This process's name, from `hold` on. Undefined: it cannot be told from here who lives. */
  readonly holder: string | undefined;
  /** Shows the others that this process lives, from now until it ends. */
  hold(): void;
  /** To be called twice a second: shows it again if whatever showed it has been deleted. */
  renew(): void;
  /**
   * When `holder` had ended at the latest; undefined while it lives or that is not certain yet. It takes some calls to
   * be certain, at least two a second.
   */
  endedAt(holder: string, steadyMs: number): number | undefined;
  /** Names of whom a trace was found that may have nothing in the database. */
  found(): readonly string[];
  /** Does `task` if `holder` has ended, while it cannot come back, and removes its traces. False: it lives. */
  bury(holder: string, task: () => void): boolean;
  /** This user of the database goes; after the last one nothing shows any more that the process lives. */
  release(): void;
}

/**
 * One handle on a database of whatever SQLite the runtime has. What one of them cannot do at all (a Durable Object's
 * knows neither BEGIN nor PRAGMA) is asked for here by what it is for, so that another SQLite is one more of these.
 */
export interface SqliteDriver {
  readonly presence: Presence;

  prepare<Row>(sql: string): Statement<Row>;
  /** Runs statements that take and give nothing. */
  exec(sql: string): void;
  /**
   * Does `task` whole or not at all, while no other process can write.
   *
   * @throws what `task` throws, and what SQLite throws if it cannot begin or end a transaction.
   */
  transaction<T>(task: () => T): T;
  /**
   * Does `task`, which only reads, at one state of the database. In a file each statement would otherwise lock and unlock
   * by itself, which costs more than what it reads.
   *
   * @throws what `task` and SQLite throw
   */
  look<T>(task: () => T): T;
  /** Another number than before: another handle has changed the database meanwhile. */
  changeCounter(): number;

  format(): DatabaseFormat;
  setFormat(format: DatabaseFormat): void;

  /** What a transaction survives, from the next one on. */
  setDurability(durability: Durability): void;
  /** The longest wait for another process from now on. */
  waitFor(busyMs: number): void;
  /** Gives free pages back to the file system, so many at most, where there are more. */
  giveBackSpace(pages: number): void;
  /** Writes the log back to the file, so that the room it takes can be used again. */
  writeBackLog(): void;
  /** The database's size, in pages. */
  pages(): number;
  /** Lets it grow no further, which is how a full disk looks to it. */
  limitPages(pages: number): void;
  close(): void;
}
