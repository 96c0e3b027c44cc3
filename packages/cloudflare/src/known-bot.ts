import type { MessengerId } from "@bot-tracker/core";
import type { ObjectBot, SaidBot } from "./object-calls.ts";
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

  /** What of it was not known before. Where the messenger is another one, so may be the id. */
  learn(said: SaidBot): "messenger" | "id" | undefined {
    if (said === undefined) return undefined;
    const known = this.#bot;
    const { messenger, id = known.id } = typeof said === "string" ? { messenger: known.messenger, id: said } : said;
    if (messenger === known.messenger && id === known.id) return undefined;
    this.#sql.exec("INSERT OR REPLACE INTO known_bot VALUES (1, ?, ?)", messenger, id ?? null);
    this.#bot = { messenger, ...(id !== undefined && { id }) };
    return messenger === known.messenger ? "id" : "messenger";
  }
}
