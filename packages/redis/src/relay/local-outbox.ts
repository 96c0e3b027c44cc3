import type {
  DeadLetter,
  DeadLetterFilter,
  Ledger,
  MaybePromise,
  Outbox,
  OutboxContext,
  OutboxEntry,
  PutResult,
} from "@bot-tracker/core";
import { destinationsBehind } from "@bot-tracker/core/outbox-kit";
import { localLedger } from "./local-ledger.ts";
import { type ReachableStore, Relay } from "./relay.ts";
import { unwrapResult, wrapEntry } from "./wrapped-entry.ts";
export interface LocalOutboxParts {
  openLocal(): Outbox;
  ports: Pick<OutboxContext["ports"], "nowMs" | "steadyMs" | "setTimer" | "soon">;
  messages: Pick<OutboxContext["messages"], "error" | "warn" | "forget">;
}

interface Opened {
  local: Outbox;
  relay: Relay;
}

/** What this process recorded and is not in Redis yet: an ordinary outbox, and the relay that empties it. */
export class LocalOutbox {
  readonly #parts: LocalOutboxParts;
  #opened: Opened | undefined;
  #reached: ReachableStore | undefined;
  #isClosed = false;

  constructor(parts: LocalOutboxParts) {
    this.#parts = parts;
  }

  /** Opens the local outbox, from where what is in it is moved. Otherwise the first `put` opens it. */
  open(): Opened {
    if (this.#opened !== undefined) return this.#opened;
    const { openLocal, ports, messages } = this.#parts;
    const local = openLocal();
    const opened = { local, relay: new Relay({ local, ports, messages }) };
    this.#opened = opened;
    if (this.#reached !== undefined) opened.relay.start(this.#reached);
    return opened;
  }

  /**
   * As quick as the local outbox. How Redis takes it (as a stop that changes nothing, for example) is not known yet.
   */
  put(entry: OutboxEntry, nowMs: number): MaybePromise<PutResult> {
    if (this.#isClosed) return Promise.reject(new Error("the outbox is closed"));
    const { local } = this.open();
    const result = local.put({ items: [{ kind: "deliver", delivery: wrapEntry(entry, nowMs) }] }, nowMs);
    return result instanceof Promise ? result.then((known) => unwrapResult(entry, known)) : unwrapResult(entry, result);
  }

  /** Redis can be used. */
  start(reached: ReachableStore): void {
    this.#reached = reached;
    this.#opened?.relay.start(reached);
  }

  /** Redis can no longer be used. */
  stop(): void {
    this.#reached = undefined;
    this.#opened?.relay.stop();
  }

  /** Redis has lost its data while it could be used. */
  moveAgain(): void {
    this.#opened?.relay.moveAgain();
  }

  /** The ledger of what Redis knows nothing of. */
  ledger(): Ledger {
    if (this.#opened === undefined) return {};
    const { local, relay } = this.#opened;
    const ledger = local.ledger();
    return localLedger(ledger, (destination) => relay.inRedis(destination, ledger[destination]?.delivered ?? 0));
  }

  /** How many of a destination's deliveries are in Redis and still here. */
  carried(destination: string): number {
    if (this.#opened === undefined) return 0;
    const { local, relay } = this.#opened;
    let count = 0;
    for (const [name, { delivered }] of Object.entries(local.ledger())) {
      const own = (destinationsBehind(name) ?? [name]).filter((each) => each === destination);
      count += own.length * relay.inRedis(name, delivered);
    }
    return count;
  }

  /** When the oldest delivery that waits here for a destination was recorded. */
  oldestPendingAt(destination: string): number | undefined {
    if (this.#opened === undefined) return undefined;
    const { local, relay } = this.#opened;
    let oldestAtMs: number | undefined;
    for (const [name, { pending, delivered }] of Object.entries(local.ledger())) {
      const isTheirs = (destinationsBehind(name) ?? [name]).includes(destination);
      if (!isTheirs || pending <= relay.inRedis(name, delivered)) continue;
      const atMs = local.oldestPendingAt(name);
      if (atMs !== undefined) oldestAtMs = Math.min(atMs, oldestAtMs ?? atMs);
    }
    return oldestAtMs;
  }

  /** Resolves when everything recorded here is in Redis, or when `over` does. */
  async emptied(over: Promise<void>): Promise<void> {
    let isOver = false;
    void over.then(() => {
      isOver = true;
    });
    this.#opened?.relay.hurry();
    while (!isOver && this.#opened !== undefined && !this.#opened.relay.isDone) {
      await Promise.race([this.#opened.relay.changed(), over]);
    }
  }

  /**
   * Forgets a person in Redis, with `purgeThere`, and then here, while nothing is on its way from here to there. Gives
   * the number of deliveries that were dropped.
   */
  async purgeUser(userId: string, purgeThere: () => Promise<number>): Promise<number> {
    if (this.#opened === undefined) return purgeThere();
    const { local, relay } = this.#opened;
    return relay.alone(async () => {
      // Redis first: where it does not answer, nothing is changed here either.
      const there = await purgeThere();
      await relay.settleUser(userId);
      const before = this.#purged();
      await local.purgeUser(userId);
      return there + this.#purged() - before;
    });
  }

  /** Dead letters from before there was a Redis. One that is retried is moved. */
  async deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    const letters = await this.#opened?.local.deadLetters(filter);
    return letters?.filter(({ destination }) => destinationsBehind(destination) === undefined) ?? [];
  }

  async retryDead(id: string, nowMs: number, body?: string): Promise<boolean> {
    return (await this.#opened?.local.retryDead(id, nowMs, body)) ?? false;
  }

  async dropDead(id: string): Promise<boolean> {
    return (await this.#opened?.local.dropDead(id)) ?? false;
  }

  /** Stops moving. Resolves when what is on its way has arrived. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opened?.relay.close();
  }

  /** Closes the local outbox, and says what is lost where that was only memory. */
  async closeLocal(): Promise<void> {
    this.#isClosed = true;
    if (this.#opened === undefined) return;
    const { local } = this.#opened;
    const lost = Object.values(this.ledger()).reduce((sum, { pending }) => sum + pending, 0);
    if (lost > 0 && local.kind === "memory") {
      this.#parts.messages.warn(
        "lost",
        `${lost === 1 ? "1 delivery was" : `${lost} deliveries were`} lost when the process ended: Redis was unavailable, ` +
          "and there was no file to keep them in.",
      );
    }
    await local.close();
  }

  #purged(): number {
    return Object.values(this.ledger()).reduce((sum, { dropped }) => sum + dropped.purged, 0);
  }
}
