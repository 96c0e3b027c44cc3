import type { DeadReason } from "../../../../packages/core/src/outbox/delivery.ts";
import type { LedgerEntry } from "../../../../packages/core/src/outbox/ledger.ts";
import type { Outbox } from "../../../../packages/core/src/outbox/outbox.ts";
import type { OutboxBounds, ReopenOutbox } from "../outbox-fixtures.ts";

/** One implementation of an outbox, as the parts of the contract's tests need it. */
export interface ContractSuite {
  readonly name: string;
  /** Closed when the test is over. */
  open(bounds?: OutboxBounds): Promise<Outbox>;
  entryOf(outbox: Outbox, destination?: string): LedgerEntry | undefined;
  /** Ends a leased delivery as dead, because of `REFUSED`. */
  bury(outbox: Outbox, id: string, nowMs?: number): Promise<void>;
  readonly reopen: ReopenOutbox | undefined;
}

export const REFUSED: DeadReason = { code: 422, description: "validation failed" };
