import type { SQLInputValue } from "./queries.ts";

/** A part of a WHERE clause. The text is fixed; whatever comes from outside is among the values, in the order of the `?`. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

export const ALWAYS: Condition = { sql: "1", values: [] };

export function condition(sql: string, ...values: SQLInputValue[]): Condition {
  return { sql, values };
}

export function allOf(...parts: readonly Condition[]): Condition {
  const needed = parts.filter((part) => part !== ALWAYS);
  if (needed.length === 0) return ALWAYS;
  return {
    sql: needed.map(({ sql }) => `(${sql})`).join(" AND "),
    values: needed.flatMap(({ values }) => values),
  };
}

export function anyOf(...parts: readonly Condition[]): Condition {
  return { sql: parts.map(({ sql }) => `(${sql})`).join(" OR "), values: parts.flatMap(({ values }) => values) };
}
