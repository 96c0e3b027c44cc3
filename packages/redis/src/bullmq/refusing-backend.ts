import { RedisQueueBackend } from "bullmq";
import { NotForDeliveriesError } from "./not-for-deliveries-error.ts";

const ADD = "Only the tracker adds deliveries (trackEvent, reachGoal and the like), because it counts them.";
const ORDER =
  "Deliveries keep their order: starts first, and nothing of a person before their start. A delayed delivery is sent " +
  "when its time comes. A dead letter can be sent again at once: job.retry().";
const BODY = "A delivery is sent as it was recorded. A dead letter can be corrected: tracker.dead.retry(id, { body }).";
const WIPE =
  "Queued deliveries are not dropped all at once. Use job.remove() for one delivery, tracker.purgeUser(userId) for a " +
  'person, queue.clean(0, 0, "failed") for all dead letters.';
const PAUSE =
  "The tracker's option `limits` limits the rate, and sending pauses by itself while a service is unavailable. To pause " +
  "it yourself, stop the processes that send.";
const FLOW = "A delivery has no children, no parent and no schedule.";
const LOG = "A job's log would outlive the delivery, with personal data in it. Use a log of your own.";

/**
 * BullMQ's access to a queue in Redis, without what would break the ledger, the order or the layout of deliveries. What
 * only reads is BullMQ's own.
 */
export abstract class RefusingBackend extends RedisQueueBackend {
  override async addJob(): Promise<never> {
    throw new NotForDeliveriesError("add", ADD);
  }
  override async addJobs(): Promise<never> {
    throw new NotForDeliveriesError("addBulk", ADD);
  }
  override async addJobToTransaction(): Promise<never> {
    throw new NotForDeliveriesError("add", ADD);
  }

  override async promote(): Promise<never> {
    throw new NotForDeliveriesError("promote", ORDER);
  }
  override async promoteJobs(): Promise<never> {
    throw new NotForDeliveriesError("promoteJobs", ORDER);
  }
  override async changeDelay(): Promise<never> {
    throw new NotForDeliveriesError("changeDelay", ORDER);
  }
  override async changePriority(): Promise<never> {
    throw new NotForDeliveriesError("changePriority", ORDER);
  }

  override async updateData(): Promise<never> {
    throw new NotForDeliveriesError("updateData", BODY);
  }

  override async drain(): Promise<never> {
    throw new NotForDeliveriesError("drain", WIPE);
  }
  override async obliterate(): Promise<never> {
    throw new NotForDeliveriesError("obliterate", WIPE);
  }
  /** It takes the ledger itself for a job that no queue has. */
  override async removeOrphanedJobs(): Promise<never> {
    throw new NotForDeliveriesError("removeOrphanedJobs", WIPE);
  }
  override async removeOrphanedJobsBatch(): Promise<never> {
    throw new NotForDeliveriesError("removeOrphanedJobs", WIPE);
  }
  protected refuseToClean(): never {
    throw new NotForDeliveriesError("clean", WIPE);
  }

  override async pause(pause: boolean): Promise<void> {
    if (pause) throw new NotForDeliveriesError("pause", PAUSE);
  }
  override async setRateLimit(): Promise<never> {
    throw new NotForDeliveriesError("rateLimit", PAUSE);
  }
  /** BullMQ's `Queue` does this when it is made, and goes on without it. */
  override async setQueueMeta(): Promise<never> {
    throw new NotForDeliveriesError("setGlobalConcurrency or setGlobalRateLimit", PAUSE);
  }

  override async addFlow(): Promise<never> {
    throw new NotForDeliveriesError("FlowProducer.add", FLOW);
  }
  override async moveToWaitingChildren(): Promise<never> {
    throw new NotForDeliveriesError("moveToWaitingChildren", FLOW);
  }
  override async removeChildDependency(): Promise<never> {
    throw new NotForDeliveriesError("removeChildDependency", FLOW);
  }
  override async removeUnprocessedChildren(): Promise<never> {
    throw new NotForDeliveriesError("removeUnprocessedChildren", FLOW);
  }
  override async addJobScheduler(): Promise<never> {
    throw new NotForDeliveriesError("upsertJobScheduler", FLOW);
  }
  override async updateJobSchedulerNextMillis(): Promise<never> {
    throw new NotForDeliveriesError("upsertJobScheduler", FLOW);
  }
  override async removeJobScheduler(): Promise<never> {
    throw new NotForDeliveriesError("removeJobScheduler", FLOW);
  }

  override async addLog(): Promise<never> {
    throw new NotForDeliveriesError("log", LOG);
  }
}
