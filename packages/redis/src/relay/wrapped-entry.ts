import type { Delivery, DeliveryClass, NewDelivery, OutboxEntry, OutboxItem, PutResult } from "@bot-tracker/core";
import { DELIVERY_CLASSES, destinationOfRelayed, destinationsBehind } from "@bot-tracker/core/outbox-kit";
import { KEPT_FOR_MACHINES_MS } from "../store/kept-for-machines.ts";
import type { MovedEntry } from "../store/shared-store.ts";
import { packEntry, unpackEntry } from "./packed-entry.ts";

const METHOD = "move";

/**
 * An entry as one delivery of the local outbox, so that it stays whole. FILE FORMAT. Its destination names those that
 * the entry is for, so that the local ledger says what waits here for each of them.
 */
export function wrapEntry(entry: OutboxEntry, recordedAtMs: number): NewDelivery {
  const deliveries = entry.items.flatMap((item) => (item.kind === "drop" ? [] : [item.delivery]));
  return {
    destination: destinationOfRelayed(entry.items.map(destinationOf)),
    method: METHOD,
    body: packEntry(entry, recordedAtMs),
    class: classOf(entry, deliveries),
    userId: deliveries.find(({ userId }) => userId !== undefined)?.userId ?? entry.person?.userId,
    dedupeKeys: [...new Set(deliveries.flatMap(({ dedupeKeys }) => dedupeKeys))],
    createdAtMs: recordedAtMs,
    expiresAtMs: expiryOf(entry, recordedAtMs),
    onLostAnswer: "resend",
  };
}

/**
 * What a local delivery brings to Redis: the entry in it, or, for an ordinary one recorded before there was a Redis, an
 * entry with only that delivery. Undefined: it cannot be read.
 */
export function unwrapEntry(delivery: Delivery): MovedEntry | undefined {
  const { id, attempts: _attempts, ...ordinary } = delivery;
  if (destinationsBehind(delivery.destination) === undefined) {
    return { id, entry: { items: [{ kind: "deliver", delivery: ordinary }] }, recordedAtMs: delivery.createdAtMs };
  }
  const packed = unpackEntry(delivery.body);
  return packed === undefined ? undefined : { id, ...packed };
}

/** The result for an entry, from the result for the one delivery that stands for it here. */
export function unwrapResult({ items }: OutboxEntry, { statuses, overflowed }: PutResult): PutResult {
  const [status = "dropped"] = statuses;
  return {
    statuses: items.map((item) => {
      if (status !== "stored") return status;
      return item.kind === "deliver" ? "stored" : item.kind === "drop" ? "dropped" : "dead";
    }),
    overflowed: overflowed.flatMap((each) =>
      (destinationsBehind(each.destination) ?? [each.destination]).map((destination) => ({
        destination,
        class: each.class,
      })),
    ),
  };
}

function destinationOf(item: OutboxItem): string {
  return item.kind === "drop" ? item.destination : item.delivery.destination;
}

function classOf({ person }: OutboxEntry, deliveries: readonly NewDelivery[]): DeliveryClass {
  const classes: DeliveryClass[] = deliveries.map((delivery) => delivery.class);
  // An unblock goes with the stops: moved after a later stop, it would have the person marked as not blocked.
  if (person !== undefined) classes.push(person.change.kind.endsWith("start") ? "start" : "stop");
  return DELIVERY_CLASSES.find((name) => classes.includes(name)) ?? "activity";
}

function expiryOf({ items, person }: OutboxEntry, recordedAtMs: number): number {
  const expiries = items.flatMap((item) => (item.kind === "deliver" ? [item.delivery.expiresAtMs] : []));
  // Redis has to learn what happened to a person even if it is too late to tell a service.
  if (person !== undefined || expiries.length === 0) expiries.push(recordedAtMs + KEPT_FOR_MACHINES_MS);
  return Math.max(...expiries);
}
