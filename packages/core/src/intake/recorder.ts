import type { DeliveryEvent } from "../delivery/delivery-event.ts";
import type { Destination, Planned } from "../destinations/destination.ts";
import type { Occurrence } from "../destinations/occurrence.ts";
import type { MessengerId } from "../messenger/messenger-id.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { DropReason } from "../outbox/ledger.ts";
import type { Outbox, OutboxItem, PutResult } from "../outbox/outbox.ts";
import type { PersonChange } from "../outbox/rules/person.ts";
import { errorKind } from "../support/error-kind.ts";
import { errorMessage, errorText } from "../support/error-text.ts";
import { isPromise } from "../support/is-promise.ts";
import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import { swallowRejection } from "../support/swallow-rejection.ts";
import { toWellFormedJson } from "../support/to-well-formed-json.ts";
import type { BeforeSend, OutgoingDelivery } from "./before-send.ts";
import type { RecordResult } from "./record-result.ts";

export interface RecorderParts {
  destinations: readonly Destination[];
  messenger: MessengerId;
  outbox: Outbox;
  ports: Ports;
  messages: Messages;
  beforeSend: BeforeSend | undefined;
  /** Undefined if nobody listens, so that no event is created for nothing. */
  notify: ((event: DeliveryEvent) => void) | undefined;
}

/** An occurrence's context: keys that make it count once, and what it changes about the person. */
export interface RecordContext {
  dedupeKeys: readonly string[];
  person?: { botId: string; userId: string; change: PersonChange };
}

