import type { DatabaseSync, StatementSync } from "node:sqlite";
import { BoundedMap } from "../support/bounded-map.ts";
import type { Scope } from "./scope.ts";

const MAX_SCOPES = 10_000;

/** How many rows of a table each scope has. Counted once, then kept up, because a count reads every row. */
export class ScopeCounts {
  readonly #count: StatementSync;
  readonly #counts = new BoundedMap<string, number>(MAX_SCOPES);

  constructor(db: DatabaseSync, table: "people" | "marks") {
    this.#count = db.prepare(`SELECT count(*) AS n FROM ${table} WHERE service = ? AND key = ?`);
  }

  /** Of the scope as it is, so before a row goes in or out. */
  of(scope: Scope): number {
    const name = nameOf(scope);
    let count = this.#counts.get(name);
    if (count === undefined) {
      count = Number(this.#count.get(scope.service, scope.key)?.n);
      this.#counts.set(name, count);
    }
    return count;
  }

  set(scope: Scope, count: number): void {
    this.#counts.set(nameOf(scope), count);
  }

  /** Rows have gone or come behind its back: count anew. */
  forget(): void {
    this.#counts.clear();
  }
}

function nameOf({ service, key }: Scope): string {
  return `${service} ${key}`;
}
