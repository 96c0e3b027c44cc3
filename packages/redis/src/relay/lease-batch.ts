import type { Delivery, LeaseRequest, NextUp, Outbox, OutboxStep } from "@bot-tracker/core";
import { isBarrier } from "@bot-tracker/core/outbox-kit";
import { rankOf } from "../store/store-reply.ts";

/**
 * How long a relay owns what it is moving. If its process dies, the next one moves the same again, so a start is late
 * by this much at most. It has to be longer than Redis may take to answer and to have the data on disk.
 */
export const RELAY_LEASE_MS = 15_000;
/** Taken from one group at a time while others have something too, whose deliveries may be more valuable. */
const PORTION = 100;
/** One batch must not keep Redis busy for long. */
const MAX_BYTES = 4 * 1024 * 1024;

type Ready = Extract<NextUp, { kind: "ready" }> & { destination: string };

/** What a local outbox could give now, most valuable and oldest first, and when there may be more. */
export interface Outlook {
  ready: readonly Ready[];
  /** Infinity: nothing that waits here has a time. */
  againAtMs: number;
}

export async function lookFor(local: Outbox, destinations: Iterable<string>, nowMs: number): Promise<Outlook> {
  const ready: Ready[] = [];
  let againAtMs = Number.POSITIVE_INFINITY;
  for (const destination of destinations) {
    const next = await local.next(destination, nowMs);
    if (next.kind === "ready") ready.push({ ...next, destination });
    else if (next.kind === "later") againAtMs = Math.min(againAtMs, next.atMs);
  }
  ready.sort((one, other) => rankOf(one.class) - rankOf(other.class) || one.oldestAtMs - other.oldestAtMs);
  return { ready, againAtMs };
}

/** Leases the most valuable deliveries of all destinations, up to `maxItems`, most valuable first. */
export async function leaseBatch(
  local: Outbox,
  destinations: Iterable<string>,
  { maxItems, nowMs }: { maxItems: number; nowMs: number },
): Promise<readonly Delivery[]> {
  const names = [...destinations];
  const batch: Delivery[] = [];
  let bytes = 0;
  while (batch.length < maxItems && bytes < MAX_BYTES) {
    const { ready } = await lookFor(local, names, nowMs);
    const [first] = ready;
    if (first === undefined) break;
    const room = maxItems - batch.length;
    const request = { maxBytes: MAX_BYTES - bytes, nowMs, leaseMs: RELAY_LEASE_MS };
    const equals = ready.filter((each) => each.class === first.class);
    const leased =
      equals.length > 1 && isBarrier(first.class)
        ? await leaseOldest(local, equals, { ...request, maxItems: Math.min(room, PORTION) })
        : await local.lease({
            ...request,
            destination: first.destination,
            maxItems: ready.length === 1 ? room : Math.min(room, PORTION),
          });
    if (leased.length === 0) break;
    for (const delivery of leased) {
      batch.push(delivery);
      bytes += Buffer.byteLength(delivery.body);
    }
  }
  return batch;
}

/**
 * The same within a step of the local outbox, once `isAllowed`. Undefined: there is nothing, or what there is has to be
 * put in order first.
 */
export function leaseIn(
  step: OutboxStep,
  destinations: Iterable<string>,
  { maxItems, nowMs }: { maxItems: number; nowMs: number },
  isAllowed: () => boolean,
): readonly Delivery[] | undefined {
  const ready = [...destinations].filter((each) => step.next(each, nowMs).kind === "ready");
  const [destination] = ready;
  if (destination === undefined || ready.length > 1 || !isAllowed()) return undefined;
  return step.lease({ destination, maxItems, maxBytes: MAX_BYTES, nowMs, leaseMs: RELAY_LEASE_MS });
}

/**
 * Of several groups of the same class, what was recorded first: a person's stop may be in one and what lifts it in
 * another. Whatever was leased but is younger than something that was not goes back.
 */
async function leaseOldest(
  local: Outbox,
  groups: readonly Ready[],
  request: Omit<LeaseRequest, "destination">,
): Promise<readonly Delivery[]> {
  const leased: Delivery[] = [];
  let completeUntilMs = Number.POSITIVE_INFINITY;
  for (const { destination } of groups) {
    const own = await local.lease({ ...request, maxBytes: request.maxBytes / groups.length, destination });
    leased.push(...own);
    // It gave all that it had of these classes if others come after them.
    const last = own.at(-1);
    if (last !== undefined && isBarrier(last.class)) completeUntilMs = Math.min(completeUntilMs, last.createdAtMs);
  }
  const younger = leased.filter(({ createdAtMs }) => createdAtMs > completeUntilMs);
  if (younger.length > 0) {
    await local.settle(
      younger.map(({ id }) => ({ id, as: "returned" })),
      request.nowMs,
    );
  }
  return leased.filter(({ createdAtMs }) => createdAtMs <= completeUntilMs);
}
