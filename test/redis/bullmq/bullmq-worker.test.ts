import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { DelayedError, type Job, UnrecoverableError, WaitingError } from "bullmq";
import { expect, it, onTestFinished } from "vitest";
import type { NewDelivery } from "../../../packages/core/src/outbox/delivery.ts";
import { MemoryOutbox } from "../../../packages/core/src/outbox/memory/memory-outbox.ts";
import { CLASSES, drain, putAll } from "../../core/outbox/outbox-fixtures.ts";
import { seededRandom } from "../../support/virtual-time.ts";
import { balanced, current, describeWithBullMq, type OpenHarness, put, settleFirst } from "./bullmq-harness.ts";

const CHILD = fileURLToPath(new URL("bullmq-worker-child.ts", import.meta.url));
const HOUR_MS = 3_600_000;

/** Deliveries of all classes, some of them of a few people whose starts hold up what follows. */
function mixed(count: number): NewDelivery[] {
  const random = seededRandom(6);
  return Array.from({ length: count }, (_, index) =>
    current(`${index}`, {
      class: CLASSES[Math.floor(random() * CLASSES.length)] ?? "event",
      ...(random() < 0.7 && { userId: `${Math.floor(random() * 12)}` }),
    }),
  );
}

/** Resolves when a worker has ended so many jobs one way or the other. */
function ended({ worker }: OpenHarness, count: number, send: (job: Job) => Promise<unknown>, concurrency = 1) {
  return new Promise<string[]>((resolve) => {
    const done: string[] = [];
    const made = worker(send, { concurrency });
    const note = (job: Job | undefined): void => {
      done.push(String(job?.data));
      if (done.length === count) resolve(done);
    };
    made.on("completed", note);
    made.on("failed", note);
  });
}

