import type {
  DeadLetter,
  DeadLetterFilter,
  Delivery,
  LeaseRequest,
  Ledger,
  NextUp,
  OutboxEntry,
  Ports,
  PutResult,
  PutStatus,
  QuotaLimits,
  ReadyListener,
  RequestEnd,
  Settlement,
  SlotGrant,
} from "@bot-tracker/core";
import { LEASE_LOST } from "@bot-tracker/core/tool-kit";
import type { Redis } from "ioredis";
import { type DeliveryRow, toDeadLetter, toDelivery } from "./delivery-row.ts";
import { forgetPerson } from "./forget-person.ts";
import { LEASE, NEXT, RENEW, SETTLE } from "./lua/hand-out.ts";
import { DISCARD, LETTERS, REVIVE } from "./lua/letters.ts";
import { PRELUDE } from "./lua/prelude.ts";
import { DROP_WAITING, LOOK, MARK_PURGED, PURGE } from "./lua/purge.ts";
import { PUT } from "./lua/put.ts";
import { putArguments } from "./put-arguments.ts";
import { RedisQuota } from "./quota/redis-quota.ts";
import { Script } from "./script.ts";
import type { MovedEntry, SharedStore, StoreNews } from "./shared-store.ts";
import { classOf, parseReply, type StoreReply, toWake } from "./store-reply.ts";

export interface StoreBounds {
  maxItems: number;
  maxBytes: number;
  maxDeadLetters: number;
}

export interface RedisStoreParts {
  /** Connected. Not closed by the store. */
  client: Redis;
  /** What all keys begin with, with a part in braces: `bot-tracker:{123}:`. */
  scope: string;
  /** Whose clock counts: Redis's own, or in tests with made-up times the caller's. */
  clock: "server" | "caller";
  bounds: StoreBounds;
  news: StoreNews;
  ports: Pick<Ports, "steadyMs" | "setTimer">;
  /** Unique for ever: begins the ids that this store gives. Letters and digits. */
  idPrefix: string;
}

const PAGE = 500;
const LOST = JSON.stringify(LEASE_LOST);

/** The outbox that all machines share: each call is one script on the Redis server. */
export class RedisStore implements SharedStore {
  readonly kind = "redis";
  readonly channel: string;
  readonly #parts: RedisStoreParts;
  readonly #quota: RedisQuota;
  readonly #scripts: Record<ScriptName, Script>;
  readonly #listeners: ReadyListener[] = [];
  #ledger: Ledger = {};
  readonly #oldestAtMs = new Map<string, number>();
  #epoch: string | undefined;
  #lastId = 0;

