import { expect, it } from "vitest";
import { DESTINATION } from "../../core/outbox/outbox-fixtures.ts";
import { balanced, current, describeWithBullMq, put, settleFirst } from "../bullmq/bullmq-harness.ts";

describeWithBullMq("what the outbox in Redis can do beyond the contract of outboxes", (harness) => {
  const request = { destination: DESTINATION, maxItems: 10, maxBytes: 1e9, leaseMs: 60_000 };

  it("drops a queued delivery, whether it is ready, delayed or behind a start, and nothing else", async () => {
    const { store, queue } = harness().open();
    await put(store, current("later"));
    const later = await settleFirst(store, { as: "retry", atMs: Date.now() + 60_000 });
    await put(store, current("dead"));
    const dead = await settleFirst(store, { as: "dead", description: "no" });
    await put(store, current("sent"));
    const sent = await settleFirst(store, { as: "leased" });
    await put(store, current("start", { class: "start", userId: "7" }), current("after it", { userId: "7" }));
    const behind = (await queue.getDelayed()).find(({ data }) => data === "after it")?.id ?? "";
    const ready = (await queue.getPrioritized())[0]?.id ?? "";
    const dropped = [];
    for (const id of [later, dead, sent, behind, ready, ready, "", "nobody-1.1"]) {
      dropped.push(await store.dropWaiting(id));
    }
    expect(dropped).toEqual([true, false, false, true, true, false, false, false]);
    expect(await balanced(store)).toMatchObject({ accepted: 5, pending: 1, dead: 1, purged: 3 });
  });

  it("renews a lease for as long as it is held, and names those that are not", async () => {
    const { store } = harness().open();
    await put(store, current("slow"), current("done"));
    const nowMs = Date.now();
    const [slow, done] = await store.lease({ ...request, nowMs, leaseMs: 60_000 });
    await store.settle([{ id: done?.id ?? "", as: "delivered" }], nowMs);
    const ids = [slow?.id ?? "", done?.id ?? "", "nobody-1.1", ""];
    expect(await store.renew(ids, 3_600_000, nowMs)).toEqual(ids.slice(1));
    const next = await store.next(DESTINATION, nowMs);
    expect(next.kind).toBe("later");
    expect(next.kind === "later" && next.atMs - nowMs).toBeGreaterThan(3_000_000);
  });
});
