import type { DeliveryEvent } from "../delivery/delivery-event.ts";
import { explainDeliveryEvent } from "../delivery/explain-delivery-event.ts";
import type { HttpTransport } from "../delivery/http/http-transport.ts";
import { Lane } from "../delivery/lane.ts";
import { quotaHealth } from "../delivery/quota-health.ts";
import type { ReadAttempt } from "../delivery/read-queue.ts";
import type { Destination, Occurrence, SendContext } from "../destinations/destination.ts";
import { KeyHeldError } from "../errors/key-held-error.ts";
import type { RecordResult } from "../intake/record-result.ts";
import { type RecordContext, Recorder } from "../intake/recorder.ts";
import type { BotIdentity } from "../messenger/signal.ts";
import type { DeliveryClass } from "../outbox/delivery.ts";
import { type DropReason, emptyLedgerEntry, type Ledger } from "../outbox/ledger.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import { swallowRejection } from "../support/swallow-rejection.ts";
import type { Health } from "./health.ts";
import type { TrackerOptions } from "./options.ts";

/** Everything an engine is made of, defaults applied. */
export interface EngineParts {
  /** Each with the transport that its requests go through. */
  routes: readonly { destination: Destination; http: HttpTransport }[];
  outbox: Outbox;
  ports: Ports;
  messages: Messages;
  bot: BotIdentity | undefined;
  beforeSend: TrackerOptions["beforeSend"];
  onDelivery: TrackerOptions["onDelivery"];
}

/** The part of `close`'s time, at most, that is kept for requests it has aborted. Those that obey end at once. */
const STUBBORN_MS = 200;
/** The part of it, at most, in which nothing new is sent and requests under way may still be answered. */
const LAST_ANSWERS_MS = 1_000;

/** Between the tracker's calls and the services: records into the outbox and runs one lane per destination. */
export class Engine {
  readonly outbox: Outbox;
  readonly messages: Messages;
  readonly #parts: EngineParts;
  readonly #recorder: Recorder;
  readonly #lanes = new Map<string, Lane>();
  readonly #abort = new AbortController();
  readonly #cancelBeforeExit: () => void;
  readonly #awake = new Set<string>();
  #bot: BotIdentity | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#bot = parts.bot;
    this.outbox = parts.outbox;
    this.messages = parts.messages;
    const { outbox, ports, messages } = parts;
    const isHeard = parts.onDelivery !== undefined || messages.debugging;
    const tell = isHeard ? (event: DeliveryEvent): void => this.#tell(event) : undefined;
    const destinations = parts.routes.map(({ destination }) => destination);
    this.#recorder = new Recorder({ destinations, outbox, ports, messages, beforeSend: parts.beforeSend, tell });
    for (const { destination, http } of parts.routes) {
      const sendContext = (): SendContext => ({ http, bot: this.#bot, signal: this.#abort.signal });
      this.#lanes.set(destination.name, new Lane({ destination, outbox, ports, messages, sendContext, tell }));
    }
    outbox.onReady((destination, mostValuable) => this.#wakeSoon(destination, mostValuable));
    // A script that ends by itself would otherwise take what waits in memory with it.
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
    for (const name of this.#lanes.keys()) this.#wakeSoon(name);
  }

  wants(kind: Occurrence["kind"]): boolean {
    return this.#recorder.wants(kind);
  }

  record(occurrence: Occurrence, context: RecordContext): RecordResult | Promise<RecordResult> {
    return this.#recorder.record(occurrence, context);
  }

  /** Remembers what changed about a person when there is nothing to send for it. */
  note(change: Required<Pick<RecordContext, "person">>): RecordResult | Promise<RecordResult> {
    return this.#recorder.note(change);
  }

  refuse(kind: Occurrence["kind"], reason: DropReason): RecordResult | Promise<RecordResult> {
    return this.#recorder.refuse(kind, reason);
  }

  /** Asks a service that is one of the destinations. */
  async read<T>(destination: string, attempt: ReadAttempt<T>): Promise<T> {
    const lane = this.#lanes.get(destination);
    if (lane === undefined || this.closed) throw new KeyHeldError(destination, "the tracker is closed");
    return lane.read(attempt);
  }

  async flush({ timeoutMs = 5_000 }: { timeoutMs?: number } = {}): Promise<{ delivered: number; pending: number }> {
    const before = this.#totals().delivered;
    const deadlineMs = this.#parts.ports.steadyMs() + timeoutMs;
    // First, because a lane that finds nothing to send does not wait for what is still on its way to it.
    if (this.outbox.flush !== undefined) await this.#atMost(timeoutMs, this.#handOn(timeoutMs));
    await Promise.all([...this.#lanes.values()].map((lane) => lane.flush(deadlineMs)));
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
    const nowMs = this.#parts.ports.nowMs();
    const steadyMs = this.#parts.ports.steadyMs();
    return Object.fromEntries(
      this.#parts.routes.map(({ destination }) => {
        const held = this.#heldBy(destination);
        const oldestAtMs = this.outbox.oldestPendingAt(destination.name);
        const { quota: limits } = destination;
        const quota = limits === undefined ? [] : quotaHealth(limits, this.outbox, { nowMs, steadyMs });
        const oldestPendingMs = oldestAtMs === undefined ? 0 : nowMs - oldestAtMs;
        return [
          destination.name,
          { ...(held !== undefined && { held }), oldestPendingMs, storage: this.outbox.kind, quota },
        ];
      }),
    );
  }

  #heldBy(destination: Destination): Health[string]["held"] {
    const hold = this.#lanes.get(destination.name)?.hold;
    if (hold !== undefined) {
      const { nowMs, steadyMs } = this.#parts.ports;
      return { cause: hold.cause, why: hold.why, untilMs: nowMs() + hold.untilMs - steadyMs() };
    }
    const why = destination.notReady?.(this.#bot);
    return why === undefined ? undefined : { cause: "not-ready", why };
  }

  async #handOn(timeoutMs: number): Promise<void> {
    try {
      await this.outbox.flush?.(timeoutMs);
    } catch (error) {
      this.messages.error("outbox-flush", `The outbox could not hand on what was recorded: ${String(error)}`);
    }
  }

  async #lastFlush(): Promise<void> {
    this.#sayWhatIsLost(await this.flush());
  }

  #sayWhatIsLost({ pending }: { pending: number }): void {
    if (pending === 0 || this.outbox.kind !== "memory") return;
    const what = pending === 1 ? "1 delivery was" : `${pending} deliveries were`;
    this.messages.warn("lost", `${what} not sent in time and went with the process: they were only kept in memory.`);
  }

