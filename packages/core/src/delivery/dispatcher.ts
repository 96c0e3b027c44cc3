import { KeyHeldError } from "../errors/key-held-error.ts";
import type { DeliveryClass } from "../outbox/delivery.ts";
import type { ReadyListener } from "../outbox/outbox.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import { waitAtMost } from "../support/wait-at-most.ts";
import type { Breaker } from "./breaker.ts";
import type { DeliveryEvent } from "./delivery-event.ts";
import type { DeliverySource } from "./delivery-source.ts";
import type { Hold } from "./hold.ts";
import type { EngineTransport } from "./http/http-transport.ts";
import { Lane } from "./lane.ts";
import type { ReadAttempt } from "./read-queue.ts";
import type { SendContext, Sender } from "./sender.ts";

export interface DispatcherParts {
  /** Each destination, the transport for its requests, whether a sandbox answers in its place, and its pauses. */
  routes: readonly { destination: Sender; http: EngineTransport; isSandbox: boolean; breaker?: Breaker | undefined }[];
  outbox: DeliverySource;
  ports: Ports;
  messages: Messages;
  /** Who the bot is, as far as is known so far. */
  bot(): BotIdentity | undefined;
  /** Undefined if nobody listens. */
  notify: ((event: DeliveryEvent) => void) | undefined;
}

/** How long an end waits at most: for answers to requests in flight, then for the requests it has aborted. */
export interface EndTimes {
  lastAnswersMs: number;
  abortedMs: number;
}

/** Runs one lane per destination, and wakes a lane once for everything recorded in one turn of the event loop. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #lanes = new Map<string, Lane>();
  #abort = new AbortController();
  #isStoodDown = false;
  readonly #waking = new Set<string>();
  readonly #onReady: ReadyListener = (destination, mostValuable, isNow = false) =>
    isNow ? this.#wakeNow(destination, mostValuable) : this.#wakeSoon(destination, mostValuable);

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    const { outbox, ports, messages, notify } = parts;
    for (const { destination, http, isSandbox, breaker } of parts.routes) {
      const sendContext = (): SendContext => ({ http, bot: parts.bot(), signal: this.#abort.signal });
      const laneParts = { destination, isSandbox, outbox, ports, messages, sendContext, breaker, notify };
      this.#lanes.set(destination.name, new Lane(laneParts));
    }
    outbox.onReady(this.#onReady);
  }

  /** The destination's current pause, if there is one. */
  holdOf(destination: string): Hold | undefined {
    return this.#lanes.get(destination)?.hold;
  }

  /** Something that any destination may wait for has become known, such as the bot's id. */
  wakeAll(): void {
    for (const name of this.#lanes.keys()) this.#wakeSoon(name);
  }

  /** Reads from a service that is one of the destinations. */
  async read<T>(destination: string, attempt: ReadAttempt<T>): Promise<T> {
    const lane = this.#lanes.get(destination);
    if (lane === undefined) throw new KeyHeldError(destination, "the tracker is closed");
    return lane.read(attempt);
  }

  /** Resolves when nothing more can be sent before `deadlineMs` (steady clock), or at that moment. */
  async flush(deadlineMs: number): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.flush(deadlineMs)));
  }

  /** Whether nothing is sent until `resume`. */
  get isStoodDown(): boolean {
    return this.#isStoodDown;
  }

  /** Sends nothing more until `resume`, and ends the requests in flight. */
  async standDown(times: EndTimes): Promise<void> {
    this.#isStoodDown = true;
    await this.#end((lane) => lane.standDown(), times, "abort");
  }

  resume(): void {
    if (!this.#isStoodDown) return;
    this.#isStoodDown = false;
    for (const lane of this.#lanes.values()) lane.resume();
  }

  /** Sends nothing more and ends the requests in flight. */
  async close(times: EndTimes): Promise<void> {
    this.#parts.outbox.offReady?.(this.#onReady);
    await this.#end((lane) => lane.close(), times, "close");
  }

  async #end(
    end: (lane: Lane) => Promise<void>,
    { lastAnswersMs, abortedMs }: EndTimes,
    connections: "abort" | "close",
  ): Promise<void> {
    const { ports, routes } = this.#parts;
    const lanes = Promise.all([...this.#lanes.values()].map(end));
    // An aborted request is sent again later, and it may then count twice.
    if (lastAnswersMs > 0) await waitAtMost(lastAnswersMs, lanes, ports);
    this.#abort.abort();
    this.#abort = new AbortController();
    const ended = Promise.all([...routes.map(({ http }) => http[connections]()), lanes]);
    await waitAtMost(abortedMs, ended, ports);
  }

  /** Wakes the lane after the current turn of the event loop, once for everything recorded in it. */
  #wakeSoon(destination: string, mostValuable?: DeliveryClass): void {
    if (this.#waking.has(destination) || this.#lanes.get(destination)?.wantsToWakeFor(mostValuable) !== true) return;
    this.#waking.add(destination);
    this.#parts.ports.soon(() => {
      if (this.#waking.delete(destination)) this.#lanes.get(destination)?.wake();
    });
  }

  #wakeNow(destination: string, mostValuable: DeliveryClass | undefined): void {
    const lane = this.#lanes.get(destination);
    if (lane?.wantsToWakeFor(mostValuable) !== true) return;
    this.#waking.delete(destination);
    lane.wake();
  }
}
