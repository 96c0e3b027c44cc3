import type { DeliveryEvent } from "../delivery/delivery-event.ts";
import { listenerOf } from "../delivery/delivery-listener.ts";
import { Dispatcher } from "../delivery/dispatcher.ts";
import type { HttpTransport } from "../delivery/http/http-transport.ts";
import type { ReadAttempt } from "../delivery/read-queue.ts";
import type { Destination } from "../destinations/destination.ts";
import { KeyHeldError } from "../errors/key-held-error.ts";
import type { BeforeSend } from "../intake/before-send.ts";
import { Recorder } from "../intake/recorder.ts";
import { emptyLedgerEntry, type Ledger } from "../outbox/ledger.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import { waitAtMost } from "../support/wait-at-most.ts";
import { destinationHealth, type Health } from "./health.ts";

/** Everything an engine is made of, defaults applied. */
export interface EngineParts {
  /** Each with the transport that its requests go through. */
  routes: readonly { destination: Destination; http: HttpTransport }[];
  outbox: Outbox;
  ports: Ports;
  messages: Messages;
  bot: BotIdentity | undefined;
  beforeSend: BeforeSend | undefined;
  onDelivery: ((event: DeliveryEvent) => void) | undefined;
}

/** The part of `close`'s time, at most, that is kept for requests it has aborted. Those that obey end at once. */
const ABORTED_MS = 200;
/** The part of it, at most, in which nothing new is sent and requests under way may still be answered. */
const LAST_ANSWERS_MS = 1_000;

/** Recorder, outbox and dispatcher of one tracker, from its construction to its close. */
export class Engine {
  readonly recorder: Recorder;
  readonly outbox: Outbox;
  readonly messages: Messages;
  readonly #parts: EngineParts;
  readonly #dispatcher: Dispatcher;
  readonly #cancelBeforeExit: () => void;
  #bot: BotIdentity | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#bot = parts.bot;
    this.outbox = parts.outbox;
    this.messages = parts.messages;
    const { routes, outbox, ports, messages, beforeSend } = parts;
    const notify = listenerOf(parts.onDelivery, messages);
    const destinations = routes.map(({ destination }) => destination);
    this.recorder = new Recorder({ destinations, outbox, ports, messages, beforeSend, notify });
    this.#dispatcher = new Dispatcher({ routes, outbox, ports, messages, notify, bot: () => this.#bot });
    // A script that ends by itself would otherwise lose what is queued in memory.
    this.#cancelBeforeExit = ports.onBeforeExit(() => void this.#lastFlush());
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  get bot(): BotIdentity | undefined {
    return this.#bot;
  }

  /** Learns who the bot is; what waited for that can go. What is known already stays. */
  identify(bot: BotIdentity): void {
    const id = this.#bot?.id ?? bot.id;
    const username = this.#bot?.username ?? bot.username;
    if (id === this.#bot?.id && username === this.#bot?.username) return;
    this.#bot = { ...(id !== undefined && { id }), ...(username !== undefined && { username }) };
    this.#dispatcher.wakeAll();
  }

  /** Asks a service that is one of the destinations. */
  async read<T>(destination: string, attempt: ReadAttempt<T>): Promise<T> {
    if (this.closed) throw new KeyHeldError(destination, "the tracker is closed");
    return this.#dispatcher.read(destination, attempt);
  }

  async flush({ timeoutMs = 5_000 }: { timeoutMs?: number } = {}): Promise<{ delivered: number; pending: number }> {
    const { ports } = this.#parts;
    const before = this.#totals().delivered;
    const deadlineMs = ports.steadyMs() + timeoutMs;
    // First, because a lane that finds nothing to send does not wait for what is still on its way to it.
    if (this.outbox.flush !== undefined) await waitAtMost(timeoutMs, this.#handOn(timeoutMs), ports);
    await this.#dispatcher.flush(deadlineMs);
    const { delivered, pending } = this.#totals();
    return { delivered: delivered - before, pending };
  }

  /** Sends what can be sent in time, then stops for good. Never takes longer than `timeoutMs`. */
  close({ timeoutMs = 5_000 }: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  ledger(): Ledger {
    const unused = this.#parts.routes.map(({ destination }) => [destination.name, emptyLedgerEntry()] as const);
    return { ...Object.fromEntries(unused), ...this.outbox.ledger() };
  }

  health(): Health {
    const { routes, outbox, ports } = this.#parts;
    return Object.fromEntries(
      routes.map(({ destination }) => {
        const hold = this.#dispatcher.holdOf(destination.name);
        return [destination.name, destinationHealth(destination, { hold, outbox, bot: this.#bot, ports })];
      }),
    );
  }

  async #handOn(timeoutMs: number): Promise<void> {
    try {
      await this.outbox.flush?.(timeoutMs);
    } catch (error) {
      this.messages.error("outbox-flush", `The outbox could not hand over what was recorded: ${String(error)}`);
    }
  }

  async #lastFlush(): Promise<void> {
    this.#cancelBeforeExit();
    this.#sayWhatIsLost(await this.flush());
  }

  #sayWhatIsLost({ pending }: { pending: number }): void {
    if (pending === 0 || this.outbox.kind !== "memory") return;
    const what = pending === 1 ? "1 delivery was" : `${pending} deliveries were`;
    this.messages.warn("lost", `${what} not sent in time and lost with the process: they were kept in memory only.`);
  }

  async #close(timeoutMs: number): Promise<void> {
    this.#cancelBeforeExit();
    const abortedMs = Math.min(ABORTED_MS, timeoutMs / 4);
    const lastAnswersMs = Math.min(LAST_ANSWERS_MS, timeoutMs / 4);
    await this.flush({ timeoutMs: timeoutMs - lastAnswersMs - abortedMs });
    await this.#dispatcher.close({ lastAnswersMs, abortedMs });
    this.#sayWhatIsLost(this.#totals());
    await this.outbox.close();
  }

  #totals(): { delivered: number; pending: number } {
    const totals = { delivered: 0, pending: 0 };
    for (const { delivered, pending } of Object.values(this.ledger())) {
      totals.delivered += delivered;
      totals.pending += pending;
    }
    return totals;
  }
}
