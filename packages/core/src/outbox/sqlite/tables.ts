import { Books } from "./books.ts";
import type { Connection } from "./connection.ts";
import { ItemQueue } from "./item-queue.ts";
import { Items } from "./items.ts";
import { Letters } from "./letters.ts";
import { Marks } from "./marks.ts";
import { Persons } from "./persons.ts";
import { Slots } from "./slots.ts";

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
