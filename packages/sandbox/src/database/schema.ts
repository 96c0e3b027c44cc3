import { REPORT_INDEXES } from "./report-indexes.ts";

/**
 * The tables of a sandbox, and a file format: what is published is only changed by another step in `migrate.ts`. `marks`
 * holds the ids of what may come only once. Times are milliseconds since the epoch. A column that says `key` holds `keys.id`: the key
 * itself is in none of them, because a data file gets copied around more easily than an environment.
 */
export const SCHEMA: string = `
CREATE TABLE IF NOT EXISTS keys (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  chat_url TEXT NOT NULL DEFAULT ''
);

CREATE TABLE IF NOT EXISTS requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  service TEXT NOT NULL,
  key INTEGER NOT NULL REFERENCES keys (id),
  method TEXT NOT NULL,
  user_id TEXT,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  status INTEGER,
  error_code INTEGER,
  error_description TEXT,
  error_details TEXT,
  accepted INTEGER NOT NULL,
  warnings TEXT NOT NULL,
  fault TEXT,
  doubled_start INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS requests_by_key ON requests (key, id);
CREATE INDEX IF NOT EXISTS requests_by_user ON requests (user_id, id);
CREATE INDEX IF NOT EXISTS requests_by_age ON requests (at);

CREATE TABLE IF NOT EXISTS facts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  arrived_at INTEGER NOT NULL,
  service TEXT NOT NULL,
  key INTEGER NOT NULL REFERENCES keys (id),
  bot_id INTEGER,
  kind TEXT NOT NULL,
  user_id TEXT,
  name TEXT NOT NULL DEFAULT '',
  standing TEXT,
  source TEXT NOT NULL DEFAULT '',
  goal TEXT,
  goal_passed INTEGER,
  result TEXT,
  amount REAL,
  param_1 TEXT,
  param_2 TEXT,
  param_3 TEXT,
  labels TEXT
);
CREATE INDEX IF NOT EXISTS facts_by_time
  ON facts (kind, at, key, user_id, name, param_1, param_2, param_3);
CREATE INDEX IF NOT EXISTS facts_by_user ON facts (user_id, at);
CREATE INDEX IF NOT EXISTS facts_by_age ON facts (arrived_at, kind, key);

CREATE TABLE IF NOT EXISTS people (
  service TEXT NOT NULL,
  key INTEGER NOT NULL REFERENCES keys (id),
  user_id TEXT NOT NULL,
  first_name TEXT NOT NULL DEFAULT '',
  last_name TEXT NOT NULL DEFAULT '',
  username TEXT NOT NULL DEFAULT '',
  first_join_at INTEGER,
  last_join_at INTEGER,
  left_at INTEGER,
  first_source TEXT NOT NULL DEFAULT '',
  transition_at INTEGER,
  transition_source TEXT,
  transition_joined INTEGER,
  last_start_method TEXT,
  last_start_at INTEGER,
  last_seen_at INTEGER NOT NULL,
  PRIMARY KEY (service, key, user_id)
);
CREATE INDEX IF NOT EXISTS people_by_age ON people (last_seen_at, user_id, key);
CREATE INDEX IF NOT EXISTS people_by_key ON people (service, key, last_seen_at);
CREATE INDEX IF NOT EXISTS people_by_user ON people (user_id, key, last_join_at, left_at);

CREATE TABLE IF NOT EXISTS marks (
  service TEXT NOT NULL,
  key INTEGER NOT NULL REFERENCES keys (id),
  mark TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (service, key, mark)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS marks_by_age ON marks (at);
CREATE INDEX IF NOT EXISTS marks_by_key ON marks (service, key, at);

CREATE TABLE IF NOT EXISTS links (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  bot TEXT NOT NULL DEFAULT '',
  utm_source TEXT,
  utm_medium TEXT,
  utm_campaign TEXT,
  utm_content TEXT,
  utm_term TEXT,
  made_at INTEGER NOT NULL
);
${REPORT_INDEXES}`;
