import { describe, expect, test } from "vitest";
import { explainDeliveryEvent } from "../../../packages/core/src/delivery/explain-delivery-event.ts";

describe("the debug line of what was dropped", () => {
  test.for([
    [1, "tgtrack will not get 1 delivery: expired"],
    [2, "tgtrack will not get 2 deliveries: expired"],
  ] as const)("counts %i", ([count, line]) => {
    expect(explainDeliveryEvent({ kind: "dropped", destination: "tgtrack", count, reason: "expired" })).toBe(line);
  });
});
