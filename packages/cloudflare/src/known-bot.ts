import type { MessengerId } from "@bot-tracker/core";
import type { ObjectBot } from "./object-calls.ts";
import type { ObjectStorage } from "./object-storage.ts";

/** Whose object it is, as its Worker said: an alarm wakes it without one. Data format. */
const CREATE =
  "CREATE TABLE IF NOT EXISTS known_bot (one INTEGER PRIMARY KEY CHECK (one = 1), messenger TEXT NOT NULL, id TEXT)";

export class KnownBot {
  readonly #sql: ObjectStorage["sql"];
  #bot: ObjectBot = { messenger: "telegram" };

  constructor({ sql }: Pick<ObjectStorage, "sql">) {
    this.#sql = sql;
    sql.exec(CREATE);
    for (const { messenger, id } of sql.exec("SELECT messenger, id FROM known_bot")) {
      this.#bot = { messenger: String(messenger) as MessengerId, ...(id !== null && { id: String(id) }) };
    }
  }

  get messenger(): MessengerId {
    return this.#bot.messenger;
  }

  /** Undefined where it is not known. */
  get id(): string | undefined {
    return this.#bot.id;
  }

  learn({ messenger, id = this.#bot.id }: ObjectBot): void {
    if (messenger === this.#bot.messenger && id === this.#bot.id) return;
    this.#sql.exec("INSERT OR REPLACE INTO known_bot VALUES (1, ?, ?)", messenger, id ?? null);
    this.#bot = { messenger, ...(id !== undefined && { id }) };
  }
}
