import type { Job, Queue } from "bullmq";
import { expect, it } from "vitest";
import { balanced, current, describeWithBullMq, put, settleFirst } from "./bullmq-harness.ts";

const HOUR_MS = 3_600_000;

const names = (jobs: readonly Job[]): unknown[] => jobs.map(({ data }) => data);
const only = (jobs: readonly Job[]): Job => {
  const [job, ...others] = jobs;
  if (job === undefined || others.length > 0) throw new Error(`expected one job, got ${jobs.length}`);
  return job;
};

describeWithBullMq("changes by BullMQ's Queue", (harness) => {
  it("sends all dead letters of its destination again, and no other's", async () => {
    const { store, queue } = harness().open();
    for (const name of ["a", "b", "c"]) {
      await put(store, current(name));
      await settleFirst(store, { as: "dead", description: "no" });
    }
    const reason = { code: "before-send", description: "no" };
    const other = current("other's", { destination: "howusedbot" });
    await store.put({ items: [{ kind: "bury", delivery: other, reason }] }, Date.now());
    await queue.retryJobs({ count: 2 });
    expect(names(await queue.getPrioritized())).toEqual(["a", "b", "c"]);
    expect(await store.deadLetters()).toHaveLength(1);
    expect(await balanced(store)).toMatchObject({ pending: 3, dead: 0 });
  });

  it("drops a dead letter or a queued delivery as purged, and releases what waited for it", async () => {
    const { store, queue } = harness().open();
    await put(store, current("dead"));
    await settleFirst(store, { as: "dead", description: "no" });
    await put(store, current("start", { class: "start", userId: "7" }), current("after it", { userId: "7" }));
    await only(await queue.getFailed()).remove();
    await only(await queue.getPrioritized()).remove();
    expect(names(await queue.getPrioritized())).toEqual(["after it"]);
    expect(await balanced(store)).toMatchObject({ accepted: 3, pending: 1, dead: 0, purged: 2 });
  });

  it("drops nothing that is being sent, is gone, or is another destination's", async () => {
    const { store, queue } = harness().open();
    await put(store, current("sent"), current("other's", { destination: "howusedbot" }));
    const id = await settleFirst(store, { as: "leased" });
    await expect(only(await queue.getActive()).remove()).rejects.toThrow("locked");
    await store.settle([{ id, as: "delivered" }], Date.now());
    expect(await queue.remove(id)).toBe(0);
    const [other] = await store.lease({
      destination: "howusedbot",
      maxItems: 1,
      maxBytes: 1e9,
      nowMs: Date.now(),
      leaseMs: 60_000,
    });
    await store.settle([{ id: other?.id ?? "", as: "returned" }], Date.now());
    expect(await queue.remove(other?.id ?? "")).toBe(0);
    expect(store.ledger()["howusedbot"]).toMatchObject({ pending: 1 });
  });

  it("drops the dead letters of its destination that are old enough", async () => {
    const { store, queue } = harness().open();
    for (const name of ["a", "b", "c"]) {
      await put(store, current(name));
      await settleFirst(store, { as: "dead", description: "no" });
    }
    expect(await queue.clean(HOUR_MS, 0, "failed")).toEqual([]);
    expect(await queue.clean(-HOUR_MS, 2, "failed")).toHaveLength(2);
    expect(names(await queue.getFailed())).toEqual(["c"]);
    expect(await queue.clean(-HOUR_MS, 0, "failed")).toHaveLength(1);
    expect(await queue.clean(0, 0, "completed")).toEqual([]);
    expect(await balanced(store)).toMatchObject({ accepted: 3, dead: 0, purged: 3 });
  });

  it("says that a delivery is not dead when it is retried", async () => {
    const { store, queue } = harness().open();
    await put(store, current("ready"));
    await expect(only(await queue.getPrioritized()).retry()).rejects.toThrow("not in the failed state");
    await expect(only(await queue.getPrioritized()).retry("completed")).rejects.toThrow("not in the completed state");
  });

  const refused: Record<string, (queue: Queue, job: Job) => Promise<unknown>> = {
    "queue.add": (queue) => queue.add("name", {}),
    "queue.addBulk": (queue) => queue.addBulk([{ name: "name", data: {} }]),
    "queue.pause": (queue) => queue.pause(),
    "queue.drain": (queue) => queue.drain(true),
    "queue.obliterate": (queue) => queue.obliterate({ force: true }),
    "queue.promoteJobs": (queue) => queue.promoteJobs(),
    "queue.removeOrphanedJobs": (queue) => queue.removeOrphanedJobs(),
    "queue.rateLimit": (queue) => queue.rateLimit(1_000),
    "queue.setGlobalConcurrency": (queue) => queue.setGlobalConcurrency(1),
    "queue.setGlobalRateLimit": (queue) => queue.setGlobalRateLimit(1, 1_000),
    "queue.upsertJobScheduler": (queue) => queue.upsertJobScheduler("id", { every: 1_000 }),
    "queue.removeJobScheduler": (queue) => queue.removeJobScheduler("id"),
    "queue.addJobLog": (queue, job) => queue.addJobLog(String(job.id), "row"),
    "queue.clean of what is ready": (queue) => queue.clean(0, 0, "prioritized"),
    "queue.clean of what is delayed": (queue) => queue.clean(0, 0, "delayed"),
    "queue.clean of what is being sent": (queue) => queue.clean(0, 0, "active"),
    "job.promote": (_queue, job) => job.promote(),
    "job.changeDelay": (_queue, job) => job.changeDelay(0),
    "job.changePriority": (_queue, job) => job.changePriority({ priority: 9 }),
    "job.updateData": (_queue, job) => job.updateData({}),
    "job.log": (_queue, job) => job.log("row"),
    "job.moveToWaitingChildren": (_queue, job) => job.moveToWaitingChildren("0"),
    "job.removeUnprocessedChildren": (_queue, job) => job.removeUnprocessedChildren(),
  };
  it.each(Object.entries(refused))("refuses %s, says what to do instead, and changes nothing", async (_name, act) => {
    const { scope, store, queue } = harness().open();
    await put(store, current("start", { class: "start", userId: "7" }), current("after it", { userId: "7" }));
    const job = only(await queue.getDelayed());
    const before = await harness().everything(scope);
    expect(Object.keys(before)).toContain(`${scope}tgtrack:${job.id}`);
    await expect(act(queue, job)).rejects.toMatchObject({
      name: "NotForDeliveriesError",
      code: "not-for-deliveries",
      message: expect.stringMatching(
        /^BullMQ's `[\w. ]+` is not supported for Bot Tracker's deliveries, and nothing was changed\. .+/,
      ),
    });
    expect(await harness().everything(scope)).toEqual(before);
  });

  it("leaves no key of BullMQ's own in Redis by opening and reading a queue", async () => {
    const { scope, store, queue } = harness().open();
    await put(store, current("x"));
    const before = await harness().everything(scope);
    await queue.waitUntilReady();
    await queue.getVersion();
    await queue.getJobs();
    await queue.getMeta();
    await queue.getMetrics("failed");
    await queue.isPaused();
    await queue.resume();
    expect(await queue.getWorkers()).toEqual([]);
    expect(await queue.getJobSchedulers()).toEqual([]);
    expect(await harness().everything(scope)).toEqual(before);
  });
});
