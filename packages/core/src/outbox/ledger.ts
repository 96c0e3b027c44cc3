/** Why something accepted was not delivered. The list is closed: nothing is lost without one of these. */
export const DROP_REASONS = [
  "invalid",
  "before-send",
  "unsupported",
  "expired",
  "overflow",
  "purged",
  "corrupt",
] as const;

export type DropReason = (typeof DROP_REASONS)[number];

/** One destination's account, in deliveries. `accepted = delivered + pending + dropped + dead` at every moment. */
export interface LedgerEntry {
  accepted: number;
  delivered: number;
  pending: number;
  dropped: Record<DropReason, number>;
  /** Refused for good and kept, with the reason, where a person can look. */
  dead: number;
  /** Requests whose answer was lost after they were handed to a socket: what may have been counted twice. */
  ambiguous: number;
}

/** A snapshot of every destination's account, by the destination's name. */
export type Ledger = Record<string, LedgerEntry>;

export function emptyLedgerEntry(): LedgerEntry {
  return {
    accepted: 0,
    delivered: 0,
    pending: 0,
    dropped: { invalid: 0, "before-send": 0, unsupported: 0, expired: 0, overflow: 0, purged: 0, corrupt: 0 },
    dead: 0,
    ambiguous: 0,
  };
}

/** The accounts of two outboxes taken together. */
export function addLedgers(one: Ledger, other: Ledger): Ledger {
  const sum: Ledger = { ...one };
  for (const [name, entry] of Object.entries(other)) {
    const before = one[name] ?? emptyLedgerEntry();
    sum[name] = {
      accepted: before.accepted + entry.accepted,
      delivered: before.delivered + entry.delivered,
      pending: before.pending + entry.pending,
      dropped: { ...before.dropped },
      dead: before.dead + entry.dead,
      ambiguous: before.ambiguous + entry.ambiguous,
    };
    for (const reason of DROP_REASONS) sum[name].dropped[reason] += entry.dropped[reason];
  }
  return sum;
}
