import { describe, expect, test } from "vitest";
import { runServiceFault } from "./cases/run-service-fault.ts";
import { SERVICE_FAULTS } from "./cases/service-fault.ts";
import { SHORT } from "./figures.ts";
import { brokenPromises } from "./measure/broken-promises.ts";

describe.concurrent("every start arrives, once, in order and within the limits, after a service's trouble:", () => {
  test.for(SERVICE_FAULTS)("$name", { timeout: 60_000 }, async (fault) => {
    const tally = await runServiceFault(fault, SHORT);
    expect(brokenPromises(tally, fault), JSON.stringify(tally)).toEqual([]);
    expect(tally.startsDelivered).toBe(SHORT.starts);
  });
});
