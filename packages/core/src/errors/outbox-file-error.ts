import { brandClass } from "../support/brand-class.ts";
import { TrackerError } from "./tracker-error.ts";

/** Why another program cannot use an outbox's file. */
export type OutboxFileFailure =
  | "missing"
  | "empty"
  | "busy"
  | "damaged"
  | "newer"
  | "foreign"
  | "not-a-file"
  | "older"
  | "unwritable"
  | "no-sqlite";

const EXPLANATIONS: Readonly<Record<OutboxFileFailure, string>> = {
  missing: "does not exist. A bot creates it when it starts",
  empty: "is empty. A bot fills it when it starts",
  busy: "is locked by another program. Try again in a moment",
  damaged: "is damaged. When a bot starts, it sets the file aside and recovers whatever is still readable",
  newer: "was written by a newer version of Bot Tracker. Use that version here too",
  foreign: "is a database of something else. Name the folder of the bot's outbox",
  "not-a-file":
    "is a symbolic link, a pipe, a device or a folder, or has one beside it where SQLite keeps a file. Remove it",
  older: "was written by an older version of Bot Tracker. Use that version here too, or start the bot with this one",
  unwritable: "cannot be written. Check that this user may write to it and its folder, and that the disk is not full",
  "no-sqlite": "cannot be opened, because this version of Node has no SQLite. Use Node 22.19 or newer",
};

/** Another program, such as the command line, cannot use an outbox's file. Nothing in the file was changed. */
export class OutboxFileError extends TrackerError {
  static {
    brandClass(OutboxFileError, "OutboxFileError");
  }

  override readonly name = "OutboxFileError" as const;
  override readonly code = "outbox-file" as const;
  readonly failure: OutboxFileFailure;

  constructor(path: string, failure: OutboxFileFailure, cause?: unknown) {
    super(`The outbox ${path} ${EXPLANATIONS[failure]}.`, cause === undefined ? undefined : { cause });
    this.failure = failure;
  }
}
