import type { SlotGrant } from "../../outbox.ts";
import type { RequestEnd } from "../../request-end.ts";
import { longestServerDelayMs, type QuotaLimits } from "../../rules/quota.ts";
import { SLOT_MS } from "../../rules/slot-times.ts";
import type { SqliteDriver, Statement } from "../driver/sqlite-driver.ts";
import type { Holders } from "./holders.ts";
import type { LedgerCounters } from "./ledger-counters.ts";
import { importedSlot, OPEN, type QuotaSlotRow, toColumns, toSlot } from "./quota-slot-row.ts";
import { QuotaUse, type Slot, type SlotState } from "./quota-use.ts";

const PRUNE_EVERY = 64;
const RENEW_WITHIN_MS = SLOT_MS / 2;
/** No window is longer than this for a key that nobody uses any more. */
const FORGOTTEN_MS = 3_456_000_000;

const STATE_AFTER: Record<RequestEnd, SlotState> = { answered: "ended", lost: "lost", "never-sent": "cancelled" };

/** A slot as this process knows it; `rev` is missing while it could not be written. */
interface OwnSlot extends Slot {
  rev?: number;
  limits: QuotaLimits;
}

/**
 * The use of every key's quota: in rows that all processes share, and in memory for a quick answer. `rev` numbers the
 * changes, so that only what is new has to be read.
 */
export class QuotaSlots {
  readonly #ledger: LedgerCounters;
  readonly #holders: Holders;
  readonly #insert: Statement<unknown>;
  readonly #change: Statement<unknown>;
  readonly #since: Statement<QuotaSlotRow>;
  readonly #openOf: Statement<QuotaSlotRow>;
  readonly #openAs: Statement<{ rev: number }>;
  readonly #prune: Statement<unknown>;
  readonly #pruneAll: Statement<unknown>;
  readonly #uses = new Map<string, QuotaUse>();
  /** Requests of this process that are under way. */
  readonly #own = new Map<number, OwnSlot>();
  /** What could not be written, and is to be with the next transaction. */
  readonly #unwritten = new Set<OwnSlot>();
  /** What the present transaction has written, with the `rev` that stands in the file if it is taken back. */
  readonly #touched = new Map<OwnSlot, number | undefined>();
  /** Of other processes, by the present transaction. */
  readonly #lost: Slot[] = [];
  #lastRev = 0;
  #committedRev = 0;
  #ended = 0;
  /** The latest moment that anybody told. */
  #steadyMs = 0;

