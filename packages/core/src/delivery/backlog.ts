import { type QuotaWindow, quotaCap } from "../outbox/rules/quota.ts";
import type { Messages } from "../support/messages.ts";
import type { Sender } from "./sender.ts";

const DAY_MS = 86_400_000;
/** It is over when so much is left, so that one which hovers about a day is told of once. */
const OVER_AT_DAYS = 0.5;

/** Tells once of each backlog that a destination's limits need more than a day for. */
export class Backlog {
  readonly #destination: Pick<Sender, "name" | "quota" | "batch">;
  readonly #messages: Pick<Messages, "warn" | "forget">;
  #isTold = false;

  constructor(destination: Pick<Sender, "name" | "quota" | "batch">, messages: Pick<Messages, "warn" | "forget">) {
    this.#destination = destination;
    this.#messages = messages;
  }

  /** `ready`: deliveries that could be sent at once if it were not for the limits, no start or goal among them. */
  note(ready: number): void {
    const { name, quota, batch } = this.#destination;
    const perDay = requestsPerDay(quota?.windows ?? []) * (batch?.maxItems ?? 1);
    const days = ready / perDay;
    const topic = `backlog ${name}`;
    if (this.#isTold && days < OVER_AT_DAYS) {
      this.#isTold = false;
      this.#messages.forget(topic);
    } else if (!this.#isTold && days > 1) {
      this.#isTold = true;
      this.#messages.warn(
        topic,
        `${ready} deliveries wait for ${name}, whose limits allow ${Math.floor(perDay)} of them a day: sending them ` +
          `takes about ${days < 10 ? days.toFixed(1) : Math.round(days)} days. Starts and goals go before them; ` +
          "blocks, events and activity take turns, 4 : 2 : 1, so that none holds up another. Blocks are kept for 21 " +
          "days, events for 7. To send them sooner, ask the service for a higher limit and set `limits`.",
      );
    }
  }
}

/** How many requests for anything but starts and goals fit a day. Infinity: there is no limit. */
export function requestsPerDay(windows: readonly QuotaWindow[]): number {
  return Math.min(...windows.map((window) => (quotaCap(window, false) * DAY_MS) / window.perMs));
}
