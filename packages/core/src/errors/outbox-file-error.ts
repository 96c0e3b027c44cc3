import { TrackerError } from "./tracker-error.ts";

/** Why an outbox's file cannot be used from outside. */
export type OutboxFileFailure =
  | "missing"
  | "empty"
  | "busy"
  | "damaged"
  | "newer"
  | "older"
  | "unwritable"
  | "no-sqlite";

const EXPLANATIONS: Readonly<Record<OutboxFileFailure, string>> = {
  missing: "is not there. A bot makes it when it starts",
  empty: "is empty. A bot fills it when it starts",
  busy: "is held by another program. Try again in a moment",
  damaged: "is damaged. A bot sets it aside when it starts, and takes over what can be read of it",
  newer: "was written by a newer version of Bot Tracker. Use that version here too",
  older: "was written by an older version of Bot Tracker. Use that version here too, or start the bot with this one",
  unwritable: "cannot be used. See whether this user may write it and its folder, and whether the disk is full",
  "no-sqlite": "cannot be opened, because this Node has no SQLite. Use Node 22.19 or newer",
};

/** An outbox's file cannot be used from outside. Nothing in it was changed. */
export class OutboxFileError extends TrackerError {
  override readonly name = "OutboxFileError" as const;
  override readonly code = "outbox-file" as const;
  readonly failure: OutboxFileFailure;

  constructor(path: string, failure: OutboxFileFailure, cause?: unknown) {
    super(`The outbox ${path} ${EXPLANATIONS[failure]}.`, cause === undefined ? undefined : { cause });
    this.failure = failure;
  }
}
