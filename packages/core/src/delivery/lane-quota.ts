import type { RequestEnd } from "../outbox/request-end.ts";
import type { QuotaLimits } from "../outbox/rules/quota.ts";
import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import type { DeliverySource } from "./delivery-source.ts";
import type { Sender } from "./sender.ts";

export interface LaneQuotaParts {
  destination: Sender;
  outbox: DeliverySource;
  ports: Pick<Ports, "steadyMs">;
  messages: Pick<Messages, "warn">;
  /** The lane's own requests in flight. */
  inFlight(): number;
}

const LOOK_AGAIN_MS = 1_000;
/** Urgent deliveries wait longer than this only if a long window is full. */
const USED_UP_AFTER_MS = 60_000;
const NEVER = Number.POSITIVE_INFINITY;

/** One destination's slots in its key's quota, which the outbox keeps. Uses the steady clock. */
export class LaneQuota {
  readonly #parts: LaneQuotaParts;

  constructor(parts: LaneQuotaParts) {
    this.#parts = parts;
  }

  /** Undefined if requests need no slot. */
  get #limits(): QuotaLimits | undefined {
    const { quota } = this.#parts.destination;
    return quota === undefined || quota.windows.length === 0 ? undefined : quota;
  }

  /** Whether requests need slots. */
  get isLimited(): boolean {
    return this.#limits !== undefined;
  }

  /** A slot's name (undefined if there is no quota), or the moment when a slot may be free. */
  async take(urgent: boolean): Promise<string | number | undefined> {
    const { outbox, ports, inFlight } = this.#parts;
    const limits = this.#limits;
    if (limits === undefined) return undefined;
    const steadyMs = ports.steadyMs();
    const grant = await outbox.takeSlot(limits, urgent, steadyMs);
    if (grant.granted) return grant.slot;
    // Only an answer can free a slot. If that request is another process's, nothing tells this lane, so it polls.
    const waitMs = grant.atMs === NEVER && inFlight() === 0 ? LOOK_AGAIN_MS : grant.atMs - steadyMs;
    if (urgent && waitMs > USED_UP_AFTER_MS && waitMs !== NEVER) this.#warnUsedUp(waitMs);
    return steadyMs + waitMs;
  }

  async end(slot: string | undefined, end: RequestEnd): Promise<void> {
    if (slot !== undefined) await this.#parts.outbox.endSlot(slot, end, this.#parts.ports.steadyMs());
  }

  #warnUsedUp(waitMs: number): void {
    const { destination, messages } = this.#parts;
    const limits = (destination.quota?.windows ?? []).map(({ limit, perMs }) => `${limit} per ${perMs / 1000} s`);
    messages.warn(
      `quota ${destination.name}`,
      `${destination.name}'s quota (${limits.join(", ")}) is used up, and starts and goals alone need more: the next ` +
        `can be sent in ${Math.ceil(waitMs / 60_000)} minutes. They are kept for 21 days. If this continues, send ` +
        "less of everything else, or ask the service for a higher limit and set `limits`.",
    );
  }
}
