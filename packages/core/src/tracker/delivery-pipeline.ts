import { Dispatcher } from "../delivery/dispatcher.ts";
import type { Hold } from "../delivery/hold.ts";
import { createTransport } from "../delivery/http/create-transport.ts";
import type { ReadAttempt } from "../delivery/read-queue.ts";
import type { Outbox, ReadyListener } from "../outbox/outbox.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import { errorText } from "../support/error-text.ts";
import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import { swallowRejection } from "../support/swallow-rejection.ts";
import { EndTime, outboxShareOf, sharesOf } from "./end-time.ts";
import { handOn } from "./hand-on.ts";
import type { Pipeline, PipelineParts } from "./pipeline.ts";
import type { PipelineUser } from "./pipeline-user.ts";
import { PipelineUsers } from "./pipeline-users.ts";
import type { Route } from "./routes.ts";
import { StrayRequests } from "./stray-requests.ts";
import { totalsOf } from "./totals-of.ts";

/** How long the bot's process is to live on, if nothing has been recorded, before what waits is sent again. */
const STAND_DOWN_MS = 10_000;
/** How often it is looked whether forgotten trackers have anything left to send. */
const LOOK_FOR_IDLE_MS = 60_000;

/**
 * Sends as soon as something is recorded, and goes on in the background. Trackers that share it cost no file, no
 * connection and no timer of their own.
 */
