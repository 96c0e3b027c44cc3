import type { ChooseLease, Delivery, LeaseRequest, NextUp, Settlement } from "@bot-tracker/core";
import { claimInSteps, LEASE_LOST } from "@bot-tracker/core/outbox-kit";
import { isTimeout } from "../connection/is-timeout.ts";
import { type DeliveryRow, toDelivery } from "./delivery-row.ts";
import type { KnownNext } from "./known-next.ts";
import type { Recovery } from "./recovery/recovery.ts";
import type { RedisStoreParts } from "./redis-store-parts.ts";
import { settleArguments } from "./settle-arguments.ts";
import { SettleGroups, type TimedSettlement } from "./settle-groups.ts";
import type { ScriptName } from "./store-lua.ts";
import type { StoreReply } from "./store-reply.ts";
import { toKnownNext } from "./to-known-next.ts";

export interface RedisLeasesParts {
  ports: Pick<RedisStoreParts["ports"], "steadyMs" | "soon">;
  knownNext: KnownNext;
  recovery: Pick<Recovery, "restMs" | "told" | "leaseLost">;
  /** A name that no call ever had. */
  newId(): string;
  run(name: ScriptName, nowMs: number | undefined, args: readonly (string | number)[]): Promise<StoreReply>;
  /** A lease in one step with what is about to be put for its destination; undefined: nothing is. */
  leaseWithPut(destination: string, nowMs: number, args: readonly (string | number)[]): Promise<StoreReply> | undefined;
}

interface Leased {
  deliveries: readonly Delivery[];
  /** What comes after them. */
  next: NextUp;
  /** Why one of those could not be settled that were told in the same step. */
  failure: Error | undefined;
}

type LeaseAnswer = [rows: DeliveryRow[], next: unknown, late: number, failure: string];

const LOST = JSON.stringify(LEASE_LOST);
/** Who sends one delivery after the other need not be told the ledger with each of them. */
const LEDGER_EVERY_MS = 100;

