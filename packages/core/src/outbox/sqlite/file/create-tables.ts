/** The tables of an empty file, in the present version. File format. */
export const CREATE_TABLES = `
  -- Ledger and counters as JSON: one row, and so one page to write, whatever a transaction changes.
  CREATE TABLE ledger_counters (one INTEGER PRIMARY KEY CHECK (one = 1), json TEXT NOT NULL);

  -- Apart from the counters, so that rows can still be told apart when that page cannot be read.
  CREATE TABLE destination (id INTEGER PRIMARY KEY, name TEXT NOT NULL);

  -- The key holds destination, state, rank and order (see place.ts), so that recording touches no index: each would be
  -- one more page to write in every transaction.
  CREATE TABLE delivery (
    place INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    destination INTEGER NOT NULL,
    class INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    createdAtMs INTEGER NOT NULL,
    expiresAtMs INTEGER NOT NULL,
    buryIfLost INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lifted INTEGER,
    dueAtMs INTEGER,
    waitsFor INTEGER,
    id TEXT,
    userId TEXT,
    method TEXT NOT NULL,
    dedupeKeys TEXT,
    body TEXT NOT NULL,
    lease TEXT
  );

  CREATE TABLE dead_letter (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    destination INTEGER NOT NULL,
    class INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    createdAtMs INTEGER NOT NULL,
    expiresAtMs INTEGER NOT NULL,
    diedAtMs INTEGER NOT NULL,
    buryIfLost INTEGER NOT NULL,
    userId TEXT,
    method TEXT NOT NULL,
    dedupeKeys TEXT,
    reason TEXT NOT NULL,
    body TEXT NOT NULL
  );

  CREATE TABLE dedupe_key (
    destination INTEGER NOT NULL,
    key TEXT NOT NULL,
    atMs INTEGER NOT NULL,
    isActivity INTEGER NOT NULL,
    PRIMARY KEY (destination, key)
  ) WITHOUT ROWID;

  CREATE TABLE person (
    place INTEGER PRIMARY KEY,
    userId TEXT NOT NULL,
    botId TEXT NOT NULL,
    blocked INTEGER NOT NULL,
    seenAt INTEGER NOT NULL,
    started INTEGER,
    since INTEGER,
    UNIQUE (userId, botId)
  );

  CREATE TABLE quota_slot (
    rev INTEGER PRIMARY KEY,
    slot INTEGER NOT NULL,
    key TEXT NOT NULL,
    state INTEGER NOT NULL,
    atMs INTEGER NOT NULL,
    holder TEXT
  );

  -- Processes that have leased or taken slots. Whether one lives, its presence shows.
  CREATE TABLE holder (name TEXT PRIMARY KEY) WITHOUT ROWID;
`;

/**
 * What was added to version 2 after its first packages. Those go on working beside it: they leave what they do not know
 * empty, or as it was. Each is there or not as a whole. File format.
 */
export const ADD_HOLDERS = `
  CREATE TABLE holder (name TEXT PRIMARY KEY) WITHOUT ROWID;
  ALTER TABLE delivery ADD COLUMN lease TEXT;
  ALTER TABLE quota_slot ADD COLUMN holder TEXT;
`;

export const ADD_PERSON_HISTORY = `
  ALTER TABLE person ADD COLUMN started INTEGER;
  ALTER TABLE person ADD COLUMN since INTEGER;
`;

/** Their indexes. 0 and 2 are the ranks of starts and stops. */
export const CREATE_INDEXES = `
  CREATE INDEX delivery_due ON delivery (destination, dueAtMs) WHERE dueAtMs IS NOT NULL;
  CREATE INDEX delivery_lifted ON delivery (destination, seq) WHERE lifted IS NOT NULL;
  CREATE INDEX delivery_barrier ON delivery (userId, destination, seq) WHERE class IN (0, 2);
  CREATE INDEX delivery_waiting ON delivery (waitsFor) WHERE waitsFor IS NOT NULL;
  CREATE INDEX delivery_id ON delivery (id) WHERE id IS NOT NULL;
  CREATE INDEX quota_slot_age ON quota_slot (atMs);
`;
