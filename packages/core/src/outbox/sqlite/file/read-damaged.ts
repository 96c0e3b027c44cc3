import type { Person } from "../../rules/person.ts";
import type { Sqlite } from "../driver/load-sqlite.ts";
import { Connection } from "../driver/node-driver.ts";
import type { LetterRow } from "../tables/dead-letters.ts";
import type { MarkRow } from "../tables/dedupe-keys.ts";
import type { ItemRow } from "../tables/delivery-row.ts";
import type { BooksPage } from "../tables/ledger-counters.ts";
import type { SlotRow } from "../tables/quota-slots.ts";

/** What could be read of a damaged file. */
export interface Remains {
  /** Missing: the ledger cannot be read, so that nobody knows how much is lost. */
  books: BooksPage | undefined;
  /** Names of destinations by the number that stands for them in rows. */
  names: ReadonlyMap<number, string>;
  items: readonly ItemRow[];
  letters: readonly LetterRow[];
  marks: readonly MarkRow[];
  persons: readonly PersonRow[];
  slots: readonly SlotRow[];
}

export interface PersonRow {
  place: number;
  userId: string;
  botId: string;
  blocked: number;
  seenAt: Person["seenAt"];
}

const NOTHING: Remains = {
  books: undefined,
  names: new Map(),
  items: [],
  letters: [],
  marks: [],
  persons: [],
  slots: [],
};

/** Reads what can be read. Never throws: of a file that is no database at all that is nothing. */
export function readWhatIsLeft(sqlite: Sqlite, path: string): Remains {
  let connection: Connection | undefined;
  try {
    connection = new Connection(new sqlite.DatabaseSync(path));
    const [page] = readTable<{ one: number; json: string }>(connection, "books", "one");
    const accounts = readTable<{ id: number; name: string }>(connection, "account", "id");
    const books = page === undefined ? undefined : parseBooks(page.json);
    const names = new Map((books?.accounts ?? []).map(({ id, name }) => [id, name]));
    for (const { id, name } of accounts) names.set(id, name);
    return {
      books,
      names,
      items: readTable<ItemRow>(connection, "item", "place").sort((one, two) => one.seq - two.seq),
      letters: readTable<LetterRow>(connection, "letter", "place"),
      marks: readTable<MarkRow>(connection, "mark", "account, key"),
      persons: readTable<PersonRow>(connection, "person", "place"),
      slots: readTable<SlotRow>(connection, "slot", "rev"),
    };
  } catch {
    return NOTHING;
  } finally {
    try {
      connection?.close();
    } catch {}
  }
}

/** Reads a table from both ends, each as far as it goes: what cannot be read is between them. */
function readTable<Row>(connection: Connection, table: string, key: string): Row[] {
  const rows: Row[] = [];
  const backwards: Row[] = [];
  const down = key
    .split(", ")
    .map((column) => `${column} DESC`)
    .join(", ");
  // NOT INDEXED: the table itself is read, whatever has become of its indexes.
  const isWhole = readInto(rows, connection, `SELECT * FROM ${table} NOT INDEXED ORDER BY ${key}`);
  if (!isWhole) readInto(backwards, connection, `SELECT * FROM ${table} NOT INDEXED ORDER BY ${down}`);
  return [...rows, ...backwards.reverse()];
}

function readInto<Row>(rows: Row[], connection: Connection, sql: string): boolean {
  try {
    for (const row of connection.prepare<Row>(sql).each()) rows.push(row);
    return true;
  } catch {
    return false;
  }
}

function parseBooks(json: string): BooksPage | undefined {
  try {
    const page: unknown = JSON.parse(json);
    const isPage = typeof page === "object" && page !== null && "accounts" in page && Array.isArray(page.accounts);
    return isPage ? (page as BooksPage) : undefined;
  } catch {
    return undefined;
  }
}
