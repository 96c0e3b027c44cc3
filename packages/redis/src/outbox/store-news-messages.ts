import type { Ledger, OutboxContext, QuotaLimits } from "@bot-tracker/core";
import { CorruptMessages } from "@bot-tracker/core/outbox-kit";
import type { StoreNews } from "../store/shared-store.ts";
import { explainCorrupt, explainLostData, explainStricterLimits } from "./explain-store-news.ts";

export interface StoreNewsMessagesParts {
  messages: Pick<OutboxContext["messages"], "error" | "warn" | "forget">;
  ports: Pick<OutboxContext["ports"], "setTimer">;
  /** Redis has lost its data. */
  lostData(): void;
  /** How many deliveries for a destination this process has moved to Redis and can move again. */
  carried(destination: string): number;
}

/** Reports what the store finds out about Redis while it works. */
export class StoreNewsMessages implements StoreNews {
  readonly #parts: StoreNewsMessagesParts;
  readonly #corrupt: CorruptMessages;
  #epoch: string | undefined;
  #lastSeen: Ledger = {};

  constructor(parts: StoreNewsMessagesParts) {
    this.#parts = parts;
    this.#corrupt = new CorruptMessages({ ...parts, explain: explainCorrupt });
  }

  /** What is in Redis now: if it is lost later, the message names what was queued there. */
  seen(ledger: Ledger): void {
    this.#lastSeen = ledger;
  }

  epoch = (epoch: string): void => {
    const before = this.#epoch;
    this.#epoch = epoch;
    if (before === undefined || before === epoch) return;
    const { messages, lostData, carried } = this.#parts;
    messages.forget("redis-epoch");
    messages.error("redis-epoch", explainLostData(this.#lastSeen, carried));
    this.#lastSeen = {};
    lostData();
  };

  corrupt = (destination: string | undefined, count: number): void => {
    this.#corrupt.add(destination, count);
  };

  /** There is no later: what was found and not said yet is said. */
  close(): void {
    this.#corrupt.close();
  }

  stricterLimits = (limits: QuotaLimits): void => {
    this.#parts.messages.warn("redis-limits", explainStricterLimits(limits));
  };
}
