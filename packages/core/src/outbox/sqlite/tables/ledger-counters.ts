import type { DeliveryClass } from "../../delivery.ts";
import type { Ledger } from "../../ledger.ts";
import { takeTurn } from "../../rules/fair-shares.ts";
import type { SqliteDriver, Statement } from "../driver/sqlite-driver.ts";
import { type CountersPage, type DestinationCounters, emptyCounters, emptyPage, readPage } from "./counters-page.ts";
import { CLASS_COUNT, type DeliveryRow, isBarrierRank } from "./delivery-row.ts";
import { MAX_DESTINATIONS, placeAt, READY, WAITING } from "./place.ts";

/** So many new deliveries at most are left for `load` to count. */
const LARGEST_GAP = 1_000;

/**
 * The ledger and the counters of a file, kept in memory too: read again only when another process has written, and
 * written once per transaction.
 */
export class LedgerCounters {
  readonly #read: Statement<{ json: string }>;
  readonly #write: Statement<unknown>;
  readonly #name: Statement<unknown>;
  readonly #since: Statement<Pick<DeliveryRow, "seq" | "class" | "bytes" | "userId">>;
  readonly #personsSince: Statement<{ count: number; lastPlace: number | null }>;
  readonly #byName = new Map<string, DestinationCounters>();
  readonly #newPrefix: string;
  #page: CountersPage;
  #changed = false;
  #savedSeq = 0;
  /** The number that the last new person got. */
  #personSeq = 0;