describeWithBullMq("a BullMQ Worker over deliveries", (harness) => {
  it("sends 200 deliveries of all classes in the order of outboxes, and the ledger balances", async () => {
    const open = harness().open();
    const deliveries = mixed(200);
    await put(open.store, ...deliveries);
    const model = new MemoryOutbox("model");
    await putAll(model, deliveries, Date.now());
    const order = await drain(model, Date.now());
    expect(order).toHaveLength(200);

    const sent = await ended(open, 200, async () => "sent");
    expect(sent).toEqual(order);
    const zero = { pending: 0, dead: 0, ambiguous: 0, purged: 0 };
    expect(await balanced(open.store)).toEqual({ accepted: 200, delivered: 200, ...zero });
    expect(await open.queue.getJobCountByTypes()).toBe(0);
  });

  it("sends each once with many at a time, and nothing of a person beside an earlier start of theirs", async () => {
    const open = harness().open();
    const deliveries = mixed(200);
    await put(open.store, ...deliveries);
    const users = new Map(deliveries.map(({ body, userId, class: worth }) => [JSON.parse(body), { userId, worth }]));
    const starting = new Map<string, number>();
    const overlaps: string[] = [];
    const sent = await ended(
      open,
      200,
      async ({ data }) => {
        const { userId, worth } = users.get(data) ?? {};
        if (userId === undefined) return;
        // What they did before may go beside it, and has its turn when the start's has come.
        if ((starting.get(userId) ?? Number.POSITIVE_INFINITY) < Number(data)) overlaps.push(data);
        if (worth !== "start") return;
        starting.set(userId, Number(data));
        await new Promise((resolve) => setImmediate(resolve));
        starting.delete(userId);
      },
      8,
    );
    expect(new Set(sent).size).toBe(200);
    expect(overlaps).toEqual([]);
    expect(await balanced(open.store)).toMatchObject({ delivered: 200, pending: 0, ambiguous: 0 });
  });

  it("makes a dead letter of a job that throws, with the error's message as the reason", async () => {
    const open = harness().open();
    await put(open.store, current("refused"), current("fine"));
    await ended(open, 2, async ({ data }) => {
      if (data === "refused") throw new UnrecoverableError("no such user");
    });
    const [letter] = await open.store.deadLetters();
    expect(letter).toMatchObject({ attempts: 1, reason: { code: "worker", description: "no such user" } });
    const [failed] = await open.queue.getFailed();
    expect(failed).toMatchObject({ data: "refused", failedReason: "no such user", attemptsMade: 1 });
    expect(await balanced(open.store)).toMatchObject({ accepted: 2, delivered: 1, dead: 1, pending: 0 });
  });

  it("delays what it moves to a later time, counted as one attempt", async () => {
    const open = harness().open();
    await put(open.store, current("put off"), current("fine"));
    await ended(open, 1, async (job) => {
      if (job.data === "fine") return;
      await job.moveToDelayed(Date.now() + HOUR_MS, job.token);
      throw new DelayedError();
    });
    const [job] = await open.queue.getDelayed();
    expect(job).toMatchObject({ data: "put off", attemptsMade: 1 });
    expect(await balanced(open.store)).toMatchObject({ delivered: 1, pending: 1, ambiguous: 0 });
  });

  it("returns what it moves back to its place, with no attempt counted", async () => {
    const open = harness().open();
    await put(open.store, current("given back"));
    let tries = 0;
    await ended(open, 1, async (job) => {
      expect(job.attemptsMade).toBe(0);
      expect(job.attemptsStarted).toBe(++tries);
      if (tries > 1) return;
      await job.moveToWait(job.token);
      throw new WaitingError();
    });
    expect(tries).toBe(2);
    expect(await balanced(open.store)).toMatchObject({ delivered: 1, pending: 0 });
  });

  it("moves no job that is not being sent", async () => {
    const { store, queue } = harness().open();
    await put(store, current("ready"));
    const [job] = await queue.getPrioritized();
    await expect(job?.moveToDelayed(Date.now() + HOUR_MS)).rejects.toThrow("not in the active state");
    await expect(job?.moveToWait()).rejects.toThrow("not in the active state");
    expect(await balanced(store)).toMatchObject({ pending: 1 });
    expect(await job?.getState()).toBe("prioritized");
  });

  it("wakes for what another process records, and for what is due", async () => {
    const open = harness().open();
    // Were it not woken, it would not look again before the test is over.
    const worker = open.worker(async () => {}, { drainDelay: 3_600 });
    await once(worker, "drained");
    const elsewhere = harness().store(open.scope);
    await put(elsewhere, current("recorded elsewhere"));
    const [first] = await once(worker, "completed");
    expect(first.data).toBe("recorded elsewhere");

    await put(elsewhere, current("due in a moment"));
    const job = new Promise((resolve) => worker.once("completed", ({ data }) => resolve(data)));
    expect(await job).toBe("due in a moment");
    expect(await balanced(open.store)).toMatchObject({ delivered: 2 });
  });

  it("takes what is due later when it is due", async () => {
    const open = harness().open();
    await put(open.store, current("later"));
    await settleFirst(open.store, { as: "retry", atMs: Date.now() + 300 });
    const worker = open.worker(async () => Date.now(), { drainDelay: 3_600 });
    const [job] = await once(worker, "completed");
    expect(job).toMatchObject({ data: "later", attemptsStarted: 2 });
  });

  it("keeps a delivery that takes longer than its lease", async () => {
    const open = harness().open();
    await put(open.store, current("slow"));
    let finish: () => void = () => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const worker = open.worker(() => slow, { lockDuration: 2_000 });
    const other = open.worker(() => slow, { lockDuration: 2_000 });
    let renewed = 0;
    for (const each of [worker, other]) {
      each.on("locksRenewed", () => {
        if (++renewed === 3) finish();
      });
    }
    await Promise.race([once(worker, "completed"), once(other, "completed")]);
    expect(await balanced(open.store)).toMatchObject({ delivered: 1, pending: 0, ambiguous: 0 });
  });

  it("that is killed leaves its delivery to the next one when the lease is over, counted as ambiguous", async () => {
    const open = harness().open();
    await put(open.store, current("taken over"));
    const child = fork(CHILD, [harness().server.url, open.scope, "1000"], {
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    if (child.stdout === null) throw new Error("the child has no output");
    const [said] = await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");

    const worker = open.worker(async () => {});
    const [job] = await once(worker, "completed");
    expect(job).toMatchObject({ id: String(said).trim(), data: "taken over", attemptsStarted: 2 });
    const end = { accepted: 1, delivered: 1, pending: 0, dead: 0, ambiguous: 1, purged: 0 };
    expect(await balanced(open.store)).toEqual(end);
  });

  it("closes while it waits", async () => {
    const open = harness().open();
    const worker = open.worker(async () => {}, { drainDelay: 3_600 });
    await once(worker, "drained");
    await worker.close();
    expect(worker.isRunning()).toBe(false);
  });

  it("must not have a limiter of its own, and there are no events to listen to", () => {
    const { worker, backendFactory } = harness().open();
    const limiter = { max: 1, duration: 1_000 };
    expect(() => worker(async () => {}, { limiter })).toThrow("the tracker's option `limits`");
    expect(() => backendFactory("tgtrack", { connection: {} }, { blocking: true })).toThrow("onDelivery");
  });
});
