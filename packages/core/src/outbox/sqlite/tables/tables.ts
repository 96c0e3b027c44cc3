import type { Connection } from "../driver/node-driver.ts";
import { Letters } from "./dead-letters.ts";
import { Marks } from "./dedupe-keys.ts";
import { Items } from "./deliveries.ts";
import { ItemQueue } from "./delivery-queue.ts";
import { Books } from "./ledger-counters.ts";
import { Persons } from "./persons.ts";
import { Slots } from "./quota-slots.ts";

export interface StoreBounds {
  maxItems: number;
  maxBytes: number;
  maxDeadLetters: number;
  maxPersons: number;
  maxMarks: number;
}

/** What stands in a file, by kind. Each part keeps its own counts in the books. */
export interface Tables {
  books: Books;
  items: Items;
  /** The same items, as they come next. */
  queue: ItemQueue;
  letters: Letters;
  marks: Marks;
  persons: Persons;
  slots: Slots;
}

/** `newPrefix` is what a fresh file's ids begin with. */
export function openTables(connection: Connection, bounds: StoreBounds, newPrefix: string): Tables {
  const books = new Books(connection, newPrefix);
  return {
    books,
    items: new Items(connection, books),
    queue: new ItemQueue(connection, books),
    letters: new Letters(connection, books, bounds.maxDeadLetters),
    marks: new Marks(connection, books, bounds.maxMarks),
    persons: new Persons(connection, books, bounds.maxPersons),
    slots: new Slots(connection, books),
  };
}
