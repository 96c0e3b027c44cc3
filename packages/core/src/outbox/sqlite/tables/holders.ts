import type { SqliteDriver, Statement } from "../driver/sqlite-driver.ts";

/** The processes that have leased or taken slots, by the names under which they show that they live. */
export class Holders {
  readonly #driver: Pick<SqliteDriver, "presence">;
  readonly #all: Statement<{ name: string }>;
  readonly #insert: Statement<unknown>;
  readonly #delete: Statement<unknown>;
  #names = new Set<string>();

  constructor(driver: SqliteDriver) {
    this.#driver = driver;
    this.#all = driver.prepare("SELECT name FROM holder");
    this.#insert = driver.prepare("INSERT OR IGNORE INTO holder VALUES (?)");
    this.#delete = driver.prepare("DELETE FROM holder WHERE name = ?");
  }

  load(): void {
    this.#names = new Set(this.#all.all().map(({ name }) => name));
  }

  /** This process, which stands in the file from now on. Undefined: nobody can see whether it lives. */
  own(): string | undefined {
    const { holder } = this.#driver.presence;
    if (holder === undefined || this.#names.has(holder)) return holder;
    this.#insert.write(holder);
    this.#names.add(holder);
    return holder;
  }

  get others(): readonly string[] {
    const { holder } = this.#driver.presence;
    return [...this.#names].filter((name) => name !== holder);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  forget(name: string): void {
    this.#delete.write(name);
    this.#names.delete(name);
  }

  /** Takes over who stood in another file. */
  import(rows: Iterable<{ name: string }>): void {
    for (const { name } of rows) this.#insert.write(name);
    this.load();
  }
}
