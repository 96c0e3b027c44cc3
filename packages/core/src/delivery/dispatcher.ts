import { KeyHeldError } from "../errors/key-held-error.ts";
import type { DeliveryClass } from "../outbox/delivery.ts";
import type { Outbox } from "../outbox/outbox.ts";
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
  /** Each destination with the transport that its requests go through. */
  routes: readonly { destination: Sender; http: HttpTransport }[];
  outbox: Outbox;
  ports: Ports;
  messages: Messages;
  /** Who the bot is, as far as it is known by now. */
  bot(): BotIdentity | undefined;
  /** Missing where nobody listens. */
  tell: ((event: DeliveryEvent) => void) | undefined;
}

/** How long `close` waits, at most: for answers to what is under way, then for requests that it has aborted. */
export interface ClosingTimes {
  lastAnswersMs: number;
  abortedMs: number;
}

/** Runs one lane per destination, and wakes a lane once for everything that was recorded in one turn. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #lanes = new Map<string, Lane>();
  readonly #abort = new AbortController();
  readonly #waking = new Set<string>();

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    const { outbox, ports, messages, tell } = parts;
    for (const { destination, http } of parts.routes) {
      const sendContext = (): SendContext => ({ http, bot: parts.bot(), signal: this.#abort.signal });
      this.#lanes.set(destination.name, new Lane({ destination, outbox, ports, messages, sendContext, tell }));
    }
    outbox.onReady((destination, mostValuable) => this.#wakeSoon(destination, mostValuable));
  }

  /** The present pause of a destination, if there is one. */
  holdOf(destination: string): Hold | undefined {
    return this.#lanes.get(destination)?.hold;
  }

  /** Something that every destination may have waited for has come: the bot's id, say. */
  wakeAll(): void {
    for (const name of this.#lanes.keys()) this.#wakeSoon(name);
  }

  /** Asks a service that is one of the destinations. */
  async read<T>(destination: string, attempt: ReadAttempt<T>): Promise<T> {
    const lane = this.#lanes.get(destination);
    if (lane === undefined) throw new KeyHeldError(destination, "the tracker is closed");
    return lane.read(attempt);
  }

  /** Resolves when nothing is left that can be sent before `deadlineMs`, by the steady clock, or when that has come. */
  async flush(deadlineMs: number): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.flush(deadlineMs)));
  }

  /** Sends nothing more, and ends what is under way. */
  async close({ lastAnswersMs, abortedMs }: ClosingTimes): Promise<void> {
    const { ports, routes } = this.#parts;
    const lanes = Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
    // A request that is cut off is sent again by the next process, and may count twice.
    await waitAtMost(lastAnswersMs, lanes, ports);
    this.#abort.abort();
    const transports = new Set(routes.map(({ http }) => http));
    await Promise.all([...transports].map((http) => http.close()));
    await waitAtMost(abortedMs, lanes, ports);
  }

  /** Looks for something to send after the present turn, once for all that was recorded in it. */
  #wakeSoon(destination: string, mostValuable?: DeliveryClass): void {
    if (this.#waking.has(destination) || this.#lanes.get(destination)?.wantsToWakeFor(mostValuable) !== true) return;
    this.#waking.add(destination);
    this.#parts.ports.soon(() => {
      this.#waking.delete(destination);
      this.#lanes.get(destination)?.wake();
    });
  }
}
