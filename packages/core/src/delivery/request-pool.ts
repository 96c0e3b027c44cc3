import type PQueue from "p-queue";

type Send = () => Promise<void>;

/** A request in flight. */
interface Sending {
  sent: Promise<void>;
}

/**
 * The places for the requests of one destination, of which p-queue runs those that are taken.
 *
 * Why p-queue is used this way: whoever starts requests starts one only when there is room, so p-queue's own queue stays
 * empty. A request queued there would hold a lease and a slot, and a more valuable delivery could not overtake it as it
 * can in the outbox. And a p-queue task sends one request after another while there are any, because starting a task
 * costs a fifth of a whole request.
 */
export class RequestPool {
  readonly #concurrency: number;
  readonly #onFree: () => boolean;
  /** Undefined until there is something to send. */
  #queue: PQueue | undefined;
  /** Idle p-queue tasks: their request has ended, and they wait for the next or, to end, for undefined. */
  #free: ((next: Sending | undefined) => void)[] = [];
  #inFlight = 0;

  /** `onFree` hears of each request that has ended, and says whether another may come. */
  constructor(concurrency: number, onFree: () => boolean) {
    this.#concurrency = concurrency;
    this.#onFree = onFree;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get isOpen(): boolean {
    return this.#queue !== undefined;
  }

  /** Has to be done before the first request. Loads p-queue only then, to keep the bot's start fast. */
  async open(): Promise<PQueue> {
    this.#queue ??= await newQueue(this.#concurrency);
    return this.#queue;
  }

  /** Starts a request, for which there must be room. */
  start(send: Send, queue: PQueue): void {
    this.#inFlight++;
    const free = this.#free.shift();
    // The request starts here in both cases, so that requests keep their order.
    if (free === undefined) void queue.add(() => this.#sendOn({ sent: send() }));
    else free({ sent: send() });
  }

  /** Ends the tasks that have no request. */
  endIdleTasks(): void {
    for (const free of this.#free.splice(0)) free(undefined);
  }

  /** Resolves when no task is left. */
  async onIdle(): Promise<void> {
    await this.#queue?.onIdle();
  }

  /** One p-queue task. */
  async #sendOn(first: Sending): Promise<void> {
    for (let sending: Sending | undefined = first; sending !== undefined; sending = await this.#another()) {
      await sending.sent;
      this.#inFlight--;
    }
  }

  #another(): Promise<Sending | undefined> | undefined {
    return this.#onFree() ? new Promise((resolve) => this.#free.push(resolve)) : undefined;
  }
}

/** Without the hint webpack and ncc put it into a second file. */
async function newQueue(concurrency: number): Promise<PQueue> {
  const { default: Queue } = await import(/* webpackMode: "eager" */ "p-queue");
  return new Queue({ concurrency });
}
