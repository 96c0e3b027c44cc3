import type { ObjectStorage } from "./object-storage.ts";

/** Whose object it is, as its Worker said: an alarm wakes it without one. Data format. */
const CREATE = "CREATE TABLE IF NOT EXISTS object_bot (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL)";

export class KnownBot {
  readonly #sql: ObjectStorage["sql"];
  #id: string | undefined;

  constructor({ sql }: Pick<ObjectStorage, "sql">) {
    this.#sql = sql;
    sql.exec(CREATE);
    for (const row of sql.exec("SELECT id FROM object_bot")) this.#id = String(row["id"]);
  }

  get id(): string | undefined {
    return this.#id;
  }

  learn(id: string | undefined): void {
    if (id === undefined || id === this.#id) return;
    this.#sql.exec("INSERT OR REPLACE INTO object_bot VALUES (1, ?)", id);
    this.#id = id;
  }
}
