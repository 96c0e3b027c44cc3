import type { SharedStore } from "../store/shared-store.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { AwaitingPersist } from "./awaiting-persist.ts";
import { BatchMover, type BatchTarget } from "./batch-mover.ts";
import { RelayPace } from "./relay-pace.ts";
import type { RelayParts } from "./relay-parts.ts";

/** The store, while there is a connection to it. */
export interface ReachableStore {
  store: SharedStore;
  /** Whether there still is a connection: its loss is known before anybody is told. */
  isReachable(): boolean;
}

/** From when Redis can be used until it no longer can. */
interface Access extends ReachableStore {
  isOver: boolean;
}

/**
 * Moves what is recorded in the local outbox to Redis, each delivery once, the most valuable first. It sleeps until the
 * local outbox says that there is something.
 */
export class Relay {
  readonly #parts: RelayParts;
  readonly #awaitingPersist: AwaitingPersist;
  readonly #pace: RelayPace;
  readonly #mover: BatchMover;
  readonly #acknowledgements = new Acknowledgements();
  readonly #destinations = new Set<string>();
  #access: Access | undefined;
  #isWaking = false;
  #isAwake = false;
  #lookAgain = false;
  /** Tasks for the time between two batches. */
  #between: (() => Promise<void>)[] = [];
  #onChange: (() => void)[] = [];
  #losses = 0;
  #isClosed = false;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#pace = new RelayPace({ ...parts, wake: () => this.#wake() });
    this.#awaitingPersist = new AwaitingPersist({ ...parts, settled: (ids) => this.#settled(ids) });
    this.#mover = new BatchMover({
      ...parts,
      destinations: this.#destinations,
      awaitingPersist: this.#awaitingPersist,
      pace: this.#pace,
      target: () => this.#target(),
      wakeIn: (delayMs) => this.#wakeIn(delayMs),
    });
    // Told before what is put is stored, it takes it in the same write.
    parts.local.onReady((destination) => {
      this.#destinations.add(destination);
      this.#wake();
    });
  }

  /** Redis can be used. */
  start(reached: ReachableStore): void {
    this.#access = { ...reached, isOver: false };
    this.#awaitingPersist.forgetDoubts();
    this.#pace.recovered();
    void this.#acknowledgements.tell(reached.store);
    this.#wake();
  }

  /** Redis can no longer be used: what it may lose now is moved again when it is back. */
  stop(): void {
    if (this.#access !== undefined) this.#access.isOver = true;
    this.#access = undefined;
    this.#pace.cancel();
    void this.#giveBack();
  }

  /** Redis has lost its data under the open connection. */
  moveAgain(): void {
    this.#losses++;
    void this.#giveBack().then(() => {
      this.#awaitingPersist.forgetDoubts();
      this.#wake();
    });
  }

  /** How many of those that the local ledger counts as waiting are in Redis's ledger; see `AwaitingPersist.countIn`. */
  inRedis(destination: string, delivered: number): number {
    return this.#awaitingPersist.countIn(destination, delivered);
  }

  /** Whether everything recorded here is in Redis. */
  get isDone(): boolean {
    return Object.entries(this.#parts.local.ledger()).every(
      ([name, { pending, delivered }]) => pending <= this.inRedis(name, delivered),
    );
  }

  /** Moves what is here now, also if Redis refused it a moment ago. */
  hurry(): void {
    this.#pace.hurry();
    this.#wake();
  }

  /** Runs `task` while nothing is on its way to Redis. */
  alone<T>(task: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#between.push(() => task().then(resolve, reject));
      this.#run();
    });
  }

  /** For `alone`: settles here what Redis has of a user. */
  settleUser(userId: string): Promise<void> {
    return this.#awaitingPersist.settleUser(userId);
  }

  /** Resolves when something has changed that `isDone` may depend on. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#onChange.push(resolve));
  }

  /** Stops moving. Resolves when what was under way is settled. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#pace.cancel();
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
      // Something arrived just now.
      if (this.#between.length > 0 || (this.#lookAgain && this.#mayMove())) this.#run();
    });
  }

  async #work(): Promise<void> {
    do {
      for (let task = this.#between.shift(); task !== undefined; task = this.#between.shift()) await task();
      this.#lookAgain = false;
      await this.#attempt(async () => {
        while (this.#between.length === 0 && (await this.#mover.step())) this.#tellChange();
      });
      while (!(await this.#attempt(() => this.#mover.rest())));
    } while (this.#between.length > 0 || (this.#lookAgain && this.#mayMove()));
  }

  #mayMove(): boolean {
    return this.#access !== undefined && !this.#isClosed && !this.#pace.isPaused;
  }

  #target(): BatchTarget | undefined {
    const access = this.#access;
    if (access === undefined || !this.#mayMove()) return undefined;
    const losses = this.#losses;
    return {
      store: access.store,
      isAway: () => access.isOver || !access.isReachable(),
      // Redis became unavailable, or lost its data, while it answered.
      isDoubtful: () => access.isOver || this.#isClosed || losses !== this.#losses,
    };
  }

  /** False: the local outbox failed. Whatever the reason, it must not stop the relay for good. */
  async #attempt(task: () => Promise<void>): Promise<boolean> {
    try {
      await task();
      return true;
    } catch (error) {
      if (!this.#isClosed) this.#pace.pause(error, this.#pace.batchSize * 2);
      return false;
    }
  }

  /** The local outbox has forgotten these for good; something may have waited behind one of them. */
  #settled(ids: readonly string[]): void {
    this.#wake();
    this.#acknowledgements.add(ids);
    if (this.#access !== undefined) void this.#acknowledgements.tell(this.#access.store);
    this.#tellChange();
  }

  async #giveBack(): Promise<void> {
    try {
      await this.#awaitingPersist.release();
    } catch {
      // They come again when their leases run out.
    }
  }

  #wakeIn(delayMs: number): void {
    if (!this.#isClosed) this.#pace.wakeIn(delayMs);
  }

  #tellChange(): void {
    for (const resolve of this.#onChange.splice(0)) resolve();
  }
}
