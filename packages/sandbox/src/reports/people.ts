import { ALWAYS, allOf, type Condition, condition } from "../database/condition.ts";
import { containsText } from "../database/contains-text.ts";
import type { Queries } from "../database/queries.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { PeopleReply, PersonRow } from "../wire/people.ts";
import type { Parameters } from "./parameters.ts";
import { HAS_LEFT, PersonFigures } from "./person-figures.ts";

export interface PeopleQuestion {
  text: string | undefined;
  status: "member" | "left" | undefined;
  after: Place | undefined;
  limit: number;
}

/** Where in the list a person stands. */
interface Place {
  seenAt: number;
  userId: string;
}

const DEFAULT_LIMIT = 50;

export function readPeopleQuestion(parameters: Parameters): PeopleQuestion {
  const after = parameters.text("after");
  return {
    text: parameters.text("q"),
    status: parameters.oneOf("status", ["member", "left"]),
    after: after === undefined ? undefined : placeOf(after),
    limit: parameters.limit(DEFAULT_LIMIT),
  };
}

/** The people, the one seen last first. Somebody whom several keys know is one person. */
export function peopleReport(queries: Queries, question: PeopleQuestion, ofKey: Condition): PeopleReply {
  const { text, status, limit } = question;
  const isChoosy = text !== undefined || status !== undefined;
  const { places, total } = isChoosy ? chosenPeople(queries, question, ofKey) : allPeople(queries, question, ofKey);
  const page = places.slice(0, limit);
  const last = page.at(-1);
  const figures = new PersonFigures(queries, ofKey);
  return {
    people: page.map(({ userId }) => figures.row(userId)).filter((row): row is PersonRow => row !== undefined),
    total,
    next: places.length > limit && last !== undefined ? `${last.seenAt}-${last.userId}` : null,
  };
}

interface Chosen {
  /** One more than the page holds, if there are more. */
  places: Place[];
  total: number;
}

/** Walks the index of who was seen last, past the rows of people who stand in it further up. */
function allPeople(queries: Queries, { after, limit }: PeopleQuestion, ofKey: Condition): Chosen {
  const isNewestRow = condition(
    `NOT EXISTS (SELECT 1 FROM people AS other WHERE other.user_id = people.user_id AND ${ofKey.sql} AND ` +
      "(other.last_seen_at, other.rowid) > (people.last_seen_at, people.rowid))",
    ...ofKey.values,
  );
  const fitting = allOf(ofKey, afterPlace("last_seen_at", after), isNewestRow);
  const places = queries.all<Place>(
    "SELECT last_seen_at AS seenAt, user_id AS userId FROM people INDEXED BY people_by_age " +
      `WHERE ${fitting.sql} ORDER BY last_seen_at DESC, user_id DESC LIMIT ?`,
    [...fitting.values, limit + 1],
  );
  const counted = queries.first<{ total: number }>(
    `SELECT count(*) AS total FROM (SELECT DISTINCT user_id FROM people WHERE ${ofKey.sql})`,
    ofKey.values,
  );
  return { places, total: counted?.total ?? 0 };
}

/** A name may stand in one row of a person and the newest use in another, so whole people are put together first. */
function chosenPeople(queries: Queries, question: PeopleQuestion, ofKey: Condition): Chosen {
  const { text, status, after, limit } = question;
  const named = text === undefined ? ALWAYS : havingText(text, ofKey);
  const inStatus = status === undefined ? ALWAYS : condition(status === "left" ? HAS_LEFT : `NOT (${HAS_LEFT})`);
  const fitting = allOf(ofKey, named);
  const onPage = afterPlace("seenAt", after);
  const rows = queries.all<Place & { total: number }>(
    "WITH chosen AS MATERIALIZED (SELECT user_id, max(last_seen_at) AS seenAt FROM people " +
      `WHERE ${fitting.sql} GROUP BY user_id HAVING ${inStatus.sql}) ` +
      "SELECT seenAt, user_id AS userId, (SELECT count(*) FROM chosen) AS total FROM chosen " +
      `WHERE ${onPage.sql} ORDER BY seenAt DESC, user_id DESC LIMIT ?`,
    [...fitting.values, ...inStatus.values, ...onPage.values, limit + 1],
  );
  const [row] = rows;
  if (row !== undefined || after === undefined) return { places: rows, total: row?.total ?? 0 };
  return { places: [], total: chosenPeople(queries, { ...question, after: undefined, limit: 1 }, ofKey).total };
}

function havingText(text: string, ofKey: Condition): Condition {
  const names = containsText(["user_id", "first_name", "last_name", "username"], text.replace(/^@/, ""));
  const whole = containsText(["first_name || ' ' || last_name"], text);
  const found = allOf(ofKey, text.includes(" ") ? whole : names);
  return condition(`user_id IN (SELECT user_id FROM people WHERE ${found.sql})`, ...found.values);
}

function afterPlace(seenAt: "last_seen_at" | "seenAt", place: Place | undefined): Condition {
  if (place === undefined) return ALWAYS;
  return condition(`(${seenAt}, user_id) < (?, ?)`, place.seenAt, place.userId);
}

function placeOf(cursor: string): Place {
  const [, seenAt, userId] = /^(\d{1,16})-(.+)$/s.exec(cursor) ?? [];
  if (seenAt !== undefined && userId !== undefined) return { seenAt: Number(seenAt), userId };
  throw new SandboxError(`after must be the next of the page before; got ${JSON.stringify(cursor)}.`);
}
