import type { Queries } from "../database/queries.ts";

interface NameRow {
  firstName: string;
  lastName: string;
  username: string;
}

/** A person's first and last name, or the username; null where none is known. */
export function nameOf({ firstName, lastName, username }: NameRow): string | null {
  const name = `${firstName} ${lastName}`.trim();
  return name || username || null;
}

/** Names of the people of a reply's rows, each looked up once. */
export function peopleNames(queries: Queries): (userId: string) => string | null {
  const known = new Map<string, string | null>();
  return (userId) => {
    const seen = known.get(userId);
    if (seen !== undefined) return seen;
    const row = queries.first<NameRow>(
      "SELECT first_name AS firstName, last_name AS lastName, username FROM people " +
        "WHERE user_id = ? AND (first_name <> '' OR last_name <> '' OR username <> '') ORDER BY last_seen_at DESC LIMIT 1",
      [userId],
    );
    const name = row === undefined ? null : nameOf(row);
    known.set(userId, name);
    return name;
  };
}
