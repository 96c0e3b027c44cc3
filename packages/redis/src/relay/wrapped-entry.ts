import type { Delivery, NewDelivery, OutboxEntry, PutResult } from "@bot-tracker/core";
import { destinationOfRelayed, destinationsBehind } from "@bot-tracker/core/outbox-kit";
import { KEPT_FOR_MACHINES_MS } from "../store/kept-for-machines.ts";
import type { MovedEntry } from "../store/shared-store.ts";
import { classOf, rankOf } from "../store/store-reply.ts";
import { packEntry, unpackEntry } from "./packed-entry.ts";

type PersonChange = NonNullable<OutboxEntry["person"]>["change"];

const METHOD = "move";
const LEAST = rankOf("activity");

/**
 * An entry as one delivery of the local outbox, so that it stays whole. FILE FORMAT. Its destination names those that
 * the entry is for, so that the local ledger says what waits here for each of them. Its body is made when it is first
 * asked for: that takes longer than all the rest, and a file asks only at the end of the bot's turn.
 */
export function wrapEntry(entry: OutboxEntry, recordedAtMs: number): NewDelivery {
  const { destinations, rank, userId, dedupeKeys, expiresAtMs } = summaryOf(entry, recordedAtMs);
  let body: string | undefined;
  return {
    destination: destinationOfRelayed(destinations),
    method: METHOD,
    get body() {
      body ??= packEntry(entry, recordedAtMs);
      return body;
    },
    class: classOf(rank),
    userId,
    dedupeKeys,
    createdAtMs: recordedAtMs,
    expiresAtMs,
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

/** What the one delivery that stands for an entry takes from those in it. */
interface Summary {
  destinations: string[];
  /** Of the most valuable class. */
  rank: number;
  userId: string | undefined;
  dedupeKeys: readonly string[];
  expiresAtMs: number;
}

/** In one pass, because each call that records waits for it. */
function summaryOf({ items, person }: OutboxEntry, recordedAtMs: number): Summary {
  const destinations: string[] = [];
  let rank = person === undefined ? LEAST : rankOfChange(person.change.kind);
  let userId: string | undefined;
  let dedupeKeys: readonly string[] = [];
  let expiresAtMs = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    if (item.kind === "drop") {
      destinations.push(item.destination);
      continue;
    }
    const { delivery } = item;
    destinations.push(delivery.destination);
    rank = Math.min(rank, rankOf(delivery.class));
    userId ??= delivery.userId;
    if (dedupeKeys.length === 0) dedupeKeys = delivery.dedupeKeys;
    else dedupeKeys = [...dedupeKeys, ...delivery.dedupeKeys];
    if (item.kind === "deliver") expiresAtMs = Math.max(expiresAtMs, delivery.expiresAtMs);
  }
  // Redis has to learn what happened to a person even if it is too late to tell a service.
  if (person !== undefined || expiresAtMs === Number.NEGATIVE_INFINITY) {
    expiresAtMs = Math.max(expiresAtMs, recordedAtMs + KEPT_FOR_MACHINES_MS);
  }
  return {
    destinations,
    rank,
    userId: userId ?? person?.userId,
    dedupeKeys: dedupeKeys.length < 2 ? dedupeKeys : [...new Set(dedupeKeys)],
    expiresAtMs,
  };
}

/** An unblock goes with the stops: moved after a later stop, it would have the person marked as not blocked. */
function rankOfChange(kind: PersonChange["kind"]): number {
  return rankOf(kind.endsWith("start") ? "start" : "stop");
}
