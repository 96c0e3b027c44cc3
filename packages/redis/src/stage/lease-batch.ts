import type { Delivery, NextUp, Outbox } from "@bot-tracker/core";
import { DELIVERY_CLASSES } from "@bot-tracker/core/tool-kit";

/**
 * For how long what is being moved belongs to its mover. If that one dies, the next moves the same again: a start is
 * late by this much at most. It has to be longer than Redis may take to answer, and to have it on disk.
 */
export const MOVE_LEASE_MS = 15_000;
/** From one group at a time while others have something too: what comes out last may be worth less than theirs. */
const PORTION = 100;
/** One batch is not to keep Redis busy for long. */
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
  ready.sort((one, other) => rankOf(one) - rankOf(other) || one.oldestAtMs - other.oldestAtMs);
  return { ready, againAtMs };
}

/** Leases what is worth most over all of them, up to `maxItems`, for one move. In the order of their worth. */
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
    const leased = await local.lease({
      destination: first.destination,
      maxItems: ready.length === 1 ? room : Math.min(room, PORTION),
      maxBytes: MAX_BYTES - bytes,
      nowMs,
      leaseMs: MOVE_LEASE_MS,
    });
    if (leased.length === 0) break;
    for (const delivery of leased) {
      batch.push(delivery);
      bytes += Buffer.byteLength(delivery.body);
    }
  }
  return batch;
}

function rankOf({ class: name }: Ready): number {
  return DELIVERY_CLASSES.indexOf(name);
}
