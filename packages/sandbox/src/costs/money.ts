import { allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import { currencyOfLabels } from "../wire/currency-of-labels.ts";
import type { MoneyReply } from "../wire/money.ts";
import { storedCosts } from "./stored-costs.ts";

type Label = { name: string; value: string };

/** So many of the newest amounts say it as well as all of them. */
const LOOKED_AT = 1_000;
const PREFERENCE = "currency";

/**
 * The currency of a bot's amounts: the one that payments are labelled with, or where none or several are found, the one
 * that was set, or else that of the costs. The one that was set is for all bots, so that it says nothing of a bot whose
 * payments say it.
 */
export function moneyReport(queries: Queries, ofKey: Condition): MoneyReply {
  const chosen =
    queries.first<{ value: string }>("SELECT value FROM preferences WHERE name = ?", [PREFERENCE])?.value ?? null;
  const { sql, values } = allOf(condition("amount IS NOT NULL"), condition("labels IS NOT NULL"), ofKey);
  const rows = queries.rows<readonly [string]>(
    `SELECT labels FROM facts WHERE ${sql} ORDER BY at DESC LIMIT ${LOOKED_AT}`,
    values,
  );
  const paid = new Set(rows.flatMap(([labels]) => currencyOfLabels(JSON.parse(labels) as Label[]) ?? []));
  const spent = new Set(paid.size > 0 ? [] : storedCosts(queries, ofKey).map(({ currency }) => currency));
  return {
    currency: onlyOf(paid) ?? chosen ?? onlyOf(spent),
    chosen,
    found: [...paid, ...spent].sort(),
    mixed: paid.size > 1 ? [...paid].sort() : [],
  };
}

function onlyOf(currencies: ReadonlySet<string>): string | null {
  const [first = null] = currencies;
  return currencies.size === 1 ? first : null;
}

/** Null leaves it to what is found. */
export function setCurrency(queries: Queries, currency: string | null): void {
  queries.change("DELETE FROM preferences WHERE name = ?", [PREFERENCE]);
  if (currency === null) return;
  queries.change("INSERT INTO preferences (name, value) VALUES (?, ?)", [PREFERENCE, currency]);
}
