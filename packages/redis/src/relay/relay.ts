import type { Delivery, Outbox, OutboxContext } from "@bot-tracker/core";
import type { SharedStore } from "../store/shared-store.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { Unsettled } from "./awaiting-persist.ts";
import { Backoff } from "./backoff.ts";
import { Carrier } from "./batch-transfer.ts";
import { leaseBatch, lookFor } from "./lease-batch.ts";
import { MoverLock } from "./relay-lock.ts";

export interface MoverParts {
  local: Outbox;
  ports: Pick<OutboxContext["ports"], "nowMs" | "steadyMs" | "setTimer" | "soon">;
  messages: Pick<OutboxContext["messages"], "error" | "warn" | "forget">;
}

/** A mover's way to Redis, from when Redis can be used until it no longer can. */
interface Passage {
  store: SharedStore;
  /** A connection that is lost is known to be before anybody is told. */
  isReachable(): boolean;
  isOver: boolean;
}

/** Twice as many would be hardly faster, and would keep the bot waiting for twice as long. */
const LARGEST_BATCH = 200;
const LOOK_AGAIN_MS = 1_000;

/**
 * Carries what is recorded in the local outbox to Redis, each once, what is worth most first. It sleeps until the local
 * outbox says that there is something.
 */
export class Mover {
  readonly #parts: MoverParts;
  readonly #unsettled: Unsettled;
  readonly #carrier: Carrier;
  readonly #lock: MoverLock;
  readonly #acknowledgements = new Acknowledgements();
  readonly #destinations = new Set<string>();
  readonly #backoff = new Backoff();
  #passage: Passage | undefined;
  #isWaking = false;
  #isAwake = false;
  #lookAgain = false;
  #isResting = false;
  #batchSize = LARGEST_BATCH;
  #cancelTimer = (): void => {};
  /** What is to be done between two batches. */
  #between: (() => Promise<void>)[] = [];
  #onChange: (() => void)[] = [];
  #losses = 0;
  #isClosed = false;

  constructor(parts: MoverParts) {
    this.#parts = parts;
    this.#lock = new MoverLock(parts);
    this.#unsettled = new Unsettled({ ...parts, settled: (ids) => this.#settled(ids) });
    this.#carrier = new Carrier({ ...parts, unsettled: this.#unsettled });
    parts.local.onReady((destination) => {
      this.#destinations.add(destination);
      this.#wake();
    });
  }

  /** Redis can be used. */
  start(reached: Pick<Passage, "store" | "isReachable">): void {
    this.#passage = { ...reached, isOver: false };
    this.#unsettled.forgetDoubts();
    this.#calm();
    void this.#acknowledgements.tell(reached.store);
    this.#wake();
  }

