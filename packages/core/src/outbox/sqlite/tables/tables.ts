import type { SqliteDriver } from "../driver/sqlite-driver.ts";
import { DeadLetters } from "./dead-letters.ts";
import { DedupeKeys } from "./dedupe-keys.ts";
import { Deliveries } from "./deliveries.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import { FreshRows } from "./fresh-rows.ts";
import { Holders } from "./holders.ts";
import { LedgerCounters } from "./ledger-counters.ts";
import { Persons } from "./persons.ts";
import { QuotaSlots } from "./quota-slots.ts";

export interface StoreBounds {
  maxItems: number;
  maxBytes: number;
  maxDeadLetters: number;
  maxPersons: number;
  maxDedupeKeys: number;
}

/** What stands in a file, by kind. Each part keeps its own counts in the counters. */
export interface Tables {
  ledger: LedgerCounters;
  /** The deliveries that the present transaction has still to write. */
  fresh: FreshRows;
  deliveries: Deliveries;
  /** The same, as they come next. */
  queue: DeliveryQueue;
  deadLetters: DeadLetters;
  dedupeKeys: DedupeKeys;
  persons: Persons;
  quotaSlots: QuotaSlots;
  holders: Holders;
}

/** `newPrefix` is what a fresh file's ids begin with. */
export function openTables(driver: SqliteDriver, bounds: StoreBounds, newPrefix: string): Tables {
  const ledger = new LedgerCounters(driver, newPrefix);
  const holders = new Holders(driver);
  const fresh = new FreshRows(driver);
  return {
    ledger,
    fresh,
    deliveries: new Deliveries(fresh, ledger),
    queue: new DeliveryQueue(driver, fresh, ledger),
    deadLetters: new DeadLetters(driver, ledger, bounds.maxDeadLetters),
    dedupeKeys: new DedupeKeys(driver, ledger, bounds.maxDedupeKeys),
    persons: new Persons(driver, ledger, bounds.maxPersons),
    quotaSlots: new QuotaSlots(driver, ledger, holders),
    holders,
  };
}
