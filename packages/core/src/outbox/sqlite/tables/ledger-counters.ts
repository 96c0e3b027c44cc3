import { emptyLedgerEntry, type Ledger, type LedgerEntry } from "../../ledger.ts";
import type { Connection, Statement } from "../driver/node-driver.ts";
import { CLASS_COUNT, type ItemRow, isBarrier } from "./delivery-row.ts";
import { MAX_ACCOUNTS, placeAt, READY, WAITING } from "./place.ts";

/** So many new items at most are left for `load` to count. */
const LARGEST_GAP = 1_000;

/** One destination's account, with what is counted so that it need not be searched for. */
export interface Account {
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
  /** The hash of the key that was last used for it, in a file whose bot is not known. */
  keyHash?: string;
}

export interface BooksPage {
  /** Part of every delivery's id; random, so that two files never give the same one. */
  idPrefix: string;
  lastSeq: number;
  lastRev: number;
  /** The latest moment by which anything was leased. */
  latestMs: number;
  persons: number;
  marks: number;
  accounts: Account[];
}

/**
 * The ledger and the counters of a file, kept in memory too: read again only when another process has written, and
 * written once per transaction.
 */
export class Books {
  readonly #read: Statement<{ json: string }>;
  readonly #write: Statement<unknown>;
  readonly #name: Statement<unknown>;
  readonly #since: Statement<Pick<ItemRow, "seq" | "class" | "bytes" | "userId">>;
  readonly #byName = new Map<string, Account>();
  readonly #newPrefix: string;
  #page: BooksPage;
  #changed = false;
  #savedSeq = 0;

  /** `newPrefix` is what a fresh file's ids begin with. */
  constructor(connection: Connection, newPrefix: string) {
    this.#read = connection.prepare("SELECT json FROM books");
    this.#write = connection.prepare("INSERT INTO books VALUES (1, ?) ON CONFLICT DO UPDATE SET json = excluded.json");
    this.#name = connection.prepare("INSERT OR REPLACE INTO account VALUES (?, ?)");
    this.#since = connection.prepare("SELECT seq, class, bytes, userId FROM item WHERE place > ? AND place < ?");
    this.#newPrefix = newPrefix;
    this.#page = emptyPage(newPrefix);
  }

  load(): void {
    const json = this.#read.get()?.json;
    this.#page = json === undefined ? emptyPage(this.#newPrefix) : JSON.parse(json);
    this.#changed = json === undefined;
    this.#byName.clear();
    for (const account of this.#page.accounts) this.#byName.set(account.name, account);
    this.#savedSeq = this.#page.lastSeq;
    // Every other change is written at once, so that these are all that came since, and all still there.
    for (const account of this.#page.accounts) this.#countNew(account);
  }

  save(): void {
    if (!this.#changed && this.#page.lastSeq - this.#savedSeq < LARGEST_GAP) return;
    this.#write.run(JSON.stringify(this.#page));
    this.#changed = false;
    this.#savedSeq = this.#page.lastSeq;
  }

  #countNew(account: Account): void {
    for (const state of [READY, WAITING] as const) {
      for (let rank = 0; rank < CLASS_COUNT; rank++) {
        const after = placeAt(account.id, state, rank, this.#savedSeq);
        for (const { seq, class: own, bytes, userId } of this.#since.all(
          after,
          placeAt(account.id, state, rank + 1, 0),
        )) {
          account.entry.accepted++;
          countItem(account, { isReady: state === READY, isBarrier: userId !== null && isBarrier(own), bytes });
          this.#page.lastSeq = Math.max(this.#page.lastSeq, seq);
        }
      }
    }
  }

  /** To be read only: an account that is to be changed is asked for with `open` or `accountOf`. */
  find(destination: string): Account | undefined {
    return this.#byName.get(destination);
  }

  /** An account to be changed; a new one where there is none. */
  open(destination: string): Account {
    this.#changed = true;
    return this.accountOf(destination);
  }

  /**
   * An account to which nothing but new items are added. They need not be written here: `load` finds in the table what
   * came after the last number that was written.
   */
  accountOf(destination: string): Account {
    const known = this.#byName.get(destination);
    if (known !== undefined) return known;
    this.#changed = true;
    const id = this.#page.accounts.length + 1;
    if (id > MAX_ACCOUNTS) throw new Error(`one outbox serves ${MAX_ACCOUNTS} destinations at most`);
    const account: Account = {
      id,
      name: destination,
      entry: emptyLedgerEntry(),
      bytes: 0,
      readyCount: 0,
      readyBytes: 0,
      barriers: 0,
    };
    this.#name.run(id, destination);
    this.#page.accounts.push(account);
    this.#byName.set(destination, account);
    return account;
  }

  /** The account of a row, to be changed. */
  openById(id: number): Account {
    this.#changed = true;
    const account = this.#page.accounts[id - 1];
    if (account === undefined) throw new Error(`no destination has the number ${id}`);
    return account;
  }

  nameOf(id: number): string {
    return this.#page.accounts[id - 1]?.name ?? "";
  }

  get accounts(): readonly Account[] {
    return this.#page.accounts;
  }

  /** Whether items have come in since the books were written. */
  get isBehind(): boolean {
    return this.#page.lastSeq > this.#savedSeq;
  }

  /** Has the next `save` write. */
  touch(): void {
    this.#changed = true;
  }

  get idPrefix(): string {
    return this.#page.idPrefix;
  }

  /** The next number in the order in which things come. */
  nextSeq(): number {
    return ++this.#page.lastSeq;
  }

  /** The next number of a change to the quota's use. */
  nextRev(): number {
    this.#changed = true;
    return ++this.#page.lastRev;
  }

  get latestMs(): number {
    return this.#page.latestMs;
  }

  /** Not worth a write of its own. */
  sawTime(nowMs: number): void {
    this.#page.latestMs = nowMs;
  }

  get persons(): number {
    return this.#page.persons;
  }

  addPersons(count: number): void {
    this.#changed = true;
    this.#page.persons += count;
  }

  get marks(): number {
    return this.#page.marks;
  }

  addMarks(count: number): void {
    // Not worth a write of its own: it only says when there are too many.
    this.#page.marks += count;
  }

  /** Whether all destinations together have no more waiting than this. Asked for every item that comes in. */
  isWithin({ maxItems, maxBytes }: { maxItems: number; maxBytes: number }): boolean {
    let items = 0;
    let bytes = 0;
    for (const account of this.#page.accounts) {
      items += account.entry.pending;
      bytes += account.bytes;
    }
    return items <= maxItems && bytes <= maxBytes;
  }

  /** Dead letters of all destinations together. */
  get dead(): number {
    return this.#page.accounts.reduce((sum, { entry }) => sum + entry.dead, 0);
  }

  snapshot(): Ledger {
    return Object.fromEntries(
      this.#page.accounts.map(({ name, entry }) => [name, { ...entry, dropped: { ...entry.dropped } }]),
    );
  }
}

/** Counts an item that has come in. */
export function countItem(
  account: Account,
  { isReady, isBarrier: holdsBack, bytes }: { isReady: boolean; isBarrier: boolean; bytes: number },
): void {
  account.entry.pending++;
  account.bytes += bytes;
  if (isReady) {
    account.readyCount++;
    account.readyBytes += bytes;
  }
  if (holdsBack) account.barriers++;
}

function emptyPage(idPrefix: string): BooksPage {
  return { idPrefix, lastSeq: 0, lastRev: 0, latestMs: 0, persons: 0, marks: 0, accounts: [] };
}
