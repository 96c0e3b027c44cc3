import type { Job } from "bullmq";
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

  it("shows what is retried later with its time", async () => {
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

  it("shows a body that is not JSON as a string, and hides no other job because of it", async () => {
    const { store, queue } = harness().open();
    await put(store, current("broken", { body: "{broken" }), current("whole"));
    expect(names(await queue.getPrioritized())).toEqual(["{broken", "whole"]);
  });

  it("finds no job by the name of a key that is not a job", async () => {
    const { store, queue } = harness().open();
    await put(store, current("x"));
    await settleFirst(store, { as: "delivered" });
    for (const id of ["ledger", "all", "prioritized", "asked", "", "nobody-1.1"]) {
      expect(await queue.getJob(id), id).toBeUndefined();
    }
  });
});
