import { emptyLedgerEntry, type LedgerEntry } from "../../ledger.ts";
import { NO_TURNS, type Turns } from "../../rules/fair-shares.ts";

/** One destination's entry of the ledger, with what is counted so that it need not be searched for. File format. */
export interface DestinationCounters {
  /** Stands for the destination's name in every row. */
  id: number;
  name: string;
  entry: LedgerEntry;
  /** Bytes of all that is pending. */
  bytes: number;
  readyCount: number;
  readyBytes: number;
  /** Pending starts and stops of known users: while there are none, nothing has to wait. */
  barriers: number;
  turns: Turns;
  /** The hash of the key that was last used for it, in a file whose bot is not known. */
  keyHash?: string;
}

/** All that is counted in a file, as it is written down there: in JSON. File format. */
export interface CountersPage {
  /** Part of every delivery's id; random, so that two files never give the same one. */
  idPrefix: string;
  lastSeq: number;
  lastRev: number;
  /** The latest moment by which anything was leased. */
  latestMs: number;
  persons: number;
  dedupeKeys: number;
  destinations: DestinationCounters[];
}

export function emptyPage(idPrefix: string): CountersPage {
  return { idPrefix, lastSeq: 0, lastRev: 0, latestMs: 0, persons: 0, dedupeKeys: 0, destinations: [] };
}

export function emptyCounters(id: number, name: string): DestinationCounters {
  return { id, name, entry: emptyLedgerEntry(), bytes: 0, readyCount: 0, readyBytes: 0, barriers: 0, turns: NO_TURNS };
}

/**
 * A page as it stands in a file. What an older package did not count yet (a reason of dropping, say) is counted from 0.
 * Undefined: it cannot be read.
 */
export function readPage(json: string): CountersPage | undefined {
  try {
    const page: Partial<CountersPage> | null = JSON.parse(json);
    if (page === null || !Array.isArray(page.destinations)) return undefined;
    const destinations = page.destinations.map((counters): DestinationCounters => {
      const { entry } = counters;
      const empty = emptyCounters(counters.id, counters.name);
      const dropped = { ...empty.entry.dropped, ...entry.dropped };
      return { ...empty, ...counters, entry: { ...empty.entry, ...entry, dropped } };
    });
    return { ...emptyPage(""), ...page, destinations };
  } catch {
    return undefined;
  }
}
