import { type Breaker, breakerOf } from "../delivery/breaker.ts";
import type { DeliveryEvent } from "../delivery/delivery-event.ts";
import type { DeliverySource } from "../delivery/delivery-source.ts";
import { Dispatcher } from "../delivery/dispatcher.ts";
import type { Hold } from "../delivery/hold.ts";
import type { ReadAttempt } from "../delivery/read-queue.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { END_MS, sharesOf } from "./end-time.ts";
import { handOn } from "./hand-on.ts";
import { lastingSource, NOTHING_TO_LEASE } from "./lasting-source.ts";
import type { Pipeline, SendingParts } from "./pipeline.ts";
import type { PipelineUser } from "./pipeline-user.ts";
import type { Route } from "./routes.ts";
import { totalsOf } from "./totals-of.ts";

/** How long a read may take at the end of its own request: it is answered or has given up before. */
const READ_ENDS = { lastAnswersMs: 0, abortedMs: 0 };

/**
 * Sends within `flush` only, and begins nothing outside of it: for runtimes where a request, a timer and a promise
 * belong to the event that they were begun in, and end with it without a word. Between two events it holds state alone,
 * which every event may use: what waits, the quota's use, the pauses.
 *
 * Flushes of several events at the same time share these like processes that share a file.
 */
export class FlushPipeline implements Pipeline {
  readonly notifies = true;
  readonly closed = false;
  readonly routes: readonly Route[];
  readonly outbox: Outbox;
  readonly #parts: SendingParts;
  readonly #source: DeliverySource;
  readonly #breakers: ReadonlyMap<string, Breaker>;
  #bot: BotIdentity | undefined;
  #notify: PipelineUser["notify"];

  constructor(parts: SendingParts, first: PipelineUser) {
    const { routes, outbox, bot } = parts;
    this.#parts = parts;
    this.routes = routes;
    this.outbox = outbox;
    this.#bot = bot;
    this.#source = lastingSource(outbox);
    this.#breakers = new Map(
      routes.map((route) => [route.destination.name, breakerOf({ ...parts, ...route, notify: this.#tell })]),
    );
    // Where nothing can send, that is to be known at once.
    void parts.createTransport().close();
    this.join(first);
  }

  join({ notify }: PipelineUser): void {
    if (notify !== undefined) this.#notify = notify;
  }

  async leave(_user: PipelineUser, timeoutMs: number = END_MS): Promise<void> {
    await this.flush(timeoutMs);
  }

  async standDown(): Promise<void> {
    await this.flush(END_MS);
  }

  identify(bot: BotIdentity): void {
    this.#bot = { ...this.#bot, ...bot };
  }

  holdOf(destination: string): Hold | undefined {
    return this.#breakers.get(destination)?.hold;
  }

  strayRequestsTo(): number {
    return 0;
  }

  async read<T>(destination: string, attempt: ReadAttempt<T>): Promise<T> {
    const dispatcher = this.#dispatcher({ ...this.#source, ...NOTHING_TO_LEASE });
    try {
      return await dispatcher.read(destination, attempt);
    } finally {
      await dispatcher.close(READ_ENDS);
    }
  }

  async flush(timeoutMs: number): Promise<{ delivered: number; pending: number }> {
    const before = totalsOf(this.outbox).delivered;
    const { flushMs, ...times } = sharesOf(timeoutMs);
    const deadlineMs = this.#parts.ports.steadyMs() + flushMs;
    await handOn(this.#parts, flushMs);
    if (totalsOf(this.outbox).pending > 0) {
      const dispatcher = this.#dispatcher(this.#source);
      await dispatcher.flush(deadlineMs);
      await dispatcher.close(times);
    }
    const { delivered, pending } = totalsOf(this.outbox);
    return { delivered: delivered - before, pending };
  }

  readonly #tell = (event: DeliveryEvent): void => this.#notify?.(event);

  #dispatcher(outbox: DeliverySource): Dispatcher {
    const { ports, messages, createTransport } = this.#parts;
    return new Dispatcher({
      routes: this.routes.map(({ destination, isSandbox = false }) => ({
        destination,
        isSandbox,
        http: createTransport(),
        breaker: this.#breakers.get(destination.name),
      })),
      outbox,
      ports,
      messages,
      bot: () => this.#bot,
      notify: this.#tell,
    });
  }
}