/** Has every destination plan its requests for an occurrence, and puts them into the outbox, all or nothing. */
export class Recorder {
  readonly #parts: RecorderParts;
  readonly #wanted: ReadonlySet<Occurrence["kind"]>;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#wanted = new Set(parts.destinations.flatMap(({ accepts }) => [...accepts]));
  }

  /** Whether any destination wants occurrences of this kind. */
  wants(kind: Occurrence["kind"]): boolean {
    return this.#wanted.has(kind);
  }

  /** Stores what an occurrence leads to. Serialises bodies before it returns. A returned promise never rejects. */
  record(occurrence: Occurrence, context: RecordContext): RecordResult | Promise<RecordResult> {
    const nowMs = this.#parts.ports.nowMs();
    const items: OutboxItem[] = [];
    for (const destination of this.#parts.destinations) {
      if (!destination.accepts.has(occurrence.kind)) continue;
      const before = items.length;
      try {
        const planned = destination.plan(occurrence, { nowMs, messenger: this.#parts.messenger });
        for (let index = 0; index < planned.length; index++) {
          // A destination may plan several requests for one occurrence; each is identified by its index.
          const keys = index === 0 ? context.dedupeKeys : context.dedupeKeys.map((key) => `${key}#${index}`);
          items.push(this.#toItem(planned[index] as Planned, destination.name, keys, nowMs));
        }
      } catch (error) {
        // One destination's bug must not cost the others their deliveries.
        const { name } = destination;
        items.length = before;
        this.#parts.messages.error(
          `plan ${name} ${errorKind(error)}`,
          `A delivery of kind ${occurrence.kind} could not be planned for ${name}: ${errorText(error)}`,
        );
        items.push({ kind: "drop", destination: name, reason: "invalid" });
      }
    }
    return this.#put(items, context, nowMs);
  }

  /** Remembers what changed about a person when there is nothing to send for it. */
  note({ person }: Required<Pick<RecordContext, "person">>): RecordResult | Promise<RecordResult> {
    return this.#put([], { dedupeKeys: [], person }, this.#parts.ports.nowMs());
  }

  /** Counts an invalid call, for every destination it would have gone to. */
  refuse(kind: Occurrence["kind"], reason: DropReason): RecordResult | Promise<RecordResult> {
    const items = this.#parts.destinations
      .filter((destination) => destination.accepts.has(kind))
      .map(({ name }): OutboxItem => ({ kind: "drop", destination: name, reason }));
    return this.#put(items, { dedupeKeys: [] }, this.#parts.ports.nowMs());
  }

  #put(items: readonly OutboxItem[], { person }: RecordContext, nowMs: number): RecordResult | Promise<RecordResult> {
    if (items.length === 0 && person === undefined) return { stored: false, reason: "not-wanted" };
    const result = this.#parts.outbox.put(person === undefined ? { items } : { items, person }, nowMs);
    if (!isPromise(result)) return this.#conclude(items, result);
    const failed = (error: unknown): RecordResult => {
      this.#parts.messages.error("outbox", `The outbox could not store a delivery: ${errorText(error)}`);
      return { stored: false, reason: "error" };
    };
    // Only one promise per call: with a file, as many are pending as there are events in a turn.
    return result.then((known) => {
      try {
        return this.#conclude(items, known);
      } catch (error) {
        return failed(error);
      }
    }, failed);
  }

  #toItem(planned: Planned, destination: string, dedupeKeys: readonly string[], nowMs: number): OutboxItem {
    if (planned.kind === "drop") {
      const topic = `drop ${destination} ${planned.reason} ${planned.message}`;
      // What a service has no method for is nobody's mistake, and will not change while the bot runs.
      if (planned.reason === "unsupported") this.#parts.messages.warnOnce(topic, planned.message);
      else this.#parts.messages.error(topic, planned.message);
      return { kind: "drop", destination, reason: planned.reason };
    }
    const { method } = planned;
    const userId = textOf(planned.userId);
    const delivery: NewDelivery = {
      destination,
      method,
      body: toWellFormedJson(planned.body),
      class: planned.class,
      // Always set: an object that gets a property later takes a third more memory.
      userId,
      dedupeKeys,
      createdAtMs: nowMs,
      expiresAtMs: nowMs + planned.expiresAfterMs,
      onLostAnswer: planned.onLostAnswer ?? "resend",
    };
    const { beforeSend } = this.#parts;
    if (beforeSend === undefined) return { kind: "deliver", delivery };

    const about = { destination, method, class: planned.class, ...(userId !== undefined && { userId }) };
    // A copy, because the body may be the bot's own update, which must not be changed.
    const outgoing: OutgoingDelivery = { ...about, body: JSON.parse(delivery.body) };
    try {
      const changed = beforeSend(outgoing);
      swallowRejection(changed, () => {});
      if (changed === null) return { kind: "drop", destination, reason: "before-send" };
      if (typeof changed?.body !== "object" || changed.body === null) {
        throw new TypeError("it must return the delivery with an object as its body, or null");
      }
      return { kind: "deliver", delivery: { ...delivery, body: toWellFormedJson(changed.body) } };
    } catch (error) {
      const description = `beforeSend failed: ${errorMessage(error)}`;
      this.#parts.messages.error(
        errorKind(description),
        `${description}. The delivery is kept among the dead letters, unsent.`,
      );
      return { kind: "bury", delivery, reason: { code: "before-send", description } };
    }
  }

  #conclude(items: readonly OutboxItem[], { statuses, overflowed }: PutResult): RecordResult {
    const { notify, messages } = this.#parts;
    let stored = false;
    let reason: Exclude<RecordResult, { stored: true }>["reason"] | undefined;
    for (let index = 0; index < items.length; index++) {
      const item = items[index] as OutboxItem;
      const status = statuses[index];
      if (status === undefined) continue;
      if (item.kind === "drop") {
        if (status === "dropped") {
          notify?.({ kind: "dropped", destination: item.destination, reason: item.reason, count: 1 });
          reason ??= item.reason;
        } else if (status !== "stored") reason ??= status;
        continue;
      }
      const { destination, method, userId, class: worth } = item.delivery;
      if (status === "stored") {
        stored = true;
        notify?.({ kind: "stored", destination, method, class: worth, ...(userId !== undefined && { userId }) });
      } else if (item.kind === "bury" && status === "dead") {
        notify?.({ kind: "buried", destination, method, class: worth, reason: item.reason });
        reason ??= "dead";
      } else reason ??= status === "dropped" ? "overflow" : status;
    }
    for (const { destination } of overflowed) {
      notify?.({ kind: "dropped", destination, reason: "overflow", count: 1 });
      messages.error(
        "overflow",
        "The outbox is full: the least valuable, oldest deliveries are dropped and counted as `overflow`. " +
          "A service has been unavailable for long, or the bot records more than the service's limits allow.",
      );
    }
    return stored ? { stored: true } : { stored: false, reason: reason ?? "not-wanted" };
  }
}

/** In Telegram's updates an id is a number, and JavaScript lets a destination hand that on. */
function textOf(userId: string | number | null | undefined): string | undefined {
  return userId === undefined || userId === null ? undefined : String(userId);
}