/** What this process sends: what comes next, what it has leased, and how that ended. */
export class RedisLeases {
  readonly #parts: RedisLeasesParts;
  readonly #settles: SettleGroups;
  /** What this process is sending, and when its lease ends by the steady clock. */
  readonly #held = new Map<string, number>();
  #ledgerToldAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: RedisLeasesParts) {
    this.#parts = parts;
    this.#settles = new SettleGroups({ tell: (timed) => this.#settle(timed), soon: parts.ports.soon });
  }

  get isSending(): boolean {
    return this.#held.size > 0;
  }

  /** What is being sent, each with the time that is left of its lease. */
  get held(): readonly (readonly [id: string, leftMs: number])[] {
    const steadyMs = this.#parts.ports.steadyMs();
    for (const [id, untilMs] of this.#held) if (untilMs <= steadyMs) this.#held.delete(id);
    return [...this.#held].map(([id, untilMs]) => [id, untilMs - steadyMs] as const);
  }

  async next(destination: string, nowMs: number): Promise<NextUp> {
    const { knownNext, recovery, run } = this.#parts;
    const { restMs } = recovery;
    if (restMs > 0) return { kind: "later", atMs: nowMs + restMs };
    const known = knownNext.find(destination, nowMs);
    if (known !== undefined) return known;
    const turn = knownNext.turnOf(destination);
    const { result, nowMs: scriptMs } = await run("next", nowMs, [LOST, destination]);
    const answer = toKnownNext(result, nowMs, scriptMs);
    if (answer.next.kind === "ready") knownNext.keep(destination, answer, turn);
    return answer.next;
  }

  async lease(request: LeaseRequest): Promise<readonly Delivery[]> {
    if (this.#parts.recovery.restMs > 0) return [];
    return (await this.#lease(request, [])).deliveries;
  }

  /**
   * In one step where it need not be known first what is ready: where it is known, or where as much would be leased of
   * anything. Only what batches wait for, and the places kept for starts and goals, depend on what that is.
   */
  async claim(destination: string, nowMs: number, choose: ChooseLease): Promise<readonly Delivery[]> {
    const { knownNext, recovery } = this.#parts;
    const { restMs } = recovery;
    // What is settled may be what the rest waits for.
    if (this.#settles.isWaiting && knownNext.find(destination, nowMs)?.kind !== "ready") knownNext.forget(destination);
    const known: NextUp | undefined =
      restMs > 0 ? { kind: "later", atMs: nowMs + restMs } : knownNext.find(destination, nowMs);
    const request = choose(known ?? leastReady(nowMs));
    if (request === undefined) {
      if (known !== undefined && !this.#settles.isWaiting) return [];
      // On one connection it is told before the next is asked for.
      this.#settles.tellNow();
      knownNext.forget(destination);
      return claimInSteps(this, destination, nowMs, choose);
    }
    const { deliveries, next } = await this.#settles.tellIn((settlements) => this.#lease(request, settlements));
    // Whatever was leased is sent, so that nothing else may be chosen any more.
    if (deliveries.length === 0) choose(next);
    return deliveries;
  }

  /** For a delivery that takes longer to send than its lease. Gives the ids of those that are no longer leased. */
  async renew(ids: readonly string[], leaseMs: number, nowMs: number): Promise<readonly string[]> {
    const { result } = await this.#parts.run("renew", nowMs, [leaseMs, ...ids]);
    return result as string[];
  }

  async settle(settlements: readonly Settlement[], nowMs: number): Promise<void> {
    if (settlements.length > 0) await this.#settles.settle(settlements, nowMs);
  }

  /** Tells Redis at once what is to be told. */
  close(): void {
    this.#settles.tellNow();
  }

  async #lease(request: LeaseRequest, settlements: readonly TimedSettlement[]): Promise<Leased> {
    const { knownNext, recovery, ports, newId, run, leaseWithPut } = this.#parts;
    const { destination, maxItems, maxBytes, nowMs, leaseMs } = request;
    const call = newId();
    const steadyMs = ports.steadyMs();
    const isLedgerTold = steadyMs - this.#ledgerToldAtMs >= LEDGER_EVERY_MS;
    if (isLedgerTold) this.#ledgerToldAtMs = steadyMs;
    this.#beforeSettling(settlements);
    const turn = knownNext.turnOf(destination);
    try {
      const ends = settlements.flatMap((each) => settleArguments(each.settlement, each.nowMs));
      const bytes = Math.min(maxBytes, Number.MAX_SAFE_INTEGER);
      const head = [LOST, destination, maxItems, bytes, leaseMs, call, isLedgerTold ? 1 : 0, ends.length];
      const [args, atMs] = [[...head, ...ends], latest(settlements, nowMs)];
      const reply = await (leaseWithPut(destination, atMs, args) ?? run("lease", atMs, args));
      const [rows, nextRow, late, failure] = reply.result as LeaseAnswer;
      if (failure === "") this.#settled(settlements, late);
      const deliveries = rows.map(toDelivery);
      const untilMs = ports.steadyMs() + leaseMs;
      for (const { id } of deliveries) this.#held.set(id, untilMs);
      const known = toKnownNext(nextRow, nowMs, reply.nowMs);
      // Nothing at all may mean that others were faster than what was known here.
      if (deliveries.length === 0) knownNext.forget(destination);
      else knownNext.keep(destination, known, turn);
      return { deliveries, next: known.next, failure: failure === "" ? undefined : new Error(failure) };
    } catch (error) {
      knownNext.forget(destination);
      recovery.leaseLost(destination, call);
      void this.#takeBack(destination, call);
      throw error;
    }
  }

  /**
   * Redis may have leased what nobody here has seen, and would keep it for as long as a lease: it answered too late, or
   * failed midway. On the same connection this comes after that. With a new one it is done when that begins.
   */
  async #takeBack(destination: string, call: string): Promise<void> {
    for (let isTooLate = true; isTooLate; ) {
      isTooLate = await this.#parts.run("takeBack", undefined, [destination, call]).then(() => false, isTimeout);
    }
  }

  async #settle(settlements: readonly TimedSettlement[]): Promise<void> {
    this.#beforeSettling(settlements);
    const { result: late } = await this.#parts.run(
      "settle",
      // Where the caller's clock counts, the latest of them tells what time it is.
      latest(settlements, Number.NEGATIVE_INFINITY),
      settlements.flatMap((each) => settleArguments(each.settlement, each.nowMs)),
    );
    this.#settled(settlements, Number(late));
  }

  #beforeSettling(settlements: readonly TimedSettlement[]): void {
    // Only Redis knows when the others come again.
    if (settlements.some(({ settlement }) => settlement.as !== "delivered")) this.#parts.knownNext.forgetAll();
  }

  #settled(settlements: readonly TimedSettlement[], late: number): void {
    // They were ready again, and what comes next may be known of them.
    if (late !== 0) this.#parts.knownNext.forgetAll();
    for (const { settlement } of settlements) this.#held.delete(settlement.id);
    const delivered = settlements.filter(({ settlement }) => settlement.as === "delivered");
    this.#parts.recovery.told(...delivered.map(({ settlement }) => ({ delivered: settlement.id })));
  }
}

/**
 * What leaves most to be decided by what it is: alone, just recorded, and of the least value. Whoever has leased by it
 * looks again at once: more starts than places may be ready.
 */
function leastReady(nowMs: number): NextUp {
  return { kind: "ready", class: "activity", count: 1, bytes: 1, oldestAtMs: nowMs, dueAtMs: nowMs };
}

function latest(settlements: readonly TimedSettlement[], nowMs: number): number {
  return Math.max(nowMs, ...settlements.map((each) => each.nowMs));
}