  async #close(timeoutMs: number): Promise<void> {
    this.#cancelBeforeExit();
    const stubbornMs = Math.min(STUBBORN_MS, timeoutMs / 4);
    const lastAnswersMs = Math.min(LAST_ANSWERS_MS, timeoutMs / 4);
    await this.flush({ timeoutMs: timeoutMs - lastAnswersMs - stubbornMs });
    const lanes = Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
    // A request that is cut off is sent again by the next process, and may count twice.
    await this.#atMost(lastAnswersMs, lanes);
    this.#abort.abort();
    const transports = new Set(this.#parts.routes.map(({ http }) => http));
    await Promise.all([...transports].map((http) => http.close()));
    await this.#atMost(stubbornMs, lanes);
    this.#sayWhatIsLost(this.#totals());
    await this.outbox.close();
  }

  /** Waits for `work`, but no longer than that: an outbox or a destination of the bot's own may never answer. */
  async #atMost(timeoutMs: number, work: Promise<unknown>): Promise<void> {
    let cancel = (): void => {};
    const over = new Promise<void>((resolve) => {
      cancel = this.#parts.ports.setTimer(resolve, timeoutMs, true);
    });
    await Promise.race([work, over]);
    cancel();
  }

  #totals(): { delivered: number; pending: number } {
    const totals = { delivered: 0, pending: 0 };
    for (const { delivered, pending } of Object.values(this.ledger())) {
      totals.delivered += delivered;
      totals.pending += pending;
    }
    return totals;
  }

  /** Looks for something to send after the present turn, once for all that was recorded in it. */
  #wakeSoon(destination: string, mostValuable?: DeliveryClass): void {
    if (this.#awake.has(destination) || this.#lanes.get(destination)?.wantsToWakeFor(mostValuable) !== true) return;
    this.#awake.add(destination);
    this.#parts.ports.soon(() => {
      this.#awake.delete(destination);
      this.#lanes.get(destination)?.wake();
    });
  }

  #tell(event: DeliveryEvent): void {
    if (this.messages.debugging) this.#explain(event);
    const { onDelivery } = this.#parts;
    if (onDelivery === undefined) return;
    const complain = (error: unknown): void =>
      this.messages.error("on-delivery", `onDelivery failed, which is ignored: ${String(error)}`);
    try {
      swallowRejection(onDelivery(event), complain);
    } catch (error) {
      complain(error);
    }
  }

  #explain(event: DeliveryEvent): void {
    const line = explainDeliveryEvent(event);
    if (line !== undefined) this.messages.debug(line);
  }
}