  constructor(driver: SqliteDriver, ledger: LedgerCounters, holders: Holders) {
    this.#ledger = ledger;
    this.#holders = holders;
    this.#insert = driver.prepare(
      "INSERT INTO quota_slot (rev, slot, key, state, atMs, holder) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#change = driver.prepare("UPDATE quota_slot SET rev = ?, state = ?, atMs = ? WHERE rev = ?");
    this.#since = driver.prepare("SELECT * FROM quota_slot WHERE rev > ? ORDER BY rev");
    this.#openOf = driver.prepare(`SELECT * FROM quota_slot WHERE holder = ? AND state = ${OPEN}`);
    this.#openAs = driver.prepare(
      `SELECT rev FROM quota_slot WHERE slot = ? AND key = ? AND state = ${OPEN} ORDER BY rev DESC LIMIT 1`,
    );
    this.#prune = driver.prepare("DELETE FROM quota_slot WHERE key = ? AND atMs < ?");
    this.#pruneAll = driver.prepare("DELETE FROM quota_slot WHERE atMs < ?");
  }

  /** Takes in what other processes have written. */
  refresh(): void {
    for (const row of this.#since.all(this.#lastRev)) {
      this.#lastRev = row.rev;
      const slot = toSlot(row);
      const own = this.#own.get(slot.slot);
      if (own !== undefined && slot.state !== "open") this.#contradict(own);
      else this.#useOf(slot.key).note(slot, own !== undefined);
    }
    this.#committedRev = this.#lastRev;
  }

  /** When a slot will be free; `steadyMs` or earlier if one is. Changes nothing. */
  freeAt(limits: QuotaLimits, urgent: boolean, steadyMs: number): number {
    return this.#useOf(limits.key).freeAt(limits, urgent, steadyMs);
  }

  used(limits: QuotaLimits, steadyMs: number): number[] {
    return this.#useOf(limits.key).used(limits, steadyMs);
  }

  /** Inside a transaction, or, with `unwritten`, while the file takes nothing. */
  take(limits: QuotaLimits, urgent: boolean, steadyMs: number, unwritten?: { random(): number }): SlotGrant {
    const atMs = this.freeAt(limits, urgent, steadyMs);
    if (atMs > steadyMs) return { granted: false, atMs };
    // A negative number is nobody else's in the file.
    const slot = unwritten === undefined ? this.#ledger.nextRev() : -1 - Math.floor(unwritten.random() * 2 ** 50);
    const own: OwnSlot = { slot, key: limits.key, state: "open", atMs: steadyMs + SLOT_MS, limits };
    this.#own.set(slot, own);
    this.#useOf(limits.key).note(own, true);
    if (unwritten === undefined) this.#write(own, slot);
    else this.#unwritten.add(own);
    return { granted: true, slot: String(slot) };
  }

  /** Known at once, and written with the next transaction: an end that is told late only makes others wait longer. */
  end(slot: string, end: RequestEnd, steadyMs: number): void {
    const own = this.#own.get(Number(slot)) ?? this.#own.get(importedSlot(Number(slot)));
    if (own === undefined) return;
    this.#steadyMs = Math.max(this.#steadyMs, steadyMs);
    this.#own.delete(own.slot);
    own.state = STATE_AFTER[end];
    own.atMs = steadyMs;
    this.#useOf(own.key).note(own, true);
    this.#unwritten.add(own);
  }

  /**
   * The requests under way of a process that ended at `lostAtMs` have lost their answers. Gives their slots. Known here
   * when the transaction has come to its end.
   */
  lose(holder: string, lostAtMs: number): Set<string> {
    const rows = this.#openOf.all(holder);
    for (const row of rows) {
      const { slot, key, atMs } = toSlot(row);
      // One that lapsed before counts as lost already.
      if (atMs <= lostAtMs) continue;
      const lost: Slot = { slot, key, state: "lost", atMs: lostAtMs };
      this.#lastRev = this.#ledger.nextRev();
      this.#change.write(this.#lastRev, ...toColumns(lost), row.rev);
      this.#lost.push(lost);
    }
    return new Set(rows.map(({ slot }) => String(slot)));
  }

  /** Whether any request of a process is under way. */
  hasOpen(holder: string): boolean {
    return this.#openOf.get(holder) !== undefined;
  }

  /** Whether a request of this process is under way for so long that its slot has to be kept alive. */
  needRenewal(steadyMs: number): boolean {
    for (const own of this.#own.values()) if (this.#isNearEnd(own, steadyMs)) return true;
    return false;
  }

  renew(steadyMs: number): void {
    for (const own of this.#own.values()) {
      if (!this.#isNearEnd(own, steadyMs)) continue;
      own.atMs = steadyMs + SLOT_MS;
      this.#write(own, this.#ledger.nextRev());
    }
  }

  get hasUnwritten(): boolean {
    return this.#unwritten.size > 0;
  }

  /** Writes what is only known so far. */
  catchUp(): void {
    for (const own of this.#unwritten) {
      this.#write(own, this.#ledger.nextRev());
      if (++this.#ended % PRUNE_EVERY !== 0) continue;
      this.#prune.write(own.key, this.#steadyMs - countedMs(own.limits));
      this.#pruneAll.write(this.#steadyMs - FORGOTTEN_MS);
    }
    this.#unwritten.clear();
  }

  /** The transaction has come to its end. */
  committed(): void {
    this.#touched.clear();
    this.#committedRev = this.#lastRev;
    for (const lost of this.#lost.splice(0)) this.#useOf(lost.key).note(lost, false);
  }

  /** The transaction was taken back: a slot just taken in it is none, and all else is to be written later. */
  rolledBack(): void {
    this.#lost.length = 0;
    this.#lastRev = this.#committedRev;
    for (const [own, rev] of this.#touched) {
      if (rev !== undefined) own.rev = rev;
      else delete own.rev;
      const isFresh = rev === undefined && own.state === "open" && own.slot > 0;
      if (!isFresh) {
        this.#unwritten.add(own);
        continue;
      }
      this.#own.delete(own.slot);
      this.#useOf(own.key).note({ ...own, state: "cancelled" }, true);
    }
    this.#touched.clear();
  }

  /** Takes over what another file knew. */
  import(rows: Iterable<QuotaSlotRow>): void {
    for (const { slot, key, state, atMs, holder = null } of rows) {
      this.#insert.write(this.#ledger.nextRev(), importedSlot(slot), key, state, atMs, holder);
    }
    this.refresh();
  }

  /** Goes on with the requests that this process had under way when another file was in the place of this one. */
  takeOver(before: QuotaSlots): void {
    for (const { rev: _rev, ...known } of new Set([...before.#own.values(), ...before.#unwritten])) {
      const own: OwnSlot = { ...known, slot: importedSlot(known.slot) };
      // Were it written a second time, the first would stay open when it ends.
      const row = this.#openAs.get(own.slot, own.key);
      if (row !== undefined) own.rev = row.rev;
      if (own.state === "open") this.#own.set(own.slot, own);
      this.#useOf(own.key).note(own, true);
      if (row === undefined || own.state !== "open") this.#unwritten.add(own);
    }
  }

  #write(own: OwnSlot, rev: number): void {
    const columns = toColumns(own);
    if (!this.#touched.has(own)) this.#touched.set(own, own.rev);
    const isThere = own.rev !== undefined && this.#change.run(rev, ...columns, own.rev) === 1;
    if (!isThere) this.#insert.write(rev, own.slot, own.key, ...columns, this.#holders.own() ?? null);
    own.rev = rev;
    this.#lastRev = rev;
  }

  /** Another process took this one for dead. The request is under way, and counts as such again. */
  #contradict(own: OwnSlot): void {
    delete own.rev;
    this.#unwritten.add(own);
  }

  #isNearEnd(own: OwnSlot, steadyMs: number): boolean {
    return own.rev !== undefined && own.atMs - steadyMs < RENEW_WITHIN_MS;
  }

  #useOf(key: string): QuotaUse {
    let use = this.#uses.get(key);
    if (use === undefined) {
      use = new QuotaUse();
      this.#uses.set(key, use);
    }
    return use;
  }
}

/** How long after what a row says its request may still count. */
function countedMs(limits: QuotaLimits): number {
  return Math.max(...limits.windows.map(({ perMs }) => perMs)) + longestServerDelayMs(limits);
}
