import type { Delivery } from "../outbox/delivery.ts";
import type { Settlement } from "../outbox/outbox.ts";
import type { RequestEnd } from "../outbox/request-end.ts";
import type { Breaker } from "./breaker.ts";
import { InHand } from "./in-hand.ts";
import type { LaneParts } from "./lane-parts.ts";
import type { LaneQuota } from "./lane-quota.ts";
import type { Outcome } from "./outcome.ts";
import type { ReadQueue } from "./read-queue.ts";
import type { SendContext } from "./sender.ts";
import { consequencesOf } from "./settlements.ts";
import { tellSettled } from "./tell-settled.ts";

export interface RequestsParts extends LaneParts {
  quota: LaneQuota;
  gate: Breaker;
  reads: ReadQueue;
}

/** Where a request comes from: the outbox, the questions that wait, or what is in hand. */
export type RequestSource = "outbox" | "reads" | "hand";

/** A request made ready. `giveBack` is for when it may not be sent after all. */
export interface ReadyRequest {
  send(): Promise<void>;
  giveBack(): void;
}

const LEASE_MS = 60_000;
/** What is left of a lease after this is enough for one more request. */
const RESEND_WITHIN_MS = 30_000;
/** No request is waited for longer after its lease began. */
const ANSWER_WITHIN_MS = 55_000;
const NEVER = Number.POSITIVE_INFINITY;

const OUT_OF_TIME: Outcome = {
  kind: "unavailable",
  description: "no answer came before its lease ran out",
  request: "lost",
};

/** Makes a lane's requests, sends them, and sees to what their answers lead to. */
export class Requests {
  readonly #parts: RequestsParts;
  readonly #hand = new InHand(RESEND_WITHIN_MS);

  constructor(parts: RequestsParts) {
    this.#parts = parts;
  }

  /** What is leased and to be sent again at once. */
  get hand(): Pick<InHand, "first" | "keptUntilMs"> {
    return this.#hand;
  }

  /**
   * Takes what is to be sent under a slot of the quota: one request. Without a slot, of a destination that has no quota,
   * these may be up to `most` requests. None: there is nothing any more.
   */
  async prepare(from: RequestSource, slot: string | undefined, most: number): Promise<readonly ReadyRequest[]> {
    const { outbox, destination, ports, reads } = this.#parts;
    if (from === "reads") {
      const read = reads.take();
      return read === undefined ? [] : [{ send: () => this.#ask(read.attempt, slot), giveBack: read.giveBack }];
    }
    if (from === "hand") {
      const part = this.#hand.take();
      return part === undefined ? [] : [this.#requestOf(part.deliveries, part.leasedAtMs, slot)];
    }
    const { batch, name } = destination;
    const { maxItems, maxBytes } = batch ?? { maxItems: slot === undefined ? most : 1, maxBytes: NEVER };
    const leasedAtMs = ports.steadyMs();
    const asked = outbox.lease({ destination: name, maxItems, maxBytes, nowMs: ports.nowMs(), leaseMs: LEASE_MS });
    const deliveries = asked instanceof Promise ? await asked : asked;
    if (deliveries.length === 0) return [];
    if (batch !== undefined) return [this.#requestOf(deliveries, leasedAtMs, slot)];
    return deliveries.map((delivery) => this.#requestOf([delivery], leasedAtMs, slot));
  }

  /** Gives back to the outbox what is in hand and cannot be sent in time; with no time given, all of it. */
  async giveUp(steadyMs?: number): Promise<void> {
    const deliveries = this.#hand.giveUp(steadyMs);
    if (deliveries.length === 0) return;
    const settlements = deliveries.map(({ id }): Settlement => ({ id, as: "returned" }));
    await this.#parts.outbox.settle(settlements, this.#parts.ports.nowMs());
  }

  #requestOf(deliveries: readonly Delivery[], leasedAtMs: number, slot: string | undefined): ReadyRequest {
    return {
      send: () => this.#deliver(deliveries, leasedAtMs, slot),
      giveBack: () => this.#hand.add([deliveries], leasedAtMs),
    };
  }

  async #deliver(deliveries: readonly Delivery[], leasedAtMs: number, slot: string | undefined): Promise<void> {
    const { destination, outbox, ports, messages, tell, sendContext, gate } = this.#parts;
    const isProbe = gate.hold !== undefined;
    let outcome: Outcome;
    try {
      outcome = await this.#inTime(destination.send(deliveries, sendContext()), leasedAtMs + ANSWER_WITHIN_MS);
    } catch (error) {
      outcome = { kind: "unavailable", description: `its own code failed: ${String(error)}`, request: "lost" };
    }
    gate.note(outcome, isProbe, deliveries[0]?.id);
    const nowMs = ports.nowMs();
    const { settlements, resend } = consequencesOf(outcome, deliveries, { nowMs, random: ports.random });
    this.#hand.add(resend, leasedAtMs);
    // Told one after the other without a pause between them, so that an outbox can write both in one transaction.
    const ended = this.#end(slot, outcome);
    await this.#note(async () => {
      await outbox.settle(settlements, nowMs);
      tellSettled(settlements, deliveries, outcome, nowMs, { messages, tell });
    });
    await ended;
  }

  async #ask(attempt: (context: SendContext) => Promise<Outcome>, slot: string | undefined): Promise<void> {
    const { sendContext, gate } = this.#parts;
    const isProbe = gate.hold !== undefined;
    const outcome = await attempt(sendContext());
    gate.note(outcome, isProbe);
    await this.#end(slot, outcome);
  }

  async #end(slot: string | undefined, outcome: Outcome): Promise<void> {
    if (slot !== undefined) await this.#note(() => this.#parts.quota.end(slot, slotEndOf(outcome)));
  }

  /** An answer that comes after `untilMs` counts as lost: the lease would run out under the request. */
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

  /** Whatever an outbox fails at here, it must not reach the bot as an unhandled rejection. */
  async #note(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#parts.messages.error("settle", `The outbox could not note an answer: ${String(error)}`);
    }
  }
}

function slotEndOf(outcome: Outcome): RequestEnd {
  return outcome.kind === "unavailable" ? outcome.request : "answered";
}
