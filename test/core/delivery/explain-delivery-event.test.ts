import { describe, expect, test } from "vitest";
import { explainDeliveryEvent } from "../../../packages/core/src/delivery/explain-delivery-event.ts";

describe("the debug line of what was dropped", () => {
  test.for([
    [1, "1 delivery to tgtrack was dropped: expired"],
    [2, "2 deliveries to tgtrack were dropped: expired"],
  ] as const)("counts %i", ([count, line]) => {
    expect(explainDeliveryEvent({ kind: "dropped", destination: "tgtrack", count, reason: "expired" })).toBe(line);
  });
});
