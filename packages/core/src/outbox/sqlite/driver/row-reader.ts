import type { SQLOutputValue, StatementSync } from "node:sqlite";

/**
 * Makes a statement's rows of what it gives. Node makes an object of a row at three times the price of an array, which is
 * most of what reading a batch of deliveries costs, so that arrays are asked for where they can be had (Deno has none).
 */
export function rowReader<Row>(statement: StatementSync): (given: unknown) => Row {
  // The only place where what SQLite gives is taken for what the statement says it gives.
  if (typeof statement.setReturnArrays !== "function") return (given) => given as Row;
  statement.setReturnArrays(true);
  let names: readonly string[] | undefined;
  return (given) => {
    names ??= statement.columns().map(({ name }) => name);
    const values = given as readonly SQLOutputValue[];
    const row: Record<string, SQLOutputValue> = {};
    // What a later version has added to a table meanwhile stands at its end, and has no name here.
    for (let at = 0; at < names.length; at++) row[names[at] as string] = values[at] as SQLOutputValue;
    return row as Row;
  };
}
