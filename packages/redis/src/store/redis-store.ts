import type {
  ChooseLease,
  DeadLetter,
  DeadLetterFilter,
  Delivery,
  LeaseRequest,
  Ledger,
  NextUp,
  OutboxEntry,
  Person,
  PutResult,
  QuotaLimits,
  ReadyListener,
  RequestEnd,
  Settlement,
  SlotGrant,
} from "@bot-tracker/core";
import { type ForgottenUser, LEASE_LOST } from "@bot-tracker/core/outbox-kit";
import { type DeliveryRow, toDeadLetter } from "./delivery-row.ts";
import { everyDelivery } from "./every-delivery.ts";
import { forgetPerson } from "./forget-person.ts";
import { KnownNext } from "./known-next.ts";
import { readPutAnswers } from "./put-answers.ts";
import { type PutEntry, putArguments } from "./put-arguments.ts";
import { PutSteps } from "./put-steps.ts";
import { RedisQuota } from "./quota/redis-quota.ts";
import { readPerson } from "./read-person.ts";
import { REST_AFTER_RESTART_MS, Recovery } from "./recovery/recovery.ts";
import { RedisLeases } from "./redis-leases.ts";
import type { RedisStoreParts } from "./redis-store-parts.ts";
import type { MovedEntry, SharedStore } from "./shared-store.ts";
import type { ScriptName } from "./store-lua.ts";
import { type StoreReply, toWake } from "./store-reply.ts";
import { StoreScripts } from "./store-scripts.ts";
import { StoreView } from "./store-view.ts";

const LOST = JSON.stringify(LEASE_LOST);

/** A process that says nothing for so long has died. A busy one may miss several of its moments. */
const ALIVE_MS = 5_000;
/** If nobody says anything for so long, Redis was away, and they have this long to come back to it. */
const PARDON_MS = 7_000;
/** Entries that are moved in one step. While it lasts nobody else is answered, so it has to stay short: some 2 ms. */
const MOVED_PER_STEP = 50;

/** After these, what is known of what comes next still holds, but for what their answers say. */
const KEEPS_NEXT: ReadonlySet<ScriptName> = new Set([
  "put",
  "next",
  "lease",
  "settle",
  "deadLetters",
  "refresh",
  "beat",
]);

/** The outbox that all machines share: each call is one script on the Redis server. */
export class RedisStore implements SharedStore {
  readonly kind = "redis";
  readonly channel: string;
  readonly #parts: RedisStoreParts;
  readonly #quota: RedisQuota;
  readonly #scripts: StoreScripts;
  readonly #view: StoreView;
  readonly #recovery: Recovery;
  readonly #knownNext = new KnownNext();
  readonly #leases: RedisLeases;
  readonly #puts: PutSteps;
  /** The data that this process has last reported to. */
  #reportedTo = "";

