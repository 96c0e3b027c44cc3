import { KeyHeldError } from "../errors/key-held-error.ts";
import type { DeliveryClass } from "../outbox/delivery.ts";
import type { Outbox, ReadyListener } from "../outbox/outbox.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import { waitAtMost } from "../support/wait-at-most.ts";
import type { DeliveryEvent } from "./delivery-event.ts";
import type { Hold } from "./hold.ts";
import type { HttpTransport } from "./http/http-transport.ts";
import { Lane } from "./lane.ts";
import type { ReadAttempt } from "./read-queue.ts";
import type { SendContext, Sender } from "./sender.ts";

export interface DispatcherParts {
  /** Each destination, the transport for its requests, and whether a sandbox answers in its place. */
  routes: readonly { destination: Sender; http: HttpTransport; isSandbox: boolean }[];
  outbox: Outbox;
  ports: Ports;
  messages: Messages;
  /** Who the bot is, as far as is known so far. */
  bot(): BotIdentity | undefined;
  /** Undefined if nobody listens. */
  notify: ((event: DeliveryEvent) => void) | undefined;
}

/** How long `close` waits at most: for answers to requests in flight, then for the requests it has aborted. */
export interface ClosingTimes {
  lastAnswersMs: number;
  abortedMs: number;
}

/** Runs one lane per destination, and wakes a lane once for everything recorded in one turn of the event loop. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #lanes = new Map<string, Lane>();
  readonly #abort = new AbortController();
  readonly #waking = new Set<string>();
  readonly #onReady: ReadyListener = (destination, mostValuable) => this.#wakeSoon(destination, mostValuable);

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    const { outbox, ports, messages, notify } = parts;
    for (const { destination, http, isSandbox } of parts.routes) {
      const sendContext = (): SendContext => ({ http, bot: parts.bot(), signal: this.#abort.signal });
      const laneParts = { destination, isSandbox, outbox, ports, messages, sendContext, notify };
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

  /** Sends nothing more and ends the requests in flight. */
  async close({ lastAnswersMs, abortedMs }: ClosingTimes): Promise<void> {
    const { ports, routes, outbox } = this.#parts;
    outbox.offReady?.(this.#onReady);
    const lanes = Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
    // The next process sends an aborted request again, and it may then count twice.
    await waitAtMost(lastAnswersMs, lanes, ports);
    this.#abort.abort();
    const transports = new Set(routes.map(({ http }) => http));
    await Promise.all([...transports].map((http) => http.close()));
    await waitAtMost(abortedMs, lanes, ports);
  }

  /** Wakes the lane after the current turn of the event loop, once for everything recorded in it. */
  #wakeSoon(destination: string, mostValuable?: DeliveryClass): void {
    if (this.#waking.has(destination) || this.#lanes.get(destination)?.wantsToWakeFor(mostValuable) !== true) return;
    this.#waking.add(destination);
    this.#parts.ports.soon(() => {
      this.#waking.delete(destination);
      this.#lanes.get(destination)?.wake();
    });
  }
}
