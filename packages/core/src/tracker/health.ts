import type { Hold, HoldCause } from "../delivery/hold.ts";
import { type QuotaHealth, quotaHealth } from "../delivery/quota-health.ts";
import type { Sender } from "../delivery/sender.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { BotIdentity } from "../support/bot-identity.ts";
import type { Ports } from "../support/ports.ts";

/** How one destination is doing. */
export interface DestinationHealth {
  /** Why nothing is being sent, and until when at the earliest (milliseconds since 1970). */
  held?: { cause: HoldCause | "not-ready"; why: string; untilMs?: number };
  /** How long the oldest waiting delivery has waited; 0 when none waits. */
  oldestPendingMs: number;
  /**
   * Where new deliveries are kept now: `sqlite`, `memory`, `memory-fallback` (the file cannot be used just
   * now), `redis`, `redis-away` (Redis cannot be used just now: recording goes on, nothing is sent), or the `kind` of
   * an outbox of the bot's own.
   */
  storage: string;
  quota: QuotaHealth[];
  /**
   * Reports to the service that this process made without the tracker since the tracker was made: a call left over from
   * before it, by which everything counts twice. Seen of `fetch`, undici and `node:http`; on Bun and Deno of `node:http`.
   */
  strayRequests: number;
}

/** By the destination's name. */
export type Health = Record<string, DestinationHealth>;

/** What a destination's health is read from. */
export interface HealthSources {
  hold: Hold | undefined;
  strayRequests: number;
  outbox: Pick<Outbox, "kind" | "oldestPendingAt" | "quotaUsed">;
  bot: BotIdentity | undefined;
  ports: Pick<Ports, "nowMs" | "steadyMs">;
}

export function destinationHealth(destination: Sender, sources: HealthSources): DestinationHealth {
  const { hold, outbox, bot, ports, strayRequests } = sources;
  const nowMs = ports.nowMs();
  const steadyMs = ports.steadyMs();
  const held = heldBy(destination, hold, bot, nowMs - steadyMs);
  const oldestAtMs = outbox.oldestPendingAt(destination.name);
  const { quota: limits } = destination;
  return {
    ...(held !== undefined && { held }),
    oldestPendingMs: oldestAtMs === undefined ? 0 : nowMs - oldestAtMs,
    storage: outbox.kind,
    quota: limits === undefined ? [] : quotaHealth(limits, outbox, { nowMs, steadyMs }),
    strayRequests,
  };
}

/** A hold's moments are by the steady clock; `aheadMs` is how far the wall clock is ahead of it. */
function heldBy(
  destination: Sender,
  hold: Hold | undefined,
  bot: BotIdentity | undefined,
  aheadMs: number,
): DestinationHealth["held"] {
  if (hold !== undefined) return { cause: hold.cause, why: hold.why, untilMs: hold.untilMs + aheadMs };
  const why = destination.notReady?.(bot);
  return why === undefined ? undefined : { cause: "not-ready", why };
}
