import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import type { DeliveryClass } from "../../../../packages/core/src/outbox/delivery.ts";
import { MemoryOutbox } from "../../../../packages/core/src/outbox/memory/memory-outbox.ts";
import { describeOutbox } from "../describe-outbox.ts";
import { DESTINATION, delivery, drain, leaseOne, putOne, START_MS } from "../outbox-fixtures.ts";

describeOutbox("memory outbox", (bounds) => new MemoryOutbox("test", bounds));

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function heapMib(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1024 ** 2;
}

describe("memory outbox: memory while nothing is delivered", () => {
  /** Puts 100 MiB through an outbox of 1,000 deliveries and says how much of it stays. */
  async function growthMib(outbox: MemoryOutbox, classOf: (index: number) => DeliveryClass, userId?: string) {
    const beforeMib = heapMib();
    for (let index = 0; index < 25_000; index++) {
      const each = delivery(`${index} ${"x".repeat(4_096)}`, {
        class: classOf(index),
        ...(userId !== undefined && { userId }),
      });
      // Flattened, as text from JSON.stringify is, so that each body takes its own memory.
      await putOne(outbox, { ...each, body: Buffer.from(each.body).toString("latin1") });
    }
    return heapMib() - beforeMib;
  }

  it("holds nothing of what a full outbox threw out", async () => {
    const outbox = new MemoryOutbox("test", { maxItems: 1_000 });
    expect(await growthMib(outbox, () => "activity")).toBeLessThan(20);
    expect(outbox.ledger()[DESTINATION]).toMatchObject({ pending: 1_000, dropped: { overflow: 24_000 } });
  });

  it("holds nothing of it either while something more valuable is always first", async () => {
    const outbox = new MemoryOutbox("test", { maxItems: 1_000 });
    await putOne(outbox, delivery("start", { class: "start" }));
    expect(await growthMib(outbox, (index) => (index % 2 === 0 ? "event" : "activity"))).toBeLessThan(20);
    await outbox.next(DESTINATION, START_MS);
  });

  it("holds nothing of what waited for a start that is under way", async () => {
    const outbox = new MemoryOutbox("test", { maxItems: 1_000 });
    await putOne(outbox, delivery("start", { class: "start", userId: "1" }));
    await leaseOne(outbox);
    expect(await growthMib(outbox, () => "event", "1")).toBeLessThan(20);
    expect(outbox.ledger()[DESTINATION]).toMatchObject({ pending: 1_000 });
  });

  it("takes a delivery that comes back again and again without growing", async () => {
    const outbox = new MemoryOutbox("test");
    await putOne(outbox, delivery("a"));
    for (let round = 0; round < 1_000; round++) {
      const leased = await leaseOne(outbox);
      await outbox.settle([{ id: leased?.id ?? "", as: "returned" }], START_MS);
    }
    expect(await outbox.next(DESTINATION, START_MS)).toMatchObject({ kind: "ready", count: 1 });
    expect(await drain(outbox)).toEqual(["a"]);
  });
});
