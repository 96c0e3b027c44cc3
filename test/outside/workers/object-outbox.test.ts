import { afterAll, beforeAll, describe } from "vitest";
import { describeOutbox } from "../../core/outbox/describe-outbox.ts";
import { ContractWorker } from "./contract-worker.ts";

describe("in a Durable Object of workerd", () => {
  let worker: ContractWorker;
  beforeAll(async () => {
    worker = await ContractWorker.start();
  });
  afterAll(() => worker.stop());

  describeOutbox(
    "the outbox",
    (bounds) => worker.open(bounds),
    (outbox) => worker.reopen(outbox),
    { numRuns: 40, endsLeasesAtReopen: true },
  );
});