  constructor(parts: RedisStoreParts) {
    const { client, scope, clock, news, ports } = parts;
    this.#parts = parts;
    this.channel = `${scope}ready`;
    this.#scripts = new StoreScripts(parts);
    this.#view = new StoreView(news);
    this.#view.onReady((destination) => this.#knownNext.forget(destination));
    this.#recovery = new Recovery(parts);
    this.#leases = new RedisLeases({
      ports,
      knownNext: this.#knownNext,
      recovery: this.#recovery,
      newId: () => this.#scripts.newId(),
      run: (name, nowMs, args) => this.#run(name, nowMs, args),
      leaseWithPut: (...lease) => this.#puts.join(...lease),
    });
    this.#puts = new PutSteps({
      run: (...step) => this.#scripts.run(...step),
      learn: (reply) => this.#view.learn(reply, false),
      announce: (destination, mostValuable) => this.#view.announce(destination, mostValuable),
    });
    this.#quota = new RedisQuota({
      client,
      scope,
      clock,
      news,
      ports,
      newSlot: () => this.#scripts.newId(),
      process: parts.idPrefix,
    });
  }

  async put(entry: OutboxEntry, nowMs: number): Promise<PutResult> {
    const [result] = await this.#put(
      [{ entry, how: "put", recordedAtMs: nowMs, baseId: this.#scripts.newId() }],
      nowMs,
    );
    return result ?? { statuses: [], overflowed: [] };
  }

  /** Some at a time, pipelined: Redis takes them in this order. */
  async move(entries: readonly MovedEntry[]): Promise<readonly PutResult[]> {
    // Of more, whoever sends has enough for long.
    if (entries.length > 0 && entries.length <= MOVED_PER_STEP)
      return this.#noteLeft(await this.#puts.put(entries.map(toPutEntry), latestOf(entries)));
    const steps: Promise<PutResult[]>[] = [];
    for (let from = 0; from < entries.length; from += MOVED_PER_STEP) {
      const some = entries.slice(from, from + MOVED_PER_STEP);
      steps.push(this.#put(some.map(toPutEntry), latestOf(some)));
    }
    return (await Promise.all(steps)).flat();
  }

  async acknowledge(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#parts.client.hdel(`${this.#parts.scope}moved`, ...ids);
  }

  next(destination: string, nowMs: number): Promise<NextUp> {
    return this.#leases.next(destination, nowMs);
  }

  lease(request: LeaseRequest): Promise<readonly Delivery[]> {
    return this.#leases.lease(request);
  }

  claim(destination: string, nowMs: number, choose: ChooseLease): Promise<readonly Delivery[]> {
    return this.#leases.claim(destination, nowMs, choose);
  }

  /** See `RedisLeases.renew`. */
  renew(ids: readonly string[], leaseMs: number, nowMs: number): Promise<readonly string[]> {
    return this.#leases.renew(ids, leaseMs, nowMs);
  }

  settle(settlements: readonly Settlement[], nowMs: number): Promise<void> {
    return this.#leases.settle(settlements, nowMs);
  }

  async takeSlot(limits: QuotaLimits, urgent: boolean, steadyMs: number): Promise<SlotGrant> {
    const restMs = this.#recovery.restMs;
    if (restMs > 0) return { granted: false, atMs: steadyMs + restMs };
    return this.#quota.take(limits, urgent, steadyMs);
  }

  async endSlot(slot: string, end: RequestEnd, steadyMs: number): Promise<void> {
    await this.#quota.end(slot, end, steadyMs);
    this.#recovery.told({ slot, end });
  }

  quotaUsed(limits: QuotaLimits, steadyMs: number): readonly number[] {
    return this.#quota.used(limits, steadyMs);
  }

  async person(botId: string, userId: string): Promise<Person | undefined> {
    const { client, scope } = this.#parts;
    return readPerson(await client.hget(`${scope}persons`, `${botId}:${userId}`));
  }

  ledger(): Ledger {
    return this.#view.ledger();
  }

  oldestPendingAt(destination: string): number | undefined {
    return this.#view.oldestPendingAt(destination);
  }

  async deadLetters({ destination = "", limit = 100 }: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    const { result } = await this.#run("deadLetters", undefined, [destination, limit]);
    return (result as DeliveryRow[]).map(toDeadLetter);
  }

  async retryDead(id: string, nowMs: number, body?: string): Promise<boolean> {
    const mended = body === undefined ? [0, ""] : [1, body];
    const { result } = await this.#run("retryDead", nowMs, [id, ...mended]);
    return result === 1;
  }

  async dropDead(id: string): Promise<boolean> {
    const { result } = await this.#run("dropDead", undefined, [id]);
    return result === 1;
  }

  /** Drops a queued delivery, counted as `purged`. False: there is none, or it is being sent or dead. */
  async dropWaiting(id: string): Promise<boolean> {
    const { result } = await this.#run("dropWaiting", undefined, [id]);
    return result === 1;
  }

  async purgeUser(userId: string): Promise<number> {
    return (await this.forgetUser(userId)).deliveries;
  }

  /** The same, with the number of what else was known of them. */
  async forgetUser(userId: string): Promise<ForgottenUser> {
    const { client, scope } = this.#parts;
    await this.#run("markPurged", undefined, [userId]);
    let deliveries = 0;
    for await (const ids of everyDelivery(client, scope)) {
      const { result } = await this.#run("purge", undefined, [userId, ...ids]);
      deliveries += Number(result);
    }
    return { deliveries, remembered: await forgetPerson(client, scope, userId) };
  }

  onReady(listener: ReadyListener): void {
    this.#view.onReady(listener);
  }

  hear(message: string): void {
    const [sender, rank, ...name] = message.split(" ");
    if (sender !== this.#parts.idPrefix) this.#view.wake(toWake(name.join(" "), Number(rank)));
  }

  get isSending(): boolean {
    return this.#leases.isSending || this.#quota.isSending;
  }

  lookAgain(): void {
    this.#knownNext.forgetAll();
  }

  async refresh(): Promise<void> {
    await Promise.all([this.#run("refresh", undefined, []), this.#quota.refresh()]);
  }

  async beat(): Promise<void> {
    await this.#run("beat", undefined, [LOST, ALIVE_MS, PARDON_MS]);
  }

  async resume(): Promise<void> {
    // A restarted Redis knows no script, and what is moved has to arrive in its order.
    await this.#scripts.load("put");
    await this.#recovery.resume({
      leases: () => this.#resumeLeases(),
      delivered: (ids) =>
        this.settle(
          ids.map((id) => ({ id, as: "delivered" })),
          this.#parts.ports.nowMs(),
        ),
      slotEnd: (slot, end) => this.#quota.endAgain(slot, end, this.#parts.ports.steadyMs()),
      takeBack: async (destination, calls) => {
        await this.#run("takeBack", undefined, [destination, ...calls]);
      },
    });
  }

  close(): void {
    this.#leases.close();
    this.#quota.close();
  }

  async #resumeLeases(): Promise<void> {
    const { ports } = this.#parts;
    const args = [this.#reportedTo, REST_AFTER_RESTART_MS, this.#scripts.newId(), ...this.#leases.held.flat()];
    const { epoch } = await this.#run("resume", ports.nowMs(), args);
    this.#reportedTo = epoch;
  }

  async #put(entries: readonly PutEntry[], nowMs: number): Promise<PutResult[]> {
    const { result } = await this.#run("put", nowMs, putArguments(entries));
    return this.#noteLeft(
      readPutAnswers(
        entries.map(({ entry }) => entry),
        result,
      ),
    );
  }

  /** What had to leave may be what was to come next, for whatever destination. */
  #noteLeft(results: PutResult[]): PutResult[] {
    for (const { overflowed } of results) {
      for (const { destination } of overflowed) this.#knownNext.forget(destination);
    }
    return results;
  }

  async #run(name: ScriptName, nowMs: number | undefined, args: readonly (string | number)[]): Promise<StoreReply> {
    this.#puts.sendOpen();
    if (!KEEPS_NEXT.has(name)) this.#knownNext.forgetAll();
    if (name === "next" || name === "lease") this.#puts.asks(String(args[1]));
    const reply = await this.#scripts.run(name, nowMs, args);
    this.#view.learn(reply, name === "refresh");
    return reply;
  }
}

function latestOf(entries: readonly MovedEntry[]): number {
  return Math.max(...entries.map(({ recordedAtMs }) => recordedAtMs));
}

function toPutEntry({ id, entry, recordedAtMs, wasAccepted }: MovedEntry): PutEntry {
  return { entry, how: wasAccepted === true ? "again" : "relayed", recordedAtMs, baseId: id };
}