  /** Redis can no longer be used: what it may lose now is moved again when it is back. */
  stop(): void {
    if (this.#passage !== undefined) this.#passage.isOver = true;
    this.#passage = undefined;
    this.#cancelTimer();
    void this.#giveBack();
  }

  /** Redis has lost its data under the open link. */
  moveAgain(): void {
    this.#losses++;
    void this.#giveBack().then(() => {
      this.#unsettled.forgetDoubts();
      this.#wake();
    });
  }

  /** How many of those that the local ledger counts as waiting are in Redis's ledger; see `Unsettled.countIn`. */
  inRedis(destination: string, delivered: number): number {
    return this.#unsettled.countIn(destination, delivered);
  }

  /** Whether everything recorded here is in Redis. */
  get isDone(): boolean {
    return Object.entries(this.#parts.local.ledger()).every(
      ([name, { pending, delivered }]) => pending <= this.inRedis(name, delivered),
    );
  }

  /** Runs `task` while nothing is on its way to Redis. */
  alone<T>(task: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#between.push(() => task().then(resolve, reject));
      this.#run();
    });
  }

  /** For `alone`: what Redis has of a user's is settled here. */
  settleUser(userId: string): Promise<void> {
    return this.#unsettled.settleUser(userId);
  }

  /** Resolves when something has changed that `isDone` may depend on. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#onChange.push(resolve));
  }

  /** Moves nothing any more. Resolves when what was under way is settled. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer();
    await this.alone(() => this.#giveBack());
  }

  /** Soon, and not inside the bot's own call. */
  #wake(): void {
    this.#lookAgain = true;
    if (this.#isAwake || this.#isWaking || !this.#mayMove()) return;
    this.#isWaking = true;
    this.#parts.ports.soon(() => {
      this.#isWaking = false;
      this.#run();
    });
  }

  #run(): void {
    if (this.#isAwake) return;
    this.#isAwake = true;
    void this.#work().finally(() => {
      this.#isAwake = false;
      this.#tellChange();
      // Something came in the moment between.
      if (this.#between.length > 0 || (this.#lookAgain && this.#mayMove())) this.#run();
    });
  }

  async #work(): Promise<void> {
    do {
      for (let task = this.#between.shift(); task !== undefined; task = this.#between.shift()) await task();
      this.#lookAgain = false;
      try {
        while (this.#between.length === 0 && (await this.#moveBatch())) this.#tellChange();
      } catch (error) {
        // The local outbox failed. Whatever it was, it must not end the moving for good.
        this.#rest(error, this.#batchSize * 2);
      }
    } while (this.#between.length > 0 || (this.#lookAgain && this.#mayMove()));
  }

  #mayMove(): boolean {
    return this.#passage !== undefined && !this.#isClosed && !this.#isResting;
  }

  /** Whether there may be more to move at once. */
  async #moveBatch(): Promise<boolean> {
    const { local, ports } = this.#parts;
    const passage = this.#passage;
    if (passage === undefined || !this.#mayMove()) return false;
    const { ready, againAtMs } = await lookFor(local, this.#destinations, ports.nowMs());
    if (ready.length === 0) {
      if (Number.isFinite(againAtMs)) this.#wakeIn(againAtMs - ports.nowMs());
      return false;
    }
    const lock = await this.#lock.take(ready.reduce((sum, { count }) => sum + count, 0));
    if (lock.kind === "wait") {
      this.#wakeIn(lock.forMs);
      return false;
    }
    try {
      const leasedAtMs = ports.nowMs();
      const leased = await leaseBatch(local, this.#destinations, { maxItems: this.#batchSize, nowMs: leasedAtMs });
      if (leased.length > 0) return await this.#move(leased, leasedAtMs, passage);
      // Another process was faster, or time was.
      this.#wakeIn(LOOK_AGAIN_MS);
      return false;
    } finally {
      await lock.release();
    }
  }

  async #move(leased: readonly Delivery[], leasedAtMs: number, passage: Passage): Promise<boolean> {
    const losses = this.#losses;
    const carried = await this.#carrier.carry(leased, {
      store: passage.store,
      leasedAtMs,
      isAway: () => passage.isOver || !passage.isReachable(),
      // Redis went away, or lost its data, while it answered.
      isDoubtful: () => passage.isOver || this.#isClosed || losses !== this.#losses,
    });
    if (carried.kind === "refused") this.#rest(carried.error, carried.count);
    if (carried.kind !== "carried") return false;
    if (carried.count > 0) {
      this.#calm();
      this.#batchSize = Math.min(this.#batchSize * 2, LARGEST_BATCH);
    }
    return true;
  }

  /** Something refuses `count` deliveries together: fewer of them are tried after a while. */
  #rest(error: unknown, count: number): void {
    if (this.#isClosed) return;
    const { ports, messages } = this.#parts;
    messages.error(
      "redis-move",
      `What was recorded could not be moved to Redis (${textOf(error)}). It is kept here, is not sent meanwhile, and is ` +
        "tried again.",
    );
    this.#batchSize = Math.max(1, Math.floor(count / 2));
    this.#isResting = true;
    this.#cancelTimer();
    this.#cancelTimer = ports.setTimer(
      () => {
        this.#isResting = false;
        this.#wake();
      },
      this.#backoff.next(),
      false,
    );
  }

  /** All is well. */
  #calm(): void {
    this.#isResting = false;
    this.#backoff.reset();
    this.#parts.messages.forget("redis-move");
  }

  /** The local outbox has forgotten these for good; something may have waited behind one of them. */
  #settled(ids: readonly string[]): void {
    this.#wake();
    this.#acknowledgements.add(ids);
    if (this.#passage !== undefined) void this.#acknowledgements.tell(this.#passage.store);
    this.#tellChange();
  }

  async #giveBack(): Promise<void> {
    try {
      await this.#unsettled.release();
    } catch {
      // They come again when their leases run out.
    }
  }

  #wakeIn(delayMs: number): void {
    if (this.#isClosed) return;
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.ports.setTimer(() => this.#wake(), delayMs, false);
  }

  #tellChange(): void {
    for (const resolve of this.#onChange.splice(0)) resolve();
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