  /** `newPrefix` is what a fresh file's ids begin with. */
  constructor(driver: SqliteDriver, newPrefix: string) {
    this.#read = driver.prepare("SELECT json FROM ledger_counters");
    this.#write = driver.prepare(
      "INSERT INTO ledger_counters VALUES (1, ?) ON CONFLICT DO UPDATE SET json = excluded.json",
    );
    this.#name = driver.prepare("INSERT OR REPLACE INTO destination VALUES (?, ?)");
    this.#since = driver.prepare("SELECT seq, class, bytes, userId FROM delivery WHERE place > ? AND place < ?");
    this.#personsSince = driver.prepare(
      "SELECT count(*) AS count, max(place) AS lastPlace FROM person WHERE place > ?",
    );
    this.#newPrefix = newPrefix;
    this.#page = emptyPage(newPrefix);
  }

  load(): void {
    const json = this.#read.get()?.json;
    this.#page = json === undefined ? emptyPage(this.#newPrefix) : pageOf(json);
    this.#changed = json === undefined;
    this.#byName.clear();
    for (const counters of this.#page.destinations) this.#byName.set(counters.name, counters);
    this.#savedSeq = this.#page.lastSeq;
    this.#personSeq = 0;
    // Every other change is written at once, so that these are all that came since, and all still there.
    for (const counters of this.#page.destinations) this.#countNew(counters);
    const { count, lastPlace } = this.#personsSince.get(this.#savedSeq) ?? { count: 0, lastPlace: null };
    this.#page.persons += count;
    this.#page.lastSeq = Math.max(this.#page.lastSeq, lastPlace ?? 0);
  }

  save(): void {
    const { lastSeq } = this.#page;
    // A version that does not look for new persons would give that number again: it looks for deliveries alone.
    const isPersonLast = lastSeq === this.#personSeq && lastSeq > this.#savedSeq;
    if (!this.#changed && !isPersonLast && lastSeq - this.#savedSeq < LARGEST_GAP) return;
    this.#write.write(JSON.stringify(this.#page));
    this.#changed = false;
    this.#savedSeq = this.#page.lastSeq;
  }

  #countNew(counters: DestinationCounters): void {
    for (const state of [READY, WAITING] as const) {
      for (let rank = 0; rank < CLASS_COUNT; rank++) {
        const after = placeAt(counters.id, state, rank, this.#savedSeq);
        for (const { seq, class: own, bytes, userId } of this.#since.all(
          after,
          placeAt(counters.id, state, rank + 1, 0),
        )) {
          counters.entry.accepted++;
          countDelivery(counters, {
            isReady: state === READY,
            isBarrier: userId !== null && isBarrierRank(own),
            bytes,
          });
          this.#page.lastSeq = Math.max(this.#page.lastSeq, seq);
        }
      }
    }
  }

  /** To be read only: what is to be changed is asked for with `open` or `countersOf`. */
  find(destination: string): DestinationCounters | undefined {
    return this.#byName.get(destination);
  }

  /** What is counted for a destination, to be changed; begun where nothing is yet. */
  open(destination: string): DestinationCounters {
    this.#changed = true;
    return this.countersOf(destination);
  }

  /**
   * The same where nothing but new deliveries are added. They need not be written here: `load` finds in the table what
   * came after the last number that was written.
   */
  countersOf(destination: string): DestinationCounters {
    const known = this.#byName.get(destination);
    if (known !== undefined) return known;
    this.#changed = true;
    const id = this.#page.destinations.length + 1;
    if (id > MAX_DESTINATIONS) throw new Error(`one outbox serves ${MAX_DESTINATIONS} destinations at most`);
    const counters = emptyCounters(id, destination);
    this.#name.write(id, destination);
    this.#page.destinations.push(counters);
    this.#byName.set(destination, counters);
    return counters;
  }

  /** The counters of a row, to be changed. */
  openById(id: number): DestinationCounters {
    this.#changed = true;
    const counters = this.#page.destinations[id - 1];
    if (counters === undefined) throw new Error(`no destination has the number ${id}`);
    return counters;
  }

  /** A delivery of this class is being sent. */
  takeTurn(counters: DestinationCounters, name: DeliveryClass): void {
    this.#changed = true;
    counters.turns = takeTurn(counters.turns, name);
  }

  nameOf(id: number): string {
    return this.#page.destinations[id - 1]?.name ?? "";
  }

  get destinations(): readonly DestinationCounters[] {
    return this.#page.destinations;
  }

  /** Whether deliveries have come in since the counters were written. */
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

  /** The page as it stands in the file from now on. For use inside a transaction. */
  written(): CountersPage {
    this.#changed = true;
    this.save();
    return this.#page;
  }

  /** Another file's rows have come into this one: what it has numbered and seen is behind what comes. */
  passOver(page: Pick<CountersPage, "lastRev" | "latestMs"> | undefined): void {
    this.#changed = true;
    this.#page.lastRev = Math.max(this.#page.lastRev, page?.lastRev ?? 0);
    this.#page.latestMs = Math.max(this.#page.latestMs, page?.latestMs ?? 0);
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

  /** `place` is the number that somebody new got. Needs no write: `load` finds those who came later than what was written. */
  addPerson(place: number): void {
    this.#page.persons++;
    this.#personSeq = place;
  }

  removePersons(count: number): void {
    if (count === 0) return;
    this.#changed = true;
    this.#page.persons -= count;
  }

  get dedupeKeys(): number {
    return this.#page.dedupeKeys;
  }

  addDedupeKeys(count: number): void {
    // Not worth a write of its own: it only says when there are too many.
    this.#page.dedupeKeys += count;
  }

  /** Whether all destinations together have no more waiting than this. Asked for every delivery that comes in. */
  isWithin({ maxItems, maxBytes }: { maxItems: number; maxBytes: number }): boolean {
    let items = 0;
    let bytes = 0;
    for (const counters of this.#page.destinations) {
      items += counters.entry.pending;
      bytes += counters.bytes;
    }
    return items <= maxItems && bytes <= maxBytes;
  }

  /** Dead letters of all destinations together. */
  get dead(): number {
    return this.#page.destinations.reduce((sum, { entry }) => sum + entry.dead, 0);
  }

  snapshot(): Ledger {
    return Object.fromEntries(
      this.#page.destinations.map(({ name, entry }) => [name, { ...entry, dropped: { ...entry.dropped } }]),
    );
  }
}

/** Counts a delivery that has come in. */
export function countDelivery(
  counters: DestinationCounters,
  { isReady, isBarrier: holdsBack, bytes }: { isReady: boolean; isBarrier: boolean; bytes: number },
): void {
  counters.entry.pending++;
  counters.bytes += bytes;
  if (isReady) {
    counters.readyCount++;
    counters.readyBytes += bytes;
  }
  if (holdsBack) counters.barriers++;
}

/** @throws if it is no page; one that SQLite reads whole was written whole */
function pageOf(json: string): CountersPage {
  const page = readPage(json);
  if (page === undefined) throw new Error("the counters of the outbox cannot be read");
  return page;
}
