import { Dispatcher } from "../delivery/dispatcher.ts";
import type { Hold } from "../delivery/hold.ts";
import type { ReadAttempt } from "../delivery/read-queue.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { END_MS, sharesOf } from "./end-time.ts";
import type { Pipeline, SendingParts } from "./pipeline.ts";
import type { PipelineUser } from "./pipeline-user.ts";
import type { Route } from "./routes.ts";
import { totalsOf } from "./totals-of.ts";

/**
 * Sends as soon as something is recorded, for as long as its one user lives, and has no timer while nothing waits: for a
 * Durable Object, which is alone with its outbox and is to sleep when there is nothing to do.
 */
export class ResidentPipeline implements Pipeline {
  readonly notifies: boolean;
  readonly routes: readonly Route[];
  readonly outbox: Outbox;
  readonly #parts: SendingParts;
  readonly #dispatcher: Dispatcher;
  #bot: BotIdentity | undefined;
  #isClosed = false;

  constructor(parts: SendingParts, { notify }: PipelineUser) {
    const { routes, outbox, ports, messages, bot, createTransport } = parts;
    this.#parts = parts;
    this.#bot = bot;
    this.routes = routes;
    this.outbox = outbox;
    this.notifies = notify !== undefined;
    this.#dispatcher = new Dispatcher({
      routes: routes.map(({ destination, isSandbox = false }) => ({ destination, isSandbox, http: createTransport() })),
      outbox,
      ports,
      messages,
      bot: () => this.#bot,
      notify,
    });
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  join(): void {}

  async leave(_user: PipelineUser, timeoutMs: number = END_MS): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { flushMs, ...times } = sharesOf(timeoutMs);
    await this.flush(flushMs);
    await this.#dispatcher.close(times);
  }

  async standDown(): Promise<void> {
    await this.flush(END_MS);
  }

  identify(bot: BotIdentity): void {
    this.#bot = { ...this.#bot, ...bot };
    this.#dispatcher.wakeAll();
  }

  holdOf(destination: string): Hold | undefined {
    return this.#dispatcher.holdOf(destination);
  }

  strayRequestsTo(): number {
    return 0;
  }

  read<T>(destination: string, attempt: ReadAttempt<T>): Promise<T> {
    return this.#dispatcher.read(destination, attempt);
  }

  async flush(timeoutMs: number): Promise<{ delivered: number; pending: number }> {
    const before = totalsOf(this.outbox).delivered;
    await this.#dispatcher.flush(this.#parts.ports.steadyMs() + timeoutMs);
    const { delivered, pending } = totalsOf(this.outbox);
    return { delivered: delivered - before, pending };
  }
}
