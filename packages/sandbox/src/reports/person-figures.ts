import { allOf, type Condition, condition } from "../database/condition.ts";
import type { Queries } from "../database/queries.ts";
import { asMoney } from "../wire/as-money.ts";
import type { PersonRow } from "../wire/people.ts";
import { type KnownLink, knownLinks } from "./links-known.ts";

/** Of a person's rows together: whether the newest of all joins and stops was a stop. */
export const HAS_LEFT = "coalesce(max(left_at) >= coalesce(max(last_join_at), 0), 0)";

interface StoredPerson {
  key: number;
  firstName: string;
  lastName: string;
  username: string;
  firstJoinAt: number | null;
  lastJoinAt: number | null;
  leftAt: number | null;
  firstSource: string;
  lastSeenAt: number;
  madeUp: number;
}

/** A person put together from the rows of all chosen keys. */
export class PersonFigures {
  readonly #queries: Queries;
  readonly #ofKey: Condition;
  readonly #linkOf: (code: string) => KnownLink;

  constructor(queries: Queries, ofKey: Condition) {
    this.#queries = queries;
    this.#ofKey = ofKey;
    this.#linkOf = knownLinks(queries);
  }

  /** Undefined where no chosen key knows the person. */
  row(userId: string): PersonRow | undefined {
    const rows = this.#stored(userId);
    const [newest] = rows;
    if (newest === undefined) return undefined;
    const named = rows.find((row) => row.firstName !== "" || row.lastName !== "" || row.username !== "") ?? newest;
    const lastJoinAt = latest(rows.map((row) => row.lastJoinAt));
    const leftAt = latest(rows.map((row) => row.leftAt));
    const firstJoinAt = earliest(rows.map((row) => row.firstJoinAt));
    const { firstName, lastName, username } = named;
    const code = rows.find((row) => row.firstJoinAt !== null && row.firstJoinAt === firstJoinAt)?.firstSource ?? "";
    return {
      userId,
      firstName,
      lastName,
      username,
      firstJoinAt,
      lastJoinAt,
      leftAt: leftAt !== null && leftAt >= (lastJoinAt ?? 0) ? leftAt : null,
      lastSeenAt: newest.lastSeenAt,
      source: code === "" ? null : { code, name: this.#linkOf(code).name },
      madeUp: rows.every(({ madeUp }) => madeUp !== 0),
      ...this.#earnings(userId),
    };
  }

  /** The rows in `keys` that know the person, the one seen last first. */
  keyRows(userId: string): number[] {
    return [...new Set(this.#stored(userId).map(({ key }) => key))];
  }

  /** The newest seen first. */
  #stored(userId: string): StoredPerson[] {
    const { sql, values } = allOf(condition("user_id = ?", userId), this.#ofKey);
    return this.#queries.all<StoredPerson>(
      "SELECT key, first_name AS firstName, last_name AS lastName, username, first_join_at AS firstJoinAt, " +
        "last_join_at AS lastJoinAt, left_at AS leftAt, first_source AS firstSource, last_seen_at AS lastSeenAt, made_up AS madeUp " +
        `FROM people WHERE ${sql} ORDER BY last_seen_at DESC, rowid DESC`,
      values,
    );
  }

  #earnings(userId: string): Pick<PersonRow, "goals" | "revenue" | "refunds"> {
    const { sql, values } = allOf(condition("user_id = ?", userId), this.#ofKey);
    const counted = this.#queries.first<{ goals: number; revenue: number; refunds: number }>(
      "SELECT count(goal) AS goals, total(CASE WHEN amount > 0 THEN amount END) AS revenue, " +
        `0 - total(CASE WHEN amount < 0 THEN amount END) AS refunds FROM facts INDEXED BY facts_by_user WHERE ${sql}`,
      values,
    );
    return { goals: counted?.goals ?? 0, revenue: asMoney(counted?.revenue), refunds: asMoney(counted?.refunds) };
  }
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
