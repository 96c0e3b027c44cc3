import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Scope } from "./scope.ts";
import { ScopeCounts } from "./scope-counts.ts";

/** The ids of what may come only once, such as an update. Bounded for each scope: the oldest is deleted. */
export class SeenIds {
  readonly #maxOfScope: number;
  readonly #counts: ScopeCounts;
  readonly #has: StatementSync;
  readonly #set: StatementSync;
  readonly #dropOldest: StatementSync;
  readonly #dropOlder: StatementSync;
  readonly #countRows: StatementSync;
  readonly #clear: StatementSync;

  constructor(db: DatabaseSync, maxOfScope: number) {
    this.#maxOfScope = maxOfScope;
    this.#counts = new ScopeCounts(db, "marks");
    this.#has = db.prepare("SELECT 1 FROM marks WHERE service = ? AND key = ? AND mark = ?");
    this.#set = db.prepare(`INSERT INTO marks (service, key, mark, at) VALUES (?, ?, ?, ?)
      ON CONFLICT (service, key, mark) DO UPDATE SET at = excluded.at`);
    this.#dropOldest = db.prepare(`DELETE FROM marks WHERE (service, key, mark) = (
      SELECT service, key, mark FROM marks WHERE service = ? AND key = ? ORDER BY at LIMIT 1)`);
    this.#dropOlder = db.prepare(`DELETE FROM marks WHERE (service, key, mark) IN (
      SELECT service, key, mark FROM marks WHERE at < ? ORDER BY at LIMIT ?)`);
    this.#countRows = db.prepare("SELECT count(*) AS n FROM marks");
    this.#clear = db.prepare("DELETE FROM marks");
  }

  has(scope: Scope, id: string): boolean {
    return this.#has.get(scope.service, scope.key, id) !== undefined;
  }

  /** `isThere` is what `has` has just said. */
  set(scope: Scope, id: string, atMs: number, isThere: boolean): void {
    if (!isThere) {
      const count = this.#counts.of(scope);
      if (count >= this.#maxOfScope) this.#dropOldest.run(scope.service, scope.key);
      else this.#counts.set(scope, count + 1);
    }
    this.#set.run(scope.service, scope.key, id, Math.floor(atMs));
  }

  rowCount(): number {
    return Number(this.#countRows.get()?.n);
  }

  /** Returns how many rows were deleted. */
  dropOlder(beforeMs: number, max: number): number {
    const dropped = Number(this.#dropOlder.run(beforeMs, max).changes);
    if (dropped > 0) this.#counts.forget();
    return dropped;
  }

  clear(): void {
    this.#clear.run();
    this.recount();
  }

  recount(): void {
    this.#counts.forget();
  }
}
