import { ErrorCode, type JobJson, type MinimalJob, QueueKeys, RedisConnection } from "bullmq";
import type { RedisStore } from "../store/redis-store.ts";
import type { DeliveryBackendPlace } from "./delivery-backend-place.ts";
import { NotForDeliveriesError } from "./not-for-deliveries-error.ts";
import { ReadyBell } from "./ready-bell.ts";
import { RefusingBackend } from "./refusing-backend.ts";
import { toJobJson } from "./to-job-json.ts";

/** The next job as a `Worker` takes it: the job, its id, no limit on the rate, and when to ask again (0: unknown). */
type NextJob = [job: JobJson | null, id: string, limitMs: number, askAgainAtMs: number];

type Settlement = Parameters<RedisStore["settle"]>[0][number];

const PAGE = 500;
/** A delivery's id ends in its destination's number. Other keys beside the jobs do not. */
const DELIVERY_ID = /\.\d+$/;

/**
 * Lets BullMQ's own `Queue`, `Worker` and `Job` work on deliveries. Whatever moves a job goes through the store, so
 * that the ledger balances and the order holds; whatever cannot is refused.
 */
export class DeliveryQueueBackend extends RefusingBackend {
  readonly #place: DeliveryBackendPlace;
  readonly #bell: ReadyBell | undefined;

  constructor(place: DeliveryBackendPlace) {
    const { client, scope, store, destination, queueOptions, waits } = place;
    const prefix = prefixOf(scope);
    const names = new QueueKeys(prefix);
    super(
      new RedisConnection(client, { shared: true, blocking: false, skipVersionCheck: true }),
      destination,
      names.getKeys(destination),
      (type) => names.toKey(destination, type),
      // The prefix is the Redis backend's own option.
      Object.assign({}, queueOptions, { prefix }),
    );
    this.#place = place;
    this.#bell = waits ? new ReadyBell({ client, store, destination }) : undefined;
  }