  constructor(parts: RedisStoreParts) {
    const { client, scope, clock, news, ports } = parts;
    this.#parts = parts;
    this.channel = `${scope}ready`;
    this.#quota = new RedisQuota({ client, scope, clock, news, ports, newSlot: () => this.#newId() });
    const adds = (text: string): Script => new Script(client, "adds", PRELUDE + text);
    const frees = (text: string): Script => new Script(client, "frees", PRELUDE + text);
    this.#scripts = {
      put: adds(PUT),
      next: frees(NEXT),
      lease: frees(LEASE),
      renew: frees(RENEW),
      settle: frees(SETTLE),
      letters: frees(LETTERS),
      revive: adds(REVIVE),
      discard: frees(DISCARD),
      purge: frees(PURGE),
      dropWaiting: frees(DROP_WAITING),
      markPurged: frees(MARK_PURGED),
      look: frees(LOOK),
    };
  }

  put(entry: OutboxEntry, nowMs: number): Promise<PutResult> {
    return this.#put(entry, nowMs, { recordedAtMs: nowMs, baseId: this.#newId() });
  }

  /** One script for each, all of them on their way at once: Redis takes them in this order. */
  move(entries: readonly MovedEntry[]): Promise<readonly PutResult[]> {
    return Promise.all(
      entries.map(({ id, entry, recordedAtMs }) =>
        this.#put(entry, recordedAtMs, { moveId: id, recordedAtMs, baseId: id }),
      ),
    );
  }

  async acknowledge(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#parts.client.hdel(`${this.#parts.scope}moved`, ...ids);
  }

  async next(destination: string, nowMs: number): Promise<NextUp> {
    const { result, nowMs: scriptMs } = await this.#run("next", nowMs, [LOST, destination]);
    const [kind, ...rest] = result as [NextUp["kind"], ...(string | number)[]];
    const [first, count, bytes, oldestAtMs] = rest.map(Number);
    if (kind === "none") return { kind };
    if (kind === "later") return { kind, atMs: Number(first) + nowMs - scriptMs };
    return {
      kind,
      class: classOf(Number(first)),
      count: Number(count),
      bytes: Number(bytes),
      oldestAtMs: Number(oldestAtMs),
    };
  }

  async lease({ destination, maxItems, maxBytes, nowMs, leaseMs }: LeaseRequest): Promise<readonly Delivery[]> {
    const bytes = Math.min(maxBytes, Number.MAX_SAFE_INTEGER);
    const { result } = await this.#run("lease", nowMs, [LOST, destination, maxItems, bytes, leaseMs]);
    return (result as DeliveryRow[]).map(toDelivery);
  }

  /** For one whose sending takes longer than its lease. Gives the ids of those that are leased no more. */
  async renew(ids: readonly string[], leaseMs: number, nowMs: number): Promise<readonly string[]> {
    const { result } = await this.#run("renew", nowMs, [leaseMs, ...ids]);
    return result as string[];
  }

  async settle(settlements: readonly Settlement[], nowMs: number): Promise<void> {
    if (settlements.length === 0) return;
    await this.#run("settle", nowMs, [LOST, ...settlements.flatMap((each) => settleArguments(each, nowMs))]);
  }

  takeSlot(limits: QuotaLimits, urgent: boolean, steadyMs: number): Promise<SlotGrant> {
    return this.#quota.take(limits, urgent, steadyMs);
  }

  endSlot(slot: string, end: RequestEnd, steadyMs: number): Promise<void> {
    return this.#quota.end(slot, end, steadyMs);
  }

  quotaUsed(limits: QuotaLimits, steadyMs: number): readonly number[] {
    return this.#quota.used(limits, steadyMs);
  }

  ledger(): Ledger {
    return Object.fromEntries(
      Object.entries(this.#ledger).map(([name, entry]) => [name, { ...entry, dropped: { ...entry.dropped } }]),
    );
  }

  oldestPendingAt(destination: string): number | undefined {
    return this.#oldestAtMs.get(destination);
  }

  async deadLetters({ destination = "", limit = 100 }: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    const { result } = await this.#run("letters", undefined, [destination, limit]);
    return (result as DeliveryRow[]).map(toDeadLetter);
  }

  async retryDead(id: string, nowMs: number, body?: string): Promise<boolean> {
    const mended = body === undefined ? [0, ""] : [1, body];
    const { result } = await this.#run("revive", nowMs, [id, ...mended]);
    return result === 1;
  }

  async dropDead(id: string): Promise<boolean> {
    const { result } = await this.#run("discard", undefined, [id]);
    return result === 1;
  }

  /** Drops a delivery that waits; it is counted as `purged`. False: there is none, or it is being sent, or is dead. */
  async dropWaiting(id: string): Promise<boolean> {
    const { result } = await this.#run("dropWaiting", undefined, [id]);
    return result === 1;
  }

  async purgeUser(userId: string): Promise<number> {
    const { client, scope } = this.#parts;
    await this.#run("markPurged", undefined, [userId]);
    let purged = 0;
    const places = [...(await client.hkeys(`${scope}destinations`)).map((name) => `${name}:all`), "dead"];
    for (const place of places) {
      for await (const page of client.zscanStream(`${scope}${place}`, { count: PAGE })) {
        const ids = (page as string[]).filter((_, index) => index % 2 === 0);
        if (ids.length === 0) continue;
        const { result } = await this.#run("purge", undefined, [userId, ...ids]);
        purged += Number(result);
      }
    }
    await forgetPerson(client, scope, userId);
    return purged;
  }

  onReady(listener: ReadyListener): void {
    this.#listeners.push(listener);
  }

  hear(message: string): void {
    const [sender, rank, ...name] = message.split(" ");
    if (sender !== this.#parts.idPrefix) this.#wake([toWake(name.join(" "), Number(rank))]);
  }

  async refresh(): Promise<void> {
    await Promise.all([this.#run("look", undefined, []), this.#quota.refresh()]);
  }

  close(): void {
    this.#quota.close();
  }

  async #put(entry: OutboxEntry, nowMs: number, names: Parameters<typeof putArguments>[1]): Promise<PutResult> {
    const { result } = await this.#run("put", nowMs, putArguments(entry, names));
    const [kind, verdict, statuses, overflowed] = result as [string, string, PutStatus[], [string, number][]];
    if (kind === "moved") return { statuses: entry.items.map(() => "stored"), overflowed: [] };
    return {
      statuses,
      overflowed: overflowed.map(([destination, rank]) => ({ destination, class: classOf(rank) })),
      ...(verdict !== "" && { verdict: verdict as NonNullable<PutResult["verdict"]> }),
    };
  }

  async #run(name: ScriptName, nowMs: number | undefined, args: readonly (string | number)[]): Promise<StoreReply> {
    const { scope, clock, bounds, idPrefix } = this.#parts;
    const { maxItems, maxBytes, maxDeadLetters } = bounds;
    const ownClockMs = clock === "caller" && nowMs !== undefined ? nowMs : "";
    const head = [ownClockMs, this.#newId(), maxItems, maxBytes, maxDeadLetters, idPrefix];
    const reply = parseReply(await this.#scripts[name].run(scope, [...head, ...args]));
    this.#learn(reply);
    return reply;
  }

  #learn({ epoch, snapshots, wakes }: StoreReply): void {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#ledger = {};
      this.#oldestAtMs.clear();
      this.#parts.news.epoch(epoch);
    }
    for (const { destination, entry, oldestPendingAtMs } of snapshots) {
      this.#ledger[destination] = entry;
      if (oldestPendingAtMs === undefined) this.#oldestAtMs.delete(destination);
      else this.#oldestAtMs.set(destination, oldestPendingAtMs);
    }
    this.#wake(wakes);
  }

  #wake(wakes: StoreReply["wakes"]): void {
    for (const { destination, mostValuable } of wakes) {
      for (const listener of this.#listeners) listener(destination, mostValuable);
    }
  }

  #newId(): string {
    return `${this.#parts.idPrefix}${(++this.#lastId).toString(36)}`;
  }
}

type ScriptName =
  | "put"
  | "next"
  | "lease"
  | "renew"
  | "settle"
  | "letters"
  | "revive"
  | "discard"
  | "purge"
  | "dropWaiting"
  | "markPurged"
  | "look";

/** A time to wait until becomes one to wait for, because the server's clock may be another. */
function settleArguments(settlement: Settlement, nowMs: number): (string | number)[] {
  const { id, as } = settlement;
  if (as === "retry") return [id, as, Math.max(0, settlement.atMs - nowMs), settlement.answerLost ? 1 : 0];
  return as === "dead" ? [id, as, JSON.stringify(settlement.reason)] : [id, as];
}
