import type { DatabaseSync, StatementSync } from "node:sqlite";

/** How large a database is: its pages, indexes included, without those that are free to be used again. */
export class DatabaseSize {
  readonly #pages: StatementSync;
  readonly #freePages: StatementSync;
  readonly #pageBytes: number;

  constructor(db: DatabaseSync) {
    this.#pages = db.prepare("SELECT page_count AS n FROM pragma_page_count");
    this.#freePages = db.prepare("SELECT freelist_count AS n FROM pragma_freelist_count");
    this.#pageBytes = Number(db.prepare("SELECT page_size AS n FROM pragma_page_size").get()?.n);
  }

  usedBytes(): number {
    return (Number(this.#pages.get()?.n) - Number(this.#freePages.get()?.n)) * this.#pageBytes;
  }
}
