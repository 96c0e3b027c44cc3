import type { Delivery, DeliveryClass, NewDelivery } from "../../../packages/core/src/outbox/delivery.ts";
import type { LeaseRequest, MaybePromise, Outbox, PutResult } from "../../../packages/core/src/outbox/outbox.ts";

/** The bounds that every kind of outbox has. */
export interface OutboxBounds {
  maxItems?: number;
  maxBytes?: number;
  maxDeadLetters?: number;
}

/** Makes an empty outbox. The suite closes it. */
export type MakeOutbox = (bounds?: OutboxBounds) => MaybePromise<Outbox>;

/** For an outbox that survives its process: the same one again, after the end of whoever had it open. */
export type ReopenOutbox = (outbox: Outbox) => MaybePromise<Outbox>;

/** What is special about an outbox, and how long its tests may take. */
export interface SuiteOptions {
  /** Random sequences for each property. @default 300 */
  numRuns?: number;
  /** What was leased is free as soon as it is open again, rather than when the lease runs out. @default false */
  endsLeasesAtReopen?: boolean;
  /** A claim gives what was put right before it, though nobody has waited for that to be stored. @default true */
  claimsWhatIsPut?: boolean;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Some moment in November 2026. */
export const START_MS = 1_795_000_000_000;
export const DESTINATION = "tgtrack";

/** A delivery whose body is its name. */
export function delivery(name: string, more: Partial<NewDelivery> = {}): NewDelivery {
  const createdAtMs = more.createdAtMs ?? START_MS;
  return {
    destination: DESTINATION,
    method: "add_event",
    body: JSON.stringify(name),
    class: "event",
    dedupeKeys: [],
    createdAtMs,
    expiresAtMs: createdAtMs + 21 * DAY_MS,
    onLostAnswer: "resend",
    ...more,
  };
}

export function nameOf({ body }: { body: string }): string {
  return String(JSON.parse(body));
}

export async function putAll(outbox: Outbox, deliveries: readonly NewDelivery[], nowMs = START_MS): Promise<void> {
  for (const each of deliveries) await outbox.put({ items: [{ kind: "deliver", delivery: each }] }, nowMs);
}

export async function putOne(outbox: Outbox, each: NewDelivery, nowMs = START_MS): Promise<PutResult> {
  return outbox.put({ items: [{ kind: "deliver", delivery: each }] }, nowMs);
}

export async function leaseOne(outbox: Outbox, more: Partial<LeaseRequest> = {}): Promise<Delivery | undefined> {
  const [first] = await lease(outbox, { maxItems: 1, ...more });
  return first;
}

export async function lease(outbox: Outbox, more: Partial<LeaseRequest> = {}): Promise<readonly Delivery[]> {
  return outbox.lease({
    destination: DESTINATION,
    maxItems: 100,
    maxBytes: Number.POSITIVE_INFINITY,
    nowMs: START_MS,
    leaseMs: 60_000,
    ...more,
  });
}

/** Sends everything that can be sent, one by one, and gives the names in the order in which they went. */
export async function drain(outbox: Outbox, nowMs = START_MS, destination = DESTINATION): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const leased = await leaseOne(outbox, { destination, nowMs });
    if (leased === undefined) return names;
    names.push(nameOf(leased));
    await outbox.settle([{ id: leased.id, as: "delivered" }], nowMs);
  }
}

/** Puts a hundred of each class that takes turns into the first, and has all lease in turn: how many each class got. */
export async function sharesAmong(outboxes: readonly Outbox[]): Promise<{ [Name in DeliveryClass]?: number }> {
  const [first] = outboxes;
  if (first === undefined) return {};
  for (const name of ["activity", "event", "stop"] as const) {
    await putAll(
      first,
      Array.from({ length: 100 }, (_none, index) => delivery(`${name} ${index}`, { class: name })),
    );
  }
  const shares: { [Name in DeliveryClass]?: number } = {};
  for (let round = 0; round < 70; round++) {
    const leased = await leaseOne(outboxes[round % outboxes.length] ?? first);
    if (leased !== undefined) shares[leased.class] = (shares[leased.class] ?? 0) + 1;
  }
  return shares;
}

export const CLASSES: readonly DeliveryClass[] = ["start", "goal", "stop", "event", "activity"];
