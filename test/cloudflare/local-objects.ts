import { DatabaseSync } from "node:sqlite";
import {
  type ObjectNamespace,
  type ObjectStorage,
  type ObjectTrackerOptions,
  type TrackerObject,
  trackerObject,
} from "@bot-tracker/cloudflare";

/** An object's storage on Node's SQLite. What only workerd's own can show is tested there: `test/outside/workers`. */
export class LocalStorage implements ObjectStorage {
  readonly db: DatabaseSync = new DatabaseSync(":memory:");
  /** When the alarm goes off, as it was last set. */
  alarmAtMs: number | undefined;
  /** While given, no alarm can be set. */
  alarmFailure: Error | undefined;
  readonly sql: ObjectStorage["sql"];

  constructor() {
    const { db } = this;
    this.sql = {
      exec: (text, ...values) =>
        asWorkerd(() => {
          // Only a statement that gives or takes something is one alone.
          if (values.length === 0 && !/^\s*(?:SELECT|WITH)/i.test(text)) {
            db.exec(text);
            return [];
          }
          const given = values.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
          return db.prepare(text).all(...given) as Record<string, string | number | null>[];
        }),
      get databaseSize() {
        return Number(db.prepare("SELECT page_count * 4096 AS size FROM pragma_page_count").get()?.["size"]);
      },
    };
  }

  transactionSync<T>(task: () => T): T {
    const { db } = this;
    db.exec("BEGIN");
    try {
      const result = task();
      db.exec("COMMIT");
      return result;
    } catch (error) {
      // SQLite itself may have rolled it back, where it is full.
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }

  async setAlarm(atMs: number): Promise<void> {
    await Promise.resolve();
    if (this.alarmFailure !== undefined) throw this.alarmFailure;
    this.alarmAtMs = atMs;
  }

  async getAlarm(): Promise<number | null> {
    return this.alarmAtMs ?? null;
  }
}

/** What SQLite throws is said by its words alone, as in workerd. */
function asWorkerd<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    const { errcode, message } = error as Error & { errcode?: number };
    if (errcode === SQLITE_FULL) throw new Error(`${message}: SQLITE_FULL`);
    throw error;
  }
}

const SQLITE_FULL = 13;

let namespaces = 0;

/** A binding of a Durable Object whose objects are in this process. */
export class LocalObjects implements ObjectNamespace {
  readonly storages = new Map<string, LocalStorage>();
  /** What the class of the objects is given. A change counts for instances that begin later. */
  options: ObjectTrackerOptions;
  readonly #id = namespaces++;
  readonly #instances = new Map<string, TrackerObject>();

  constructor(options: ObjectTrackerOptions) {
    this.options = options;
  }

  idFromName(name: string): string {
    return `${this.#id} ${name}`;
  }

  get(id: string): TrackerObject {
    const known = this.#instances.get(id);
    if (known !== undefined) return known;
    const storage = this.storages.get(id) ?? new LocalStorage();
    this.storages.set(id, storage);
    const Class = trackerObject<undefined>(class {}, () => this.options);
    const made = new Class({ storage }, undefined);
    this.#instances.set(id, made);
    return made;
  }

  /** The object of the bot with this outbox. */
  named(name: string): { object: TrackerObject; storage: LocalStorage } {
    const id = this.idFromName(name);
    return { object: this.get(id), storage: this.storages.get(id) as LocalStorage };
  }

  /** Whatever is called next begins another instance. */
  endInstances(): void {
    this.#instances.clear();
  }
}
