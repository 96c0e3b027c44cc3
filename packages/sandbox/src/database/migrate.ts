import type { DatabaseSync } from "node:sqlite";
import { SCHEMA } from "./schema.ts";

/** In the header of a sandbox's file ("BTSB"), so that no other program's data is mistaken for its own. */
export const APPLICATION_ID = 0x42_54_53_42;

/** People of bots in MAX were taken for those of Telegram with the same id. */
const MAX_PEOPLE = `
UPDATE people SET user_id = 'max-' || user_id WHERE service = 'tgtrack-max';
UPDATE facts SET user_id = 'max-' || user_id WHERE service = 'tgtrack-max' AND user_id IS NOT NULL;`;

/** Every link was one to a bot in Telegram. */
const LINK_MESSENGER = "ALTER TABLE links ADD COLUMN messenger TEXT NOT NULL DEFAULT 'telegram'";

/** Money: what ads cost by days, and what was set for the reports. */
const COSTS = `
CREATE TABLE costs (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  hundredths INTEGER NOT NULL,
  currency TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  UNIQUE (source, from_day, to_day, currency)
);
CREATE TABLE preferences (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;`;

/** What people call a bot, which knows itself by a key only. */
const KEY_NAMES = "ALTER TABLE keys ADD COLUMN name TEXT NOT NULL DEFAULT ''";

/** What says no more than that somebody used the bot stands apart from what matters. */
const ACTIVITY = `
ALTER TABLE requests ADD COLUMN activity INTEGER NOT NULL DEFAULT 0;
CREATE INDEX requests_activity ON requests (id, at, key, service) WHERE activity = 1;
CREATE INDEX requests_that_matter ON requests (id, key, service) WHERE activity = 0;`;

/** By whose key's people a source was started by: facts_by_source has the people in between. */
const STARTS_BY_KEY = "CREATE INDEX facts_by_source_key ON facts (source, key, service) WHERE kind = 'start'";

/** What never happened is told apart from what arrived, wherever it counts. */
const MADE_UP = `
ALTER TABLE facts ADD COLUMN made_up INTEGER NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN made_up INTEGER NOT NULL DEFAULT 0;
ALTER TABLE costs ADD COLUMN made_up INTEGER NOT NULL DEFAULT 0;
CREATE INDEX facts_made_up ON facts (at, source) WHERE made_up = 1;`;

/** The steps from each version of the file to the next: a file format. A published step is never changed. */
const STEPS: readonly string[] = [
  SCHEMA,
  MAX_PEOPLE,
  LINK_MESSENGER,
  COSTS,
  KEY_NAMES,
  ACTIVITY,
  STARTS_BY_KEY,
  MADE_UP,
];

export type FileKind = { kind: "empty" } | { kind: "own"; version: number } | { kind: "newer" } | { kind: "foreign" };

/** Tells whose a file is, without changing it. */
export function kindOf(db: DatabaseSync): FileKind {
  const applicationId = numberOf(db, "PRAGMA application_id");
  const version = numberOf(db, "PRAGMA user_version");
  if (applicationId === APPLICATION_ID) return version > STEPS.length ? { kind: "newer" } : { kind: "own", version };
  const isUntouched = applicationId === 0 && version === 0 && numberOf(db, "SELECT count(*) FROM sqlite_schema") === 0;
  return isUntouched ? { kind: "empty" } : { kind: "foreign" };
}

/** Brings the sandbox's own file, or an empty one, to the current version. */
export function migrate(db: DatabaseSync, from: number): void {
  if (from === STEPS.length) return;
  db.exec("BEGIN IMMEDIATE");
  for (const step of STEPS.slice(from)) db.exec(step);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  db.exec(`PRAGMA user_version = ${STEPS.length}`);
  db.exec("COMMIT");
}

function numberOf(db: DatabaseSync, sql: string): number {
  return Number(Object.values(db.prepare(sql).get() ?? {})[0]);
}
