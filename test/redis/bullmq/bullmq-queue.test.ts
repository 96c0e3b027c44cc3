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

describeWithBullMq("BullMQ's Queue over deliveries", (harness) => {
  it("shows what is ready in the order in which it is sent", async () => {
    const { store, queue } = harness().open();
    await put(
      store,
      current("activity", { class: "activity" }),
      current("event 1", { class: "event" }),
      current("event 2", { class: "event" }),
      current("stop", { class: "stop" }),
      current("stop before a start", { class: "stop", userId: "7" }),
      current("goal", { class: "goal" }),
      current("start", { class: "start" }),
    );
    expect(names(await queue.getPrioritized())).toEqual(
      // The start of 7 that follows lifts the stop.
      ["start", "goal", "stop", "stop before a start", "event 1", "event 2", "activity"],
    );
    await put(store, current("start after the stop", { class: "start", userId: "7" }));
    expect(names(await queue.getPrioritized())).toEqual([
      "stop before a start",
      "start",
      "goal",
      "stop",
      "event 1",
      "event 2",
      "activity",
    ]);
    expect(names(await queue.getDelayed())).toEqual(["start after the stop"]);
    expect(await queue.getCountsPerPriority([1, 2, 3, 4, 5])).toEqual({ 1: 2, 2: 1, 3: 1, 4: 2, 5: 1 });
  });

  it("counts the jobs of every state", async () => {
    const { store, queue } = harness().open();
    await put(store, current("dead"));
    await settleFirst(store, { as: "dead", description: "no" });
    await put(store, current("later"));
    await settleFirst(store, { as: "retry", atMs: Date.now() + HOUR_MS });
    await put(store, current("gone"));
    await settleFirst(store, { as: "delivered" });
    await put(store, current("start", { class: "start", userId: "7" }), current("after it", { userId: "7" }));
    await settleFirst(store, { as: "leased" });
    await put(store, current("ready 1"), current("ready 2"));
    expect(await queue.getJobCounts()).toEqual({
      active: 1,
      completed: 0,
      delayed: 2,
      failed: 1,
      prioritized: 2,
      waiting: 0,
      "waiting-children": 0,
    });
    expect(await balanced(store)).toMatchObject({ accepted: 7, delivered: 1, pending: 5, dead: 1 });
  });

  it("reads a ready delivery's method, body, time and class", async () => {
    const { store, queue } = harness().open();
    const createdAtMs = Date.now() - HOUR_MS;
    await put(store, current("x", { class: "goal", method: "reach_goal", body: '{"a":[1]}', createdAtMs }));
    const job = only(await queue.getPrioritized());
    expect(job).toMatchObject({
      name: "reach_goal",
      data: { a: [1] },
      timestamp: createdAtMs,
      priority: 2,
      delay: 0,
      attemptsMade: 0,
      attemptsStarted: 0,
      returnvalue: null,
      stacktrace: [],
    });
    expect(job.opts).toMatchObject({ priority: 2, attempts: 0 });
    expect(job.failedReason).toBeUndefined();
    expect(await job.getState()).toBe("prioritized");
    expect(JSON.parse(JSON.stringify(job))).toMatchObject({ id: job.id, delay: 0, progress: 0 });
  });

  it("shows what is tried again later with the time of it", async () => {
    const { store, queue } = harness().open();
    await put(store, current("later"));
    const atMs = Date.now() + HOUR_MS;
    await settleFirst(store, { as: "retry", atMs });
    const job = only(await queue.getDelayed());
    // The time until then goes from this process's clock to that of Redis.
    expect(Math.abs(job.timestamp + job.delay - atMs)).toBeLessThan(60_000);
    expect(job).toMatchObject({ attemptsMade: 1, attemptsStarted: 1 });
    expect(job.opts.delay).toBe(job.delay);
    expect(await job.isDelayed()).toBe(true);
    expect(await queue.getDelayedCount(atMs + 60_000)).toBe(1);
  });

  it("shows what waits for an earlier start as delayed, with no time", async () => {
    const { store, queue } = harness().open();
    await put(store, current("start", { class: "start", userId: "7" }), current("after it", { userId: "7" }));
    const job = only(await queue.getDelayed());
    expect(job).toMatchObject({ data: "after it", delay: 0, attemptsMade: 0 });
    expect(await job.getState()).toBe("delayed");
  });

  it("shows what is being sent as active", async () => {
    const { store, queue } = harness().open();
    await put(store, current("sent"));
    const before = Date.now();
    const id = await settleFirst(store, { as: "leased" });
    const job = only(await queue.getActive());
    expect(job).toMatchObject({ id, data: "sent", attemptsStarted: 1, attemptsMade: 0 });
    expect(Math.abs((job.processedOn ?? 0) - before)).toBeLessThan(60_000);
    expect(await job.isActive()).toBe(true);
  });

  it("shows a dead letter as failed with its reason, and once more as ready when it is sent again", async () => {
    const { store, queue } = harness().open();
    await put(store, current("dead"));
    await settleFirst(store, { as: "dead", description: "unknown user" });
    const dead = only(await queue.getFailed());
    expect(dead).toMatchObject({ data: "dead", failedReason: "unknown user", attemptsMade: 1 });
    expect(dead.finishedOn).toBeGreaterThanOrEqual(dead.timestamp - 1_000);
    expect(await dead.isFailed()).toBe(true);

    await dead.retry();
    const again = only(await queue.getPrioritized());
    expect(again).toMatchObject({ id: dead.id, data: "dead", attemptsMade: 0 });
    expect(again.failedReason).toBeUndefined();
    expect(again.finishedOn).toBeUndefined();
    expect(await balanced(store)).toMatchObject({ accepted: 1, pending: 1, dead: 0 });
  });

  it("shows a body that is no JSON as a text, and hides no other job for it", async () => {
    const { store, queue } = harness().open();
    await put(store, current("broken", { body: "{broken" }), current("whole"));
    expect(names(await queue.getPrioritized())).toEqual(["{broken", "whole"]);
  });

  it("knows no job by the name of what is kept beside the jobs", async () => {
    const { store, queue } = harness().open();
    await put(store, current("x"));
    await settleFirst(store, { as: "delivered" });
    for (const id of ["ledger", "all", "prioritized", "asked", "", "nobody-1.1"]) {
      expect(await queue.getJob(id), id).toBeUndefined();
    }
  });

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

  it("drops a dead letter or a waiting delivery as purged, with what waits for it going on", async () => {
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

  it("says that a delivery is not dead when it is to be sent again", async () => {
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
        /^BullMQ's `[\w. ]+` is not for deliveries of Bot Tracker, and changed nothing\. .+/,
      ),
    });
    expect(await harness().everything(scope)).toEqual(before);
  });

  it("leaves no key of BullMQ's own in Redis by being made and read", async () => {
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
