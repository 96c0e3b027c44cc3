import type { Delivery } from "../outbox/delivery.ts";
import type { LeaseRequest, NextUp, Settlement } from "../outbox/outbox.ts";
import type { RequestEnd } from "../outbox/request-end.ts";
import { errorText } from "../support/error-text.ts";
import { isPromise } from "../support/is-promise.ts";
import { redactSecrets } from "../support/secrets/redact-secrets.ts";
import type { Breaker } from "./breaker.ts";
import { cleanOutcome, cleanWith } from "./clean-outcome.ts";
import type { LaneParts } from "./lane-parts.ts";
import type { LaneQuota } from "./lane-quota.ts";
import { notifySettled } from "./notify-settled.ts";
import type { Outcome } from "./outcome.ts";
import type { ReadQueue } from "./read-queue.ts";
import { Resends } from "./resends.ts";
import type { SendContext } from "./sender.ts";
import { consequencesOf } from "./settlements.ts";

export interface RequestsParts extends LaneParts {
  quota: LaneQuota;
  breaker: Breaker;
  reads: ReadQueue;
  /** Called with each answer, before it is written, where its request's place is free from then on. */
  onAnswered(): void;
  /** Called when what was answered so is written. */
  onWritten(): void;
}

/** Where a request comes from: the outbox, the queued reads, or the leased deliveries to resend. */
export type RequestSource = "outbox" | "reads" | "resends";

/** A prepared request. `giveBack` undoes the preparation if the request may not be sent after all. */
export interface ReadyRequest {
  send(): Promise<void>;
  giveBack(): void;
}

/** Leased without a slot, and not yet made into requests. */
export interface Claimed {
  deliveries: readonly Delivery[];
  leasedAtMs: number;
}

const LEASE_MS = 60_000;
/** A lease older than this has too little time left for another request. */
const RESEND_WITHIN_MS = 30_000;
/** After its lease began, a request may take this long. */
const ANSWER_WITHIN_MS = 55_000;
const NEVER = Number.POSITIVE_INFINITY;

const OUT_OF_TIME: Outcome = {
  kind: "unavailable",
  description: "no answer came before the lease expired",
  request: "lost",
};

/** Prepares and sends a lane's requests, and applies their outcomes. */
export class Requests {
  readonly #parts: RequestsParts;
  readonly #resends = new Resends(RESEND_WITHIN_MS);
  readonly #unwritten = new Set<Promise<void>>();

  constructor(parts: RequestsParts) {
    this.#parts = parts;
  }

  /** Leased deliveries to be resent immediately. */
  get resends(): Pick<Resends, "first" | "keptUntilMs"> {
    return this.#resends;
  }

  /** Whether answers are being written whose requests no longer count as in flight. */
  get hasUnwritten(): boolean {
    return this.#unwritten.size > 0;
  }

