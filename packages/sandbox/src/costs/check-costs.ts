import { shown } from "../support/check-number.ts";
import { isJsonObject, type JsonObject } from "../support/json-object.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { Cost, CostTable } from "../wire/costs.ts";
import { MOST_CODE_CHARS } from "../wire/service-name.ts";
import { isDay } from "./parse-days.ts";
import { splitTable } from "./split-table.ts";

const MAX_AT_ONCE = 2_000;
const MAX_TABLE_CHARS = 500_000;
const MAX_AMOUNT = 1e12;

/** @throws {SandboxError} that names the field, what was expected and what came. */
export function checkCosts(value: unknown): Cost[] {
  const costs = isJsonObject(value) ? value.costs : undefined;
  if (!Array.isArray(costs) || costs.length === 0 || costs.length > MAX_AT_ONCE) {
    throw unfit("costs", `an array of 1 to ${MAX_AT_ONCE} costs`, Array.isArray(costs) ? costs.length : costs);
  }
  return costs.map((cost: unknown, index) => {
    const name = `costs[${index}]`;
    if (!isJsonObject(cost)) throw unfit(name, 'an object such as { "source": "PJ1", "amount": 500 }', cost);
    const { source, amount } = cost;
    const mostChars = Math.max(...Object.values(MOST_CODE_CHARS));
    if (typeof source !== "string" || source === "" || source.length > mostChars) {
      throw unfit(`${name}.source`, `the code of a link, a string of 1 to ${mostChars} characters`, source);
    }
    const isAmount = typeof amount === "number" && amount >= 0 && amount <= MAX_AMOUNT;
    if (!isAmount) throw unfit(`${name}.amount`, `a number from 0 to ${MAX_AMOUNT}`, amount);
    const from = dayIn(`${name}.from`, cost.from);
    const to = dayIn(`${name}.to`, cost.to);
    if (from > to) throw unfit(`${name}.to`, `${from} or later`, to);
    return { source, from, to, amount, currency: currencyIn(`${name}.currency`, cost.currency) };
  });
}

/** @throws {SandboxError} likewise. */
export function checkCostTable(value: unknown): CostTable {
  const table: JsonObject = isJsonObject(value) ? value : {};
  const { text, from, to, currency } = table;
  if (typeof text !== "string" || text.length > MAX_TABLE_CHARS) {
    throw unfit(
      "text",
      `a string of at most ${MAX_TABLE_CHARS} characters`,
      typeof text === "string" ? text.length : text,
    );
  }
  const lines = splitTable(text).length;
  if (lines > MAX_AT_ONCE) throw unfit("text", `a table of at most ${MAX_AT_ONCE} lines`, lines);
  return {
    text,
    ...(from !== undefined && to !== undefined && { from: dayIn("from", from), to: dayIn("to", to) }),
    ...(currency !== undefined && { currency: currencyIn("currency", currency) }),
  };
}

/** @throws {SandboxError} likewise. */
export function currencyIn(name: string, value: unknown): string {
  if (typeof value === "string" && /^[A-Z]{3}$/.test(value)) return value;
  throw unfit(name, "three capital letters, such as RUB", value);
}

function dayIn(name: string, value: unknown): string {
  if (typeof value === "string" && isDay(value)) return value;
  throw unfit(name, "a day such as 2026-11-21", value);
}

function unfit(name: string, wanted: string, came: unknown): SandboxError {
  return new SandboxError(`${name} must be ${wanted}; got ${came === undefined ? "nothing" : shown(came)}.`);
}
