/**
 * A limit that is given with the values, as SQL. With a bare `?` SQLite compiles the statement again whenever it is used,
 * which costs more than reading a few rows.
 */
export const GIVEN_LIMIT = "? + 0";