export class DeliveryPipeline implements Pipeline {
  readonly routes: readonly Route[];
  readonly outbox: Outbox;
  readonly notifies: boolean;
  readonly #ports: Ports;
  readonly #messages: Messages;
  readonly #dispatcher: Dispatcher;
  readonly #users: PipelineUsers;
  readonly #isAbandoned: () => boolean;
  readonly #cancelBeforeExit: () => void;
  readonly #stray: StrayRequests;
  readonly #endTime: EndTime;
  #bot: BotIdentity | undefined;
  #cancelLook = (): void => {};
  #cancelResume = (): void => {};
  /** Something was recorded since the last attempt to send what waits. */
  #hasNews = false;
  #windingDown: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor({ routes, outbox, ports, messages, bot, isAbandoned }: PipelineParts, first: PipelineUser) {
    this.routes = routes;
    this.outbox = outbox;
    this.#ports = ports;
    this.#messages = messages;
    this.#bot = bot;
    this.#isAbandoned = isAbandoned;
    this.notifies = first.notify !== undefined;
    this.#users = new PipelineUsers(() => this.#lookForIdle());
    this.join(first);
    this.#dispatcher = new Dispatcher({
      // One transport each: hung connections of one service must not use up those of another.
      routes: routes.map(({ destination, dispatcher, isSandbox = false }) => ({
        destination,
        isSandbox,
        // What waits for an answer at the end of the process has its own time for that.
        http: createTransport({ dispatcher, nowMs: ports.nowMs, keepsAlive: false }),
      })),
      outbox,
      ports,
      messages,
      bot: () => this.#bot,
      notify: this.notifies ? (event) => this.#users.notify?.(event) : undefined,
    });
    this.#stray = new StrayRequests(routes, messages);
    this.#endTime = new EndTime(ports.steadyMs);
    outbox.onReady(this.#onReady);
    // A script that ends by itself would otherwise lose what is queued in memory.
    this.#cancelBeforeExit = ports.onBeforeExit(() => this.#atNaturalEnd());
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  join(user: PipelineUser): void {
    this.#users.add(user);
    this.#lookForIdleLater();
  }

  /**
   * Ends a tracker's part. The last one closes the pipeline. Never takes longer than `timeoutMs`; without that, than
   * what is left of an end that has begun.
   */
  async leave(user: PipelineUser, timeoutMs?: number): Promise<void> {
    this.#users.remove(user);
    if (this.#users.size === 0) await this.#closeOnce(timeoutMs);
    else if (timeoutMs !== undefined || !this.#isAllTried) await this.flush(timeoutMs ?? this.#endTime.leftMs());
  }

  /**
   * Sends what can be sent, for as long as an end may take, and then nothing until something is recorded: a process that
   * has nothing else to do ends. One that lives on goes on sending after a while.
   */
  standDown(): Promise<void> {
    if (this.closed || this.#isAllTried || this.#isAbandoned()) return Promise.resolve();
    this.#windingDown ??= this.#windDown(this.#endTime.leftMs()).finally(() => {
      this.#windingDown = undefined;
    });
    return this.#windingDown;
  }

  identify(bot: BotIdentity): void {
    const { id, username } = { ...this.#bot, ...bot };
    if (id === this.#bot?.id && username === this.#bot?.username) return;
    this.#bot = { ...this.#bot, ...bot };
    this.#dispatcher.wakeAll();
  }

  holdOf(destination: string): Hold | undefined {
    return this.#dispatcher.holdOf(destination);
  }

  strayRequestsTo(destination: string): number {
    return this.#stray.countOf(destination);
  }

  read<T>(destination: string, attempt: ReadAttempt<T>): Promise<T> {
    this.#resume();
    return this.#dispatcher.read(destination, attempt);
  }

  async flush(timeoutMs: number): Promise<{ delivered: number; pending: number }> {
    if (this.#isAbandoned()) return { delivered: 0, pending: totalsOf(this.outbox).pending };
    const before = totalsOf(this.outbox).delivered;
    const deadlineMs = this.#ports.steadyMs() + timeoutMs;
    this.#resume();
    // First, because a lane that finds nothing to send does not wait for what is still on its way to it.
    await handOn({ outbox: this.outbox, ports: this.#ports, messages: this.#messages }, timeoutMs);
    await this.#dispatcher.flush(deadlineMs);
    const { delivered, pending } = totalsOf(this.outbox);
    return { delivered: delivered - before, pending };
  }

  /** Whether everything that waits has had its last chance: whoever tries again now only holds up the process. */
  get #isAllTried(): boolean {
    return this.#dispatcher.isStoodDown && this.#windingDown === undefined && !this.#hasNews;
  }

  readonly #onReady: ReadyListener = (_destination, mostValuable) => {
    // Otherwise nothing was added.
    if (mostValuable === undefined) return;
    this.#endTime.recorded();
    this.#hasNews = true;
    this.#resume();
  };

  #resume(): void {
    if (this.#windingDown !== undefined) return;
    this.#cancelResume();
    this.#dispatcher.resume();
  }

  async #windDown(timeoutMs: number): Promise<void> {
    const { flushMs, ...times } = sharesOf(timeoutMs);
    await this.flush(flushMs);
    this.#hasNews = false;
    await this.#dispatcher.standDown(times);
    if (this.closed) return;
    this.#sayWhatWaits();
    if (this.#hasNews) this.#dispatcher.resume();
    else this.#cancelResume = this.#ports.setTimer(() => this.#resume(), STAND_DOWN_MS, false);
  }

  /** Called again when what it has begun is done. */
  #atNaturalEnd(): void {
    if (this.#windingDown !== undefined) return;
    this.#endTime.beginsNaturally();
    swallowRejection(
      this.standDown().then(() => this.#sayWhatIsLost()),
      (error) => this.#messages.error("natural-end", `What waits could not be sent at the end: ${errorText(error)}`),
    );
  }

  #sayWhatIsLost(): void {
    const { pending } = totalsOf(this.outbox);
    if (pending === 0 || this.outbox.kind !== "memory") return;
    const what = pending === 1 ? "1 delivery was" : `${pending} deliveries were`;
    this.#messages.warn("lost", `${what} not sent in time and lost with the process: they were kept in memory only.`);
  }

  #sayWhatWaits(): void {
    const { pending } = totalsOf(this.outbox);
    if (pending === 0 || this.outbox.kind !== "sqlite") return;
    const what = pending === 1 ? "1 delivery was not sent before the end: it waits" : `${pending} deliveries wait`;
    // Said again only if there are more or fewer of them.
    this.#messages.warn(`waiting ${pending}`, `${what} in the outbox's file for the next start.`);
  }

  #lookForIdleLater(): void {
    this.#cancelLook();
    this.#cancelLook = this.#ports.setTimer(() => this.#lookForIdle(), LOOK_FOR_IDLE_MS, false);
  }

  /**
   * Trackers that were forgotten are let go when what they have recorded is sent; after the last one all is closed.
   * Called by a timer and by the garbage collector: what an outbox throws would end the process.
   */
  #lookForIdle(): void {
    if (this.closed) return;
    const failed = (error: unknown): void =>
      this.#messages.error("idle", `What forgotten trackers have used could not be closed: ${errorText(error)}`);
    try {
      if (totalsOf(this.outbox).pending > 0) this.#lookForIdleLater();
      else if (this.#users.size > 0) this.#users.letGo();
      else swallowRejection(this.#closeOnce(0), failed);
    } catch (error) {
      failed(error);
      this.#lookForIdleLater();
    }
  }

  #closeOnce(timeoutMs: number | undefined): Promise<void> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  async #close(timeoutMs: number | undefined): Promise<void> {
    const isToTry = timeoutMs !== undefined || !this.#isAllTried;
    this.#cancelBeforeExit();
    this.#cancelLook();
    this.#stray.stop();
    this.#cancelResume();
    this.outbox.offReady?.(this.#onReady);
    const allMs = timeoutMs ?? this.#endTime.leftMs();
    const untilMs = this.#ports.steadyMs() + allMs;
    const outboxMs = this.outbox.flush === undefined ? 0 : outboxShareOf(allMs);
    const { flushMs, ...times } = sharesOf(allMs - outboxMs);
    if (isToTry) await this.flush(flushMs);
    await this.#dispatcher.close(times);
    this.#sayWhatIsLost();
    this.#sayWhatWaits();
    await this.outbox.close(Math.max(outboxMs, untilMs - this.#ports.steadyMs()));
  }
}
