import type { Delivery, Outbox, OutboxSurroundings, PutResult, Settlement } from "@bot-tracker/core";
import type { MovedEntry, SharedStore } from "../store/shared-store.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { Backoff } from "./backoff.ts";
import { isRefusedToAll } from "./is-refused-to-all.ts";
import { leaseBatch, lookFor } from "./lease-batch.ts";
import { MoverLock } from "./mover-lock.ts";
import { unstage } from "./stage-entry.ts";
import { Unsettled } from "./unsettled.ts";

export interface MoverParts {
  local: Outbox;
  ports: Pick<OutboxSurroundings["ports"], "nowMs" | "steadyMs" | "setTimer" | "soon">;
  messages: Pick<OutboxSurroundings["messages"], "error" | "warn" | "forget">;
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
const RETRY_ONE_MS = 60_000;

/**
 * Carries what is recorded in the local outbox to Redis, each once, what is worth most first. It sleeps until the local
 * outbox says that there is something.
 */
export class Mover {
  readonly #parts: MoverParts;
  readonly #unsettled: Unsettled;
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
    const { local, ports } = this.#parts;
    // One whose lease ran out while the process slept is in Redis already.
    const deliveries = leased.filter(({ id }) => !this.#unsettled.has(id));
    // What failed alone before goes alone again: if Redis cannot take it, the others are not to fail with it. It goes
    // first, as it was recorded before what its user did later.
    const tried = deliveries.filter((each) => !isFresh(each)).sort((one, two) => one.createdAtMs - two.createdAtMs);
    const groups = [...tried.map((each) => [each]), deliveries.filter(isFresh)];
    for (const [index, group] of groups.entries()) {
      if (await this.#moveTogether(group, leasedAtMs, passage)) continue;
      await local.settle(
        groups
          .slice(index + 1)
          .flat()
          .map(returned),
        ports.nowMs(),
      );
      return false;
    }
    return true;
  }

  /** Whether the next may follow. */
  async #moveTogether(deliveries: readonly Delivery[], leasedAtMs: number, passage: Passage): Promise<boolean> {
    const { local, ports } = this.#parts;
    const entries = await this.#readable(deliveries);
    if (entries.length === 0) return true;
    const losses = this.#losses;
    try {
      this.#sayOverflow(await passage.store.move(entries));
    } catch (error) {
      return this.#failed(error, deliveries, passage);
    }
    const ids = new Set(entries.map(({ id }) => id));
    const moved = deliveries.filter(({ id }) => ids.has(id));
    if (passage.isOver || this.#isClosed || losses !== this.#losses) {
      // Redis went away, or lost its data, while it answered, and may not have them any more.
      await local.settle(moved.map(returned), ports.nowMs());
      return false;
    }
    this.#unsettled.add(moved.map(({ id, destination, userId }) => ({ id, destination, userId, leasedAtMs })));
    this.#calm();
    this.#batchSize = Math.min(this.#batchSize * 2, LARGEST_BATCH);
    return true;
  }

  /** In the order in which they were recorded: a stop and the start after it may be of two groups. */
  async #readable(deliveries: readonly Delivery[]): Promise<readonly MovedEntry[]> {
    const { local, ports } = this.#parts;
    const entries: MovedEntry[] = [];
    const unreadable: Settlement[] = [];
    for (const delivery of deliveries) {
      const entry = unstage(delivery);
      if (entry !== undefined) entries.push(entry);
      else unreadable.push({ id: delivery.id, as: "dead", reason: UNREADABLE });
    }
    if (unreadable.length > 0) await local.settle(unreadable, ports.nowMs());
    return entries.sort((one, other) => one.recordedAtMs - other.recordedAtMs);
  }

  /** Whether the next may follow all the same. */
  async #failed(error: unknown, deliveries: readonly Delivery[], passage: Passage): Promise<boolean> {
    const { local, ports, messages } = this.#parts;
    // A lost connection fails what is on its way before anybody is told that it is lost.
    await new Promise<void>((resolve) => ports.soon(resolve));
    const isAway = passage.isOver || !passage.isReachable();
    const [only] = deliveries;
    // Put off alone, a start would be overtaken by what its user did after it.
    if (isAway || isRefusedToAll(error) || deliveries.length > 1 || only === undefined) {
      await local.settle(deliveries.map(returned), ports.nowMs());
      if (!isAway) this.#rest(error, deliveries.length);
      return false;
    }
    const atMs = ports.nowMs() + RETRY_ONE_MS;
    await local.settle([{ id: only.id, as: "retry", atMs, answerLost: false }], ports.nowMs());
    if (isFresh(only)) {
      this.#rest(error, 1);
      return false;
    }
    messages.error(
      "redis-move-one",
      `Redis does not take something that was recorded (${textOf(error)}). It is kept here and tried again.`,
    );
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

  #sayOverflow(results: readonly PutResult[]): void {
    if (results.every(({ overflowed }) => overflowed.length === 0)) return;
    this.#parts.messages.error(
      "overflow",
      "The outbox in Redis is full: the least valuable, oldest deliveries are dropped and counted as `overflow`. " +
        "A service has been away for long, nothing delivers, or the bot does more than the service's limits let through.",
    );
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

const UNREADABLE = { code: "corrupt", description: "what was recorded cannot be read" };

/** Never tried alone before, and not leased by a process that died. */
function isFresh({ attempts }: Delivery): boolean {
  return attempts === 0;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function returned({ id }: Delivery): Settlement {
  return { id, as: "returned" };
}
