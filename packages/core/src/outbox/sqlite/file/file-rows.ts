import type { SqliteDriver } from "../driver/sqlite-driver.ts";
import type { CountersPage } from "../tables/counters-page.ts";
import type { DeadLetterRow } from "../tables/dead-letters.ts";
import type { DedupeKeyRow } from "../tables/dedupe-keys.ts";
import type { DeliveryRow } from "../tables/delivery-row.ts";
import type { PersonColumns } from "../tables/persons.ts";
import type { QuotaSlotRow } from "../tables/quota-slot-row.ts";

/** All that stands in a file, or that could be read of it. */
export interface FileRows {
  /** Missing: the counters cannot be read, so that nobody knows how much is lost. */
  page: CountersPage | undefined;
  /** Names of destinations by the number that stands for them in rows. */
  names: ReadonlyMap<number, string>;
  /** In the order in which they came. */
  deliveries: Iterable<DeliveryRow>;
  deadLetters: Iterable<DeadLetterRow>;
  dedupeKeys: Iterable<DedupeKeyRow>;
  persons: Iterable<PersonRow>;
  quotaSlots: Iterable<QuotaSlotRow>;
  holders: Iterable<{ name: string }>;
}

export interface PersonRow extends PersonColumns {
  place: number;
  userId: string;
  botId: string;
}

/** The rows of a file that is open and sound, one by one as they are asked for. `page` has to be what stands in it. */
export function rowsOf(driver: SqliteDriver, page: CountersPage): FileRows {
  const each = <Row>(table: string, order: string): Iterable<Row> => ({
    [Symbol.iterator]: () => driver.prepare<Row>(`SELECT * FROM ${table} ORDER BY ${order}`).each()[Symbol.iterator](),
  });
  return {
    page,
    names: new Map(page.destinations.map(({ id, name }) => [id, name])),
    deliveries: each<DeliveryRow>("delivery", "seq"),
    deadLetters: each<DeadLetterRow>("dead_letter", "place"),
    dedupeKeys: each<DedupeKeyRow>("dedupe_key", "destination, key"),
    persons: each<PersonRow>("person", "place"),
    quotaSlots: each<QuotaSlotRow>("quota_slot", "rev"),
    holders: each<{ name: string }>("holder", "name"),
  };
}

/** Takes everything out of a file whose rows are in another one from now on. For use inside a transaction. */
export function empty(driver: SqliteDriver): void {
  for (const table of ["delivery", "dead_letter", "dedupe_key", "person", "quota_slot", "holder", "ledger_counters"]) {
    driver.exec(`DELETE FROM ${table}`);
  }
}