  override forQueue(destination: string, prefix: string = prefixOf(this.#place.scope)): DeliveryQueueBackend {
    if (prefix !== prefixOf(this.#place.scope)) {
      throw new NotForDeliveriesError("FlowProducer", "A delivery has no relations to other queues.");
    }
    return new DeliveryQueueBackend({ ...this.#place, destination, waits: false });
  }

  // Reading

  override async getJobData(id: string): Promise<JobJson | undefined> {
    if (!DELIVERY_ID.test(id)) return undefined;
    const { client } = this.#place;
    const [stored, delayed, all] = await Promise.all([
      super.getJobData(id),
      client.zscore(this.toKey("delayed"), id),
      client.zscore(this.toKey("all"), id),
    ]);
    return stored === undefined ? undefined : toJobJson(stored, id, { delayed, all });
  }

  // What a worker does

  override async moveToActive(): Promise<NextJob> {
    const { store, destination, leaseMs } = this.#place;
    const nowMs = Date.now();
    this.#bell?.forget();
    const maxBytes = Number.MAX_SAFE_INTEGER;
    const [leased] = await store.lease({ destination, maxItems: 1, maxBytes, nowMs, leaseMs });
    const job = leased && (await this.getJobData(leased.id));
    if (leased && job) return [job, leased.id, 0, 0];
    const next = await store.next(destination, nowMs);
    if (next.kind === "none") return [null, "", 0, 0];
    return [null, "", 0, next.kind === "later" ? next.atMs : nowMs];
  }

  override async waitForJob(blockTimeoutSeconds: number): Promise<null> {
    await this.#bell?.wait(blockTimeoutSeconds * 1_000);
    return null;
  }

  override async moveToCompleted<T, R, N extends string>(
    job: MinimalJob<T, R, N>,
    _returnValue: R,
    _keep: unknown,
    _token: string,
    fetchNext: boolean,
  ): Promise<Finished> {
    return this.#finish({ id: idOf(job), as: "delivered" }, fetchNext);
  }

  override async moveToFailed<T, R, N extends string>(
    job: MinimalJob<T, R, N>,
    failedReason: string | undefined,
    _keep: unknown,
    _token: string,
    fetchNext: boolean,
  ): Promise<Finished> {
    const reason = { code: "worker", description: failedReason ?? "The worker gave no reason." };
    return this.#finish({ id: idOf(job), as: "dead", reason }, fetchNext);
  }

  override async moveToDelayed(
    id: string,
    timestamp: number,
    delay: number,
    _token?: string,
    { fetchNext = false }: { fetchNext?: boolean } = {},
  ): Promise<NextJob | undefined> {
    await this.#expectActive(id, "moveToDelayed");
    await this.#settle({ id, as: "retry", atMs: timestamp + delay, answerLost: false });
    return fetchNext ? this.moveToActive() : undefined;
  }

  override async retryJob(id: string): Promise<void> {
    await this.#expectActive(id, "retryJob");
    await this.#settle({ id, as: "retry", atMs: Date.now(), answerLost: false });
  }

  override async moveJobFromActiveToWait(id: string): Promise<number> {
    await this.#expectActive(id, "moveJobFromActiveToWait");
    await this.#settle({ id, as: "returned" });
    return 0;
  }

  override async extendLock(id: string, _token: string, durationMs: number): Promise<number> {
    return (await this.extendLocks([id], [], durationMs)).length === 0 ? 1 : 0;
  }

  override async extendLocks(ids: string[], _tokens: string[], durationMs: number): Promise<string[]> {
    return [...(await this.#place.store.renew(ids, durationMs, Date.now()))];
  }

  /** A lease runs out by itself. */
  override async moveStalledJobsToWait(): Promise<string[]> {
    return [];
  }

  // What a person does

  override async retryFinishedJob<T, R, N extends string>(
    job: MinimalJob<T, R, N>,
    state: "failed" | "completed",
  ): Promise<void> {
    const id = idOf(job);
    const isRevived =
      state === "failed" && (await this.#isHere(id)) && (await this.#place.store.retryDead(id, Date.now()));
    if (!isRevived) throw this.#notInState(id, "retry", state);
  }

  override async retryFinishedJobs(
    state: "failed" | "completed" = "failed",
    count = 1_000,
    timestamp: number = Date.now(),
  ): Promise<number> {
    if (state === "completed") return 0;
    const ids = await this.#failedUntil(timestamp, count);
    const revived = await Promise.all(ids.map((id) => this.#place.store.retryDead(id, Date.now())));
    return ids.length === count && revived.includes(true) ? 1 : 0;
  }

  /** 0, which BullMQ takes for a job that a worker has, also where it is gone already. */
  override async remove(id: string): Promise<number> {
    const { store } = this.#place;
    if (!(await this.#isHere(id))) return 0;
    return (await store.dropDead(id)) || (await store.dropWaiting(id)) ? 1 : 0;
  }

  override async cleanJobsByState(state: string, timestamp: number, limit = 0): Promise<string[]> {
    if (state === "active" || state === "delayed" || state === "prioritized") this.refuseToClean();
    if (state !== "failed") return [];
    const most = limit > 0 ? limit : Number.MAX_SAFE_INTEGER;
    const cleaned: string[] = [];
    while (cleaned.length < most) {
      const ids = await this.#failedUntil(timestamp, Math.min(PAGE, most - cleaned.length));
      const dropped = await Promise.all(ids.map((id) => this.#place.store.dropDead(id)));
      const gone = ids.filter((_, index) => dropped[index]);
      cleaned.push(...gone);
      if (gone.length === 0) break;
    }
    return cleaned;
  }

  // Connections

  override async disconnectBlocking(): Promise<void> {
    this.#bell?.ring();
  }

  override async reconnectBlocking(): Promise<void> {}

  override async close(force = false): Promise<void> {
    this.#bell?.close();
    await super.close(force);
  }

  /** The connection is shared with others. */
  override async disconnect(): Promise<void> {
    await this.close(true);
  }

  async #finish(settlement: Settlement, fetchNext: boolean): Promise<Finished> {
    const finishedOn = Date.now();
    await this.#settle(settlement);
    return { result: fetchNext ? await this.moveToActive() : undefined, finishedOn };
  }

  #settle(settlement: Settlement): Promise<void> {
    return this.#place.store.settle([settlement], Date.now());
  }

  async #expectActive(id: string, command: string): Promise<void> {
    if ((await this.getState(id)) !== "active") throw this.#notInState(id, command, "active");
  }

  #notInState(jobId: string, command: string, state: string): Error {
    return this.finishedErrors({ code: ErrorCode.JobNotInState, jobId, command, state });
  }

  /** The store finds a delivery by its id alone, whichever destination it is for. */
  async #isHere(id: string): Promise<boolean> {
    return DELIVERY_ID.test(id) && (await this.#place.client.exists(this.toKey(id))) === 1;
  }

  #failedUntil(timestamp: number, count: number): Promise<string[]> {
    return this.#place.client.zrangebyscore(this.toKey("failed"), "-inf", timestamp, "LIMIT", 0, count);
  }
}

interface Finished {
  result: NextJob | undefined;
  finishedOn: number;
}

function prefixOf(scope: string): string {
  return scope.slice(0, -1);
}

function idOf({ id = "" }: { id?: string }): string {
  return id;
}
