import type { SQLOutputValue, StatementSync } from "node:sqlite";

/**
 * Makes a statement's rows of what it gives. Node makes an object of a row at three times the price of an array, which is
 * most of what reading a batch of deliveries costs, so that arrays are asked for where they can be had (Deno has none). A
 * runtime that goes on giving objects all the same is not to have them read as arrays, of which nothing would be left.
 */
export function rowReader<Row>(statement: StatementSync): (given: unknown) => Row {
  if (typeof statement.setReturnArrays === "function") statement.setReturnArrays(true);
  let names: readonly string[] | undefined;
  return (given) => {
    // The only place where what SQLite gives is taken for what the statement says it gives.
    if (!Array.isArray(given)) return given as Row;
    names ??= statement.columns().map(({ name }) => name);
    const values: readonly SQLOutputValue[] = given;
    const row: Record<string, SQLOutputValue> = {};
    // What a later version has added to a table meanwhile stands at its end, and has no name here.
    for (let at = 0; at < names.length; at++) row[names[at] as string] = values[at] as SQLOutputValue;
    return row as Row;
  };
}
