import { describe, expect, test } from "vitest";
import { storedCosts } from "../../../packages/sandbox/src/costs/stored-costs.ts";
import { openDatabase } from "../../../packages/sandbox/src/database/open-database.ts";
import { Queries, type SQLInputValue } from "../../../packages/sandbox/src/database/queries.ts";
import { KeyLookup } from "../../../packages/sandbox/src/keys/key-lookup.ts";

/** Keeps how SQLite finds what it is asked for. */
class PlannedQueries extends Queries {
  readonly plans: string[] = [];
  readonly #explain: (sql: string, values: readonly SQLInputValue[]) => string[];

  constructor(db = openDatabase(undefined)) {
    super(db);
    this.#explain = (sql, values) =>
      db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...values)
        .map(({ detail }) => String(detail));
  }

  override all<Row>(sql: string, values: readonly SQLInputValue[] = []): Row[] {
    this.plans.push(...this.#explain(sql, values));
    return super.all(sql, values);
  }
}

const DIRECT = "COVERING INDEX facts_by_source_key (source=? AND key=?";

describe("whether people of a key started by a source is looked up without a walk over its starts", () => {
  const queriesWithKey = () => {
    const queries = new PlannedQueries();
    queries.change("INSERT INTO keys (hash, label) VALUES ('h', 'sandbox')");
    return queries;
  };

  test.for([undefined, "telegram", "max"] as const)("for the costs of a key, in the messenger %s", (messenger) => {
    const queries = queriesWithKey();
    storedCosts(queries, new KeyLookup(queries).only({ id: "h", messenger }));

    const ofFacts = queries.plans.filter((plan) => plan.includes("facts"));
    expect(ofFacts).toEqual([
      expect.stringContaining(DIRECT),
      expect.stringContaining("COVERING INDEX facts_by_source_key (source=?)"),
    ]);
  });

  test("for the name of a key's bot", () => {
    const queries = queriesWithKey();
    new KeyLookup(queries).labels()(1);

    expect(queries.plans.filter((plan) => plan.includes("facts"))).toEqual([expect.stringContaining(DIRECT)]);
  });
});
