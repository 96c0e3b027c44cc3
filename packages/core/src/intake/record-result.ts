import type { DropReason } from "../outbox/ledger.ts";

/**
 * Why a call left nothing to send. Besides the ledger's reasons: `duplicate` (it was recorded before), `unchanged` (a
 * stop of somebody already stopped, a `/start` typed right after a start), `dead` (put among the dead letters at once), `ignored-user`, `nobody` (a channel,
 * a group or the messenger itself did it, and no person), `not-wanted` (no destination takes this kind), `disabled`, `closed`, and `error` (the tracker itself failed; its message says how).
 */
export type NotStoredReason =
  | DropReason
  | "duplicate"
  | "unchanged"
  | "dead"
  | "ignored-user"
  | "nobody"
  | "not-wanted"
  | "disabled"
  | "closed"
  | "error";

/** The result of a call: stored for at least one destination, or why for none. */
export type RecordResult = { stored: true } | { stored: false; reason: NotStoredReason };
