import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Scope } from "./scope.ts";
import { ScopeCounts } from "./scope-counts.ts";

/** Marks of what may come only once, such as an update's id. Bounded for each scope: the oldest goes. */
export class MarkBook {
  readonly #maxOfScope: number;
  readonly #counts: ScopeCounts;
  readonly #has: StatementSync;
  readonly #renew: StatementSync;
  readonly #enter: StatementSync;
  readonly #dropOldest: StatementSync;
  readonly #dropOlder: StatementSync;
  readonly #clear: StatementSync;

  constructor(db: DatabaseSync, maxOfScope: number) {
    this.#maxOfScope = maxOfScope;
    this.#counts = new ScopeCounts(db, "marks");
    this.#has = db.prepare("SELECT 1 FROM marks WHERE service = ? AND key = ? AND mark = ?");
    this.#renew = db.prepare("UPDATE marks SET at = ? WHERE service = ? AND key = ? AND mark = ?");
    this.#enter = db.prepare("INSERT INTO marks (at, service, key, mark) VALUES (?, ?, ?, ?)");
    this.#dropOldest = db.prepare(`DELETE FROM marks WHERE (service, key, mark) = (
      SELECT service, key, mark FROM marks WHERE service = ? AND key = ? ORDER BY at LIMIT 1)`);
    this.#dropOlder = db.prepare(`DELETE FROM marks WHERE (service, key, mark) IN (
      SELECT service, key, mark FROM marks WHERE at < ? ORDER BY at LIMIT ?)`);
    this.#clear = db.prepare("DELETE FROM marks");
  }

  has(scope: Scope, mark: string): boolean {
    return this.#has.get(scope.service, scope.key, mark) !== undefined;
  }

  set(scope: Scope, mark: string, atMs: number): void {
    const values = [Math.floor(atMs), scope.service, scope.key, mark] as const;
    if (this.#renew.run(...values).changes !== 0) return;
    const count = this.#counts.of(scope);
    if (count >= this.#maxOfScope) this.#dropOldest.run(scope.service, scope.key);
    else this.#counts.set(scope, count + 1);
    this.#enter.run(...values);
  }

  /** Returns how many rows went. */
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
