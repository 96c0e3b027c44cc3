import { emptyLedgerEntry, type Ledger, type LedgerEntry } from "../ledger.ts";

/** Every destination's account, kept in memory. */
export class LedgerCounters {
  readonly #entries = new Map<string, LedgerEntry>();

  entryOf(destination: string): LedgerEntry {
    let entry = this.#entries.get(destination);
    if (entry === undefined) {
      entry = emptyLedgerEntry();
      this.#entries.set(destination, entry);
    }
    return entry;
  }

  snapshot(): Ledger {
    return Object.fromEntries(
      [...this.#entries].map(([name, entry]) => [name, { ...entry, dropped: { ...entry.dropped } }]),
    );
  }
}
