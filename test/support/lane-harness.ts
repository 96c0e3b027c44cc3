import type { DeliveryEvent } from "../../packages/core/src/delivery/delivery-event.ts";
import { Lane } from "../../packages/core/src/delivery/lane.ts";
import type { Outcome } from "../../packages/core/src/delivery/outcome.ts";
import type { SendContext } from "../../packages/core/src/delivery/sender.ts";
import type { Destination } from "../../packages/core/src/destinations/destination.ts";
import type { Delivery, NewDelivery } from "../../packages/core/src/outbox/delivery.ts";
import type { LedgerEntry } from "../../packages/core/src/outbox/ledger.ts";
import { MemoryOutbox } from "../../packages/core/src/outbox/memory/memory-outbox.ts";
import type { Outbox } from "../../packages/core/src/outbox/outbox.ts";
import { Messages } from "../../packages/core/src/support/messages.ts";
import { VirtualTime } from "./virtual-time.ts";

export interface SentRequest {
  /** Since the harness was made. */
  afterMs: number;
  names: string[];
  /** Requests under way, this one included. */
  inFlight: number;
}

export interface LaneHarnessOptions {
  destination?: Partial<Destination>;
  outbox?: Outbox;
  time?: VirtualTime;
  /** How long the service takes for each request. */
  latencyMs?: number;
}

type Answer = Outcome | ((deliveries: readonly Delivery[], context: SendContext) => Outcome | Promise<Outcome>);

/** One lane with a memory outbox, in virtual time, to a service that answers as it is told. */
export class LaneHarness {
  readonly time: VirtualTime;
  readonly outbox: Outbox;
  readonly lane: Lane;
  readonly sent: SentRequest[] = [];
  readonly happenings: DeliveryEvent[] = [];
  readonly said: string[] = [];
  /** The service's answer to every request that `nextAnswers` has none for. */
  answer: Answer = { kind: "delivered" };
  readonly nextAnswers: Answer[] = [];
  latencyMs: number;
  readonly #startMs: number;
  readonly #abort = new AbortController();
  #inFlight = 0;

  constructor({ destination = {}, outbox, time = new VirtualTime(), latencyMs = 10 }: LaneHarnessOptions = {}) {
    this.time = time;
    this.latencyMs = latencyMs;
    this.outbox = outbox ?? new MemoryOutbox("harness");
    this.#startMs = time.nowMs();
    const say = (message: string): void => void this.said.push(message);
    const messages = new Messages({ logger: { warn: say, error: say }, nowMs: time.nowMs, debug: false, secrets: [] });
    this.lane = new Lane({
      destination: {
        name: "service",
        accepts: new Set(),
        plan: () => [],
        send: (deliveries, context) => this.#send(deliveries, context),
        ...destination,
      },
      outbox: this.outbox,
      ports: time,
      messages,
      sendContext: () => this.context,
      notify: (happening) => this.happenings.push(happening),
    });
    // Once for everything recorded in a turn, as the dispatcher does.
    let isWaking = false;
    this.outbox.onReady((_destination, mostValuable) => {
      if (isWaking || !this.lane.wantsToWakeFor(mostValuable)) return;
      isWaking = true;
      time.soon(() => {
        isWaking = false;
        this.lane.wake();
      });
    });
  }

  readonly context: SendContext = {
    http: {
      send: async () => {
        throw new Error("the harness's service is asked without HTTP");
      },
      close: async () => {},
    },
    bot: undefined,
    signal: this.#abort.signal,
  };

  get ledger(): LedgerEntry | undefined {
    return this.outbox.ledger()["service"];
  }

  get names(): string[] {
    return this.sent.flatMap(({ names }) => names);
  }

  get afterMs(): number {
    return this.time.nowMs() - this.#startMs;
  }

  abort(): void {
    this.#abort.abort();
  }

  put(name: string, more: Partial<NewDelivery> = {}): void {
    const createdAtMs = this.time.nowMs();
    const delivery: NewDelivery = {
      destination: "service",
      method: "add_event",
      body: JSON.stringify(name),
      class: "event",
      dedupeKeys: [],
      createdAtMs,
      expiresAtMs: createdAtMs + 21 * 86_400_000,
      onLostAnswer: "resend",
      ...more,
    };
    void this.outbox.put({ items: [{ kind: "deliver", delivery }] }, createdAtMs);
  }

  async #send(deliveries: readonly Delivery[], context: SendContext): Promise<Outcome> {
    this.#inFlight++;
    const names = deliveries.map(({ body }) => String(JSON.parse(body)));
    this.sent.push({ afterMs: this.afterMs, names, inFlight: this.#inFlight });
    const answer = this.nextAnswers.shift() ?? this.answer;
    await this.time.sleep(this.latencyMs);
    try {
      return await (typeof answer === "function" ? answer(deliveries, context) : answer);
    } finally {
      this.#inFlight--;
    }
  }
}

/** A service that takes requests and never answers, until the tracker closes. */
export function hung(_deliveries: readonly Delivery[], { signal }: SendContext): Promise<Outcome> {
  return new Promise((resolve) => {
    const abort = (): void => resolve({ kind: "unavailable", description: "aborted", request: "lost" });
    signal.addEventListener("abort", abort, { once: true });
  });
}
