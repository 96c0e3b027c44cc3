import { type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import { knownLinks } from "../reports/links-known.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { Cost, CostRow, CostsTaken } from "../wire/costs.ts";

export interface StoredCost {
  id: number;
  source: string;
  from: string;
  to: string;
  hundredths: number;
  currency: string;
  /** 1 in a made-up history, else 0. */
  madeUp: number;
}

/** A line a day for fifty links, and more than a year of them. */
export const MAX_COSTS = 20_000;

const COLUMNS = 'id, source, from_day AS "from", to_day AS "to", hundredths, currency, made_up AS madeUp';

/**
 * The costs of the chosen keys, the newest time first. Costs belong to links, and links to no key: those of a link that
 * only other keys' people started by are left out.
 */
export function storedCosts(queries: Queries, ofKey: Condition): StoredCost[] {
  const started = "SELECT 1 FROM facts INDEXED BY facts_by_source_key WHERE kind = 'start' AND source = costs.source";
  const own = condition(`EXISTS (${started} AND ${ofKey.sql}) OR NOT EXISTS (${started})`, ...ofKey.values);
  return queries.all<StoredCost>(
    `SELECT ${COLUMNS} FROM costs WHERE ${own.sql} ORDER BY to_day DESC, from_day DESC, id DESC`,
    own.values,
  );
}

export function costRows(queries: Queries, ofKey: Condition): CostRow[] {
  const linkOf = knownLinks(queries);
  return storedCosts(queries, ofKey).map(({ hundredths, madeUp, ...cost }) => ({
    ...cost,
    madeUp: madeUp !== 0,
    amount: hundredths / 100,
    name: linkOf(cost.source).name,
  }));
}

/**
 * Keeps costs; what has the same source, time and currency is replaced.
 *
 * @throws {SandboxError} when there are too many.
 */
export function addCosts(queries: Queries, costs: readonly Cost[], nowMs: number): CostsTaken {
  let added = 0;
  for (const { source, from, to, amount, currency } of costs) {
    const values = [Math.round(amount * 100), Math.floor(nowMs), source, from, to, currency];
    const replaced = queries.change(
      "UPDATE costs SET hundredths = ?, made_at = ?, made_up = 0 WHERE source = ? AND from_day = ? AND to_day = ? AND currency = ?",
      values,
    );
    if (replaced > 0) continue;
    added += queries.change(
      "INSERT INTO costs (hundredths, made_at, source, from_day, to_day, currency) VALUES (?, ?, ?, ?, ?, ?)",
      values,
    );
  }
  const kept = queries.first<{ costs: number }>("SELECT count(*) AS costs FROM costs")?.costs ?? 0;
  if (kept > MAX_COSTS) throw new SandboxError(`There may be ${MAX_COSTS} costs; delete some before adding more.`);
  return { added, replaced: costs.length - added };
}

/** Keeps costs of a made-up history, in a store that has none. */
export function addMadeUpCosts(queries: Queries, costs: readonly Cost[], nowMs: number): void {
  addCosts(queries, costs, nowMs);
  queries.change("UPDATE costs SET made_up = 1");
}

/** Says whether there was such a cost. */
export function removeCost(queries: Queries, id: number): boolean {
  return queries.change("DELETE FROM costs WHERE id = ?", [id]) > 0;
}
