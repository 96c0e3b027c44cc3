/** Whose a lease is. */
export interface LeaseNote {
  holder: string;
  /** The `dueAtMs` that the lease gave the delivery. If another stands there, the note is not about its lease. */
  untilMs: number;
  /** The quota slot that the lease was taken under; missing where the destination has no quota. */
  slot?: string;
}

/** A note as it stands in a row. File format. */
export function writeLeaseNote({ holder, untilMs, slot }: LeaseNote): string {
  return `${holder} ${untilMs}${slot === undefined ? "" : ` ${slot}`}`;
}

/**
 * The note of a leased delivery. Undefined: nobody knows whose it is. A version that knows no notes leaves an earlier
 * lease's note in place when it leases.
 */
export function readLeaseNote(lease: string | null | undefined, dueAtMs: number | null): LeaseNote | undefined {
  const [holder, until, slot] = lease?.split(" ") ?? [];
  if (holder === undefined || dueAtMs === null || Number(until) !== dueAtMs) return undefined;
  return { holder, untilMs: dueAtMs, ...(slot !== undefined && { slot }) };
}
