import type {
  DeadLetter,
  DeadLetterFilter,
  Person,
  PutResult,
  QuotaLimits,
  RequestEnd,
  SlotGrant,
} from "@bot-tracker/core";
import { workersPorts } from "@bot-tracker/core/outbox-kit";
import type { ObjectCalls, ObjectView, RecordedEntry, SaidBot } from "./object-calls.ts";
import type { ObjectStorage } from "./object-storage.ts";
import { ObjectTracker, type ObjectTrackerOptions } from "./object-tracker.ts";

/** What an object is given by Cloudflare; structural, so that any version of Cloudflare's types fits. */
export interface ObjectState {
  readonly storage: ObjectStorage;
}

/** Cloudflare's `DurableObject`, from `cloudflare:workers`. */
export type DurableObjectClass<Env> = new (state: never, env: Env) => object;

/** The object of one bot: keeps what the bot records, and sends it. */
export interface TrackerObject extends ObjectCalls {
  alarm(): Promise<void>;
}

/**
 * Makes the class of the Durable Objects that keep and send what bots record: one object for each bot. `optionsOf` says
 * where to, and should be what the bot's own tracker is given.
 *
 * @example
 * import { DurableObject } from "cloudflare:workers";
 *
 * export class BotTracker extends trackerObject(DurableObject<Env>, (env) => ({ tgtrack: env.TGTRACK_API_KEY })) {}
 */
export function trackerObject<Env>(
  Base: DurableObjectClass<Env>,
  optionsOf: (env: Env) => ObjectTrackerOptions,
): new (
  state: ObjectState,
  env: Env,
) => TrackerObject {
  // The methods are Cloudflare's to call, over RPC.
  return class extends Base implements TrackerObject {
    readonly #object: ObjectTracker;

    constructor(state: ObjectState, env: Env) {
      super(state as never, env);
      this.#object = new ObjectTracker(state.storage, optionsOf(env));
    }

    async botTrackerRecord(
      entries: readonly RecordedEntry[],
      bot: SaidBot,
    ): Promise<{ results: PutResult[]; view: ObjectView }> {
      const results = await this.#object.record(entries, bot);
      return { results, view: this.#object.view() };
    }

    async botTrackerView(): Promise<ObjectView> {
      return this.#object.view();
    }

    async botTrackerPerson(botId: string, userId: string): Promise<Person | undefined> {
      return this.#object.outbox.person(botId, userId);
    }

    botTrackerTakeSlot(limits: QuotaLimits, urgent: boolean): Promise<SlotGrant> {
      return this.#object.slots.take(limits, urgent, workersPorts.steadyMs());
    }

    botTrackerEndSlot(slot: string, end: RequestEnd): Promise<void> {
      return this.#object.slots.end(slot, end, workersPorts.steadyMs());
    }

    async botTrackerDeadLetters(filter: DeadLetterFilter): Promise<readonly DeadLetter[]> {
      return this.#object.outbox.deadLetters(filter);
    }

    async botTrackerRetryDead(id: string, nowMs: number, body?: string): Promise<boolean> {
      return this.#object.outbox.retryDead(id, nowMs, body);
    }

    async botTrackerDropDead(id: string): Promise<boolean> {
      return this.#object.outbox.dropDead(id);
    }

    async botTrackerPurgeUser(userId: string): Promise<number> {
      return this.#object.outbox.purgeUser(userId);
    }

    alarm(): Promise<void> {
      return this.#object.alarm();
    }
  };
}