  /** Resolves when they are written. */
  async written(): Promise<void> {
    await Promise.all(this.#unwritten);
  }

  /** Takes from the outbox, in one step with what is to be written, if `choose` says how much; it must give no slot. */
  async claim(choose: (next: NextUp) => { most: number } | undefined): Promise<Claimed> {
    const { outbox, destination, ports } = this.#parts;
    const [leasedAtMs, nowMs] = [ports.steadyMs(), ports.nowMs()];
    const asked = outbox.claim?.(destination.name, nowMs, (next) => {
      const chosen = choose(next);
      return chosen && this.#leaseRequest(undefined, chosen.most, nowMs);
    });
    return { deliveries: (isPromise(asked) ? await asked : asked) ?? [], leasedAtMs };
  }

  /** The requests for what was claimed. */
  ofClaimed({ deliveries, leasedAtMs }: Claimed): readonly ReadyRequest[] {
    return this.#requestsOf(deliveries, leasedAtMs, undefined);
  }

  /**
   * Takes what to send under one quota slot: one request. A destination without a quota needs no slot and gets up to
   * `most` requests. Empty if nothing is left.
   */
  async prepare(from: RequestSource, slot: string | undefined, most: number): Promise<readonly ReadyRequest[]> {
    const { outbox, ports, reads } = this.#parts;
    if (from === "reads") {
      const read = reads.take();
      return read === undefined ? [] : [{ send: () => this.#ask(read.attempt, slot), giveBack: read.giveBack }];
    }
    if (from === "resends") {
      const part = this.#resends.take();
      return part === undefined ? [] : [this.#requestOf(part.deliveries, part.leasedAtMs, slot)];
    }
    const leasedAtMs = ports.steadyMs();
    const asked = outbox.lease(this.#leaseRequest(slot, most, ports.nowMs()));
    return this.#requestsOf(isPromise(asked) ? await asked : asked, leasedAtMs, slot);
  }

  #leaseRequest(slot: string | undefined, most: number, nowMs: number): LeaseRequest {
    const { name, batch } = this.#parts.destination;
    const { maxItems, maxBytes } = batch ?? { maxItems: slot === undefined ? most : 1, maxBytes: NEVER };
    const request = { destination: name, maxItems, maxBytes, nowMs, leaseMs: LEASE_MS };
    return slot === undefined ? request : { ...request, slot };
  }

  #requestsOf(deliveries: readonly Delivery[], leasedAtMs: number, slot: string | undefined): readonly ReadyRequest[] {
    if (deliveries.length === 0) return [];
    if (this.#parts.destination.batch !== undefined) return [this.#requestOf(deliveries, leasedAtMs, slot)];
    return deliveries.map((delivery) => this.#requestOf([delivery], leasedAtMs, slot));
  }

  /** Returns to the outbox what cannot be resent in time; without a time, everything. */
  async giveUp(steadyMs?: number): Promise<void> {
    const deliveries = this.#resends.giveUp(steadyMs);
    if (deliveries.length === 0) return;
    const settlements = deliveries.map(({ id }): Settlement => ({ id, as: "returned" }));
    await this.#parts.outbox.settle(settlements, this.#parts.ports.nowMs());
  }

  #requestOf(deliveries: readonly Delivery[], leasedAtMs: number, slot: string | undefined): ReadyRequest {
    return {
      send: () => this.#deliver(deliveries, leasedAtMs, slot),
      giveBack: () => this.#resends.add([deliveries], leasedAtMs),
    };
  }

  async #deliver(deliveries: readonly Delivery[], leasedAtMs: number, slot: string | undefined): Promise<void> {
    const { destination, ports, messages, sendContext, breaker } = this.#parts;
    const isProbe = breaker.hold !== undefined;
    const context = sendContext();
    // What answers may know another service's key: one gateway before both, say.
    const redact = (text: string): string => messages.redact(redactSecrets(text, destination.secrets ?? []));
    let outcome: Outcome;
    try {
      const sent = this.#inTime(destination.send(deliveries, context), leasedAtMs + ANSWER_WITHIN_MS);
      outcome = cleanOutcome(await sent, redact);
    } catch (error) {
      outcome = {
        kind: "unavailable",
        description: cleanWith(redact, `the destination's own code failed: ${errorText(error)}`),
        request: "lost",
      };
    }
    // A request that was aborted says nothing about the service.
    if (!context.signal.aborted) breaker.note(outcome, isProbe, deliveries[0]?.id);
    const nowMs = ports.nowMs();
    const { settlements, resend } = consequencesOf(outcome, deliveries, { nowMs, random: ports.random });
    this.#resends.add(resend, leasedAtMs);
    const settle = (): Promise<void> => this.#settle(settlements, deliveries, outcome, nowMs);
    if (slot === undefined && this.#parts.outbox.claim !== undefined) {
      this.#writeLater(settle);
      return;
    }
    // Started together, without awaiting the first, so that an outbox can write both in one transaction.
    const ended = this.#end(slot, outcome);
    await settle();
    await ended;
  }

  #settle(
    settlements: readonly Settlement[],
    deliveries: readonly Delivery[],
    outcome: Outcome,
    nowMs: number,
  ): Promise<void> {
    const { outbox, destination, messages, notify } = this.#parts;
    return this.#note(async () => {
      await outbox.settle(settlements, nowMs);
      notifySettled(settlements, deliveries, outcome, nowMs, { sender: destination, messages, notify });
    });
  }

  /**
   * The request's place is free at once: whatever is sent in it is claimed first, and this written with that at the
   * latest. The lane is told first, so that its claim comes before the outbox writes this by itself.
   */
  #writeLater(settle: () => Promise<void>): void {
    const { onAnswered, onWritten } = this.#parts;
    onAnswered();
    const written = settle().then(() => {
      this.#unwritten.delete(written);
      if (this.#unwritten.size === 0) onWritten();
    });
    this.#unwritten.add(written);
  }

  async #ask(attempt: (context: SendContext) => Promise<Outcome>, slot: string | undefined): Promise<void> {
    const { sendContext, breaker } = this.#parts;
    const isProbe = breaker.hold !== undefined;
    const context = sendContext();
    const outcome = await attempt(context);
    if (!context.signal.aborted) breaker.note(outcome, isProbe);
    await this.#end(slot, outcome);
  }

  async #end(slot: string | undefined, outcome: Outcome): Promise<void> {
    if (slot !== undefined) await this.#note(() => this.#parts.quota.end(slot, slotEndOf(outcome)));
  }

  /** An answer after `untilMs` counts as lost: the lease would expire during the request. */
  #inTime(answer: Promise<Outcome>, untilMs: number): Promise<Outcome> {
    const { ports } = this.#parts;
    return new Promise((resolve, reject) => {
      const cancel = ports.setTimer(() => resolve(OUT_OF_TIME), untilMs - ports.steadyMs(), false);
      answer.then(
        (outcome) => {
          cancel();
          resolve(outcome);
        },
        (error: unknown) => {
          cancel();
          reject(error);
        },
      );
    });
  }

  /** If the outbox fails here, it must not reach the bot as an unhandled rejection. */
  async #note(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#parts.messages.error("settle", `The outbox could not record an answer: ${errorText(error)}`);
    }
  }
}

function slotEndOf(outcome: Outcome): RequestEnd {
  return outcome.kind === "unavailable" ? outcome.request : "answered";
}
