import { onTestFinished } from "vitest";
import { type ContractSuite, REFUSED } from "./contract/contract-suite.ts";
import { describeAccounts } from "./contract/describe-accounts.ts";
import { describeBounds } from "./contract/describe-bounds.ts";
import { describeDeadLetters } from "./contract/describe-dead-letters.ts";
import { describeDedupe } from "./contract/describe-dedupe.ts";
import { describeLeases } from "./contract/describe-leases.ts";
import { describeOrder } from "./contract/describe-order.ts";
import { describePersons } from "./contract/describe-persons.ts";
import { describePurging } from "./contract/describe-purging.ts";
import { describeOutboxModel } from "./describe-outbox-model.ts";
import { describeOutboxQuota } from "./describe-outbox-quota.ts";
import { DESTINATION, type MakeOutbox, type ReopenOutbox, START_MS, type SuiteOptions } from "./outbox-fixtures.ts";

/** The contract of an outbox, as tests that any implementation has to pass. */
export function describeOutbox(
  name: string,
  makeOutbox: MakeOutbox,
  reopen?: ReopenOutbox,
  options: SuiteOptions = {},
): void {
  const suite: ContractSuite = {
    name,
    reopen,
    open: async (bounds) => {
      const outbox = await makeOutbox(bounds);
      onTestFinished(() => outbox.close());
      return outbox;
    },
    entryOf: (outbox, destination = DESTINATION) => outbox.ledger()[destination],
    bury: async (outbox, id, nowMs = START_MS) => outbox.settle([{ id, as: "dead", reason: REFUSED }], nowMs),
  };
  describeOrder(suite);
  describeLeases(suite);
  describeDedupe(suite);
  describePersons(suite);
  describeBounds(suite);
  describeDeadLetters(suite);
  describePurging(suite);
  describeAccounts(suite);
  describeOutboxQuota(name, suite.open);
  describeOutboxModel(name, makeOutbox, reopen, options);
}
