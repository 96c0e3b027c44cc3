import type { DatabaseSync, StatementSync } from "node:sqlite";
import { BoundedMap } from "../support/bounded-map.ts";
import { keyIdOf, shortenKey } from "./key-labels.ts";

/** A key as the tables have it. */
export interface KeyName {
  /** 12 hexadecimal digits of its hash. */
  readonly hash: string;
  /** As a person may see it; empty for the key that is none. */
  readonly label: string;
}

interface KnownKey extends KeyName {
  /** Only of a key that came in this process. */
  readonly whole?: string;
}

/**
 * Beyond that, keys of which nothing is kept are forgotten. So many are held in memory too: a key that was not used for
 * so long is known by its label from then on, as after a restart.
 */
const MAX_KEYS = 10_000;

/** The keys that were ever used. Whole ones are in the memory of this process alone. */
export class StoredKeys {
  readonly #find: StatementSync;
  readonly #name: StatementSync;
  readonly #insert: StatementSync;
  readonly #drop: StatementSync;
  readonly #setChatUrl: StatementSync;
  readonly #chatUrl: StatementSync;
  readonly #clearChatUrls: StatementSync;
  readonly #ids = new BoundedMap<string, number>(MAX_KEYS);
  readonly #known = new BoundedMap<number, KnownKey>(MAX_KEYS);
  readonly #countRows: StatementSync;
  /** Of the rows, or more. */
  #count: number;

  constructor(db: DatabaseSync) {
    this.#find = db.prepare("SELECT id, label FROM keys WHERE hash = ?");
    this.#name = db.prepare("SELECT hash, label FROM keys WHERE id = ?");
    this.#insert = db.prepare("INSERT INTO keys (hash, label) VALUES (?, ?) RETURNING id");
    this.#drop = db.prepare(`DELETE FROM keys WHERE chat_url = '' AND id NOT IN (
      SELECT key FROM requests UNION SELECT key FROM facts UNION SELECT key FROM people UNION SELECT key FROM marks
    ) RETURNING id`);
    this.#setChatUrl = db.prepare("UPDATE keys SET chat_url = ? WHERE id = ?");
    this.#chatUrl = db.prepare("SELECT chat_url FROM keys WHERE id = ?");
    this.#countRows = db.prepare("SELECT count(*) AS n FROM keys");
    this.#count = Number(this.#countRows.get()?.n);
    this.#clearChatUrls = db.prepare("UPDATE keys SET chat_url = '' WHERE chat_url <> ''");
  }

  /** `keys.id` of a key, which is entered where it is not there. Not to be called first within a transaction. */
  idOf(key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const hash = keyIdOf(key);
    const row = this.#find.get(hash);
    const label = key === "" ? "" : shortenKey(key);
    const id = Number(row === undefined ? this.#insert.get(hash, label)?.id : row.id);
    if (row === undefined) this.#count++;
    this.#ids.set(key, id);
    this.#known.set(id, { hash, label, whole: key });
    return id;
  }

  /** `keys.id` by the key's hash. */
  findByHash(hash: string): number | undefined {
    const id = this.#find.get(hash)?.id;
    return id === undefined ? undefined : Number(id);
  }

  nameOf(id: number): KeyName {
    return this.#lookUp(id);
  }

  /** The key itself, where it came in this process. */
  wholeOf(id: number): string | undefined {
    return this.#lookUp(id).whole;
  }

  /** The key itself where it came in this process, else its label. */
  shownOf(id: number): string {
    const { whole, label } = this.#lookUp(id);
    return whole ?? label;
  }

  chatUrlOf(id: number): string {
    return String(this.#chatUrl.get(id)?.chat_url ?? "");
  }

  setChatUrl(id: number, url: string): void {
    this.#setChatUrl.run(url, id);
  }

  clearChatUrls(): void {
    this.#clearChatUrls.run();
  }

  /**
   * Deletes the keys of which nothing is kept, if there are very many: somebody may be trying out keys. Returns 0, as
   * one call does it all.
   */
  dropUnused(): number {
    if (this.#count > MAX_KEYS) this.shed();
    return 0;
  }

  /** Deletes the keys of which nothing is kept. */
  shed(): void {
    const dropped = new Set(this.#drop.all().map(({ id }) => Number(id)));
    for (const id of dropped) this.#known.delete(id);
    for (const [key, id] of [...this.#ids.entries()]) if (dropped.has(id)) this.#ids.delete(key);
    this.#count = Number(this.#countRows.get()?.n);
  }

  #lookUp(id: number): KnownKey {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const row = this.#name.get(id);
    const found = { hash: String(row?.hash ?? ""), label: String(row?.label ?? "") };
    this.#known.set(id, found);
    return found;
  }
}
