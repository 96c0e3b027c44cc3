import type { DeliveryClass, PutResult } from "@bot-tracker/core";
import { isError } from "@bot-tracker/core/outbox-kit";
import { readPutAnswers } from "./put-answers.ts";
import { type PutEntry, putArguments } from "./put-arguments.ts";
import type { ScriptName } from "./store-lua.ts";
import { rankOf, type StoreReply } from "./store-reply.ts";

type Arguments = readonly (string | number)[];

export interface PutStepsParts {
  run(name: ScriptName, nowMs: number | undefined, args: Arguments, onRepeat?: () => void): Promise<StoreReply>;
  learn(reply: StoreReply): void;
  /** These are about to be put. Whoever would send them asks for them at once, before any other task runs. */
  announce(destination: string, mostValuable: DeliveryClass): void;
}

/** A lease that goes in one step with a put. */
interface JoinedLease {
  destination: string;
  nowMs: number;
  args: Arguments;
  resolve(reply: StoreReply): void;
  reject(error: unknown): void;
}

interface Step {
  entries: readonly PutEntry[];
  nowMs: number;
  lease: JoinedLease | undefined;
  /** For which this process has asked behind the put: it need not be told of what was put. */
  asked: Set<string>;
  resolve(results: PutResult[]): void;
  reject(error: unknown): void;
}

/**
 * Puts entries, together with the lease by which this process takes them: whoever records also sends mostly. The lanes
 * are told before the put is sent. One that wants something asks before the event loop goes on, and its lease goes with
 * the put; what others ask goes behind it on the same connection. So nobody has to wait for the answer in order to ask,
 * and other processes are not woken for what is taken already.
 */
export class PutSteps {
  readonly #parts: PutStepsParts;
  /** Not sent yet. */
  #open: Step | undefined;
  /** Not answered yet. */
  readonly #sent = new Set<Step>();

  constructor(parts: PutStepsParts) {
    this.#parts = parts;
  }

  put(entries: readonly PutEntry[], nowMs: number): Promise<PutResult[]> {
    this.sendOpen();
    return new Promise((resolve, reject) => {
      const step: Step = { entries, nowMs, lease: undefined, asked: new Set(), resolve, reject };
      this.#open = step;
      for (const [destination, mostValuable] of mostValuableOf(entries))
        this.#parts.announce(destination, mostValuable);
      afterMicrotasks(() => {
        if (this.#open === step) this.sendOpen();
      });
    });
  }

  /** Undefined: nothing is about to be put, so that the lease goes alone. */
  join(destination: string, nowMs: number, args: Arguments): Promise<StoreReply> | undefined {
    const step = this.#open;
    if (step === undefined || !step.entries.some((each) => isFor(each, destination))) return undefined;
    return new Promise((resolve, reject) => {
      step.lease = { destination, nowMs, args, resolve, reject };
      this.sendOpen();
    });
  }

  /** To be called before anything else is sent: it comes behind what was put before it. */
  sendOpen(): void {
    const step = this.#open;
    if (step === undefined) return;
    this.#open = undefined;
    void this.#send(step);
  }

  /** This process asks what comes next for a destination. */
  asks(destination: string): void {
    for (const { asked } of this.#sent) asked.add(destination);
  }

  async #send(step: Step): Promise<void> {
    this.#sent.add(step);
    const { entries, nowMs, lease, asked } = step;
    const args = putArguments(entries);
    const onRepeat = (): void => asked.clear();
    try {
      if (lease === undefined) {
        const reply = await this.#parts.run("put", nowMs, args, onRepeat);
        this.#learn(reply, asked);
        this.#answer(step, reply.result);
      } else {
        const latestMs = Math.max(nowMs, lease.nowMs);
        const reply = await this.#parts.run("putAndLease", latestMs, [...lease.args, ...args], onRepeat);
        this.#learn(reply, new Set([...asked, lease.destination]));
        const [put, leased, failure] = reply.result as [unknown, unknown, string];
        if (leased === null) lease.reject(new Error(failure));
        else lease.resolve({ ...reply, result: leased });
        this.#answer(step, put);
      }
    } catch (error) {
      step.reject(error);
      // What cannot be put, in a Redis that is full for example, must not keep anything from being sent.
      if (lease !== undefined) this.#leaseAlone(lease, error);
    } finally {
      this.#sent.delete(step);
    }
  }

  #leaseAlone({ nowMs, args, resolve, reject }: JoinedLease, error: unknown): void {
    if (!isError(error) || error.name !== "ReplyError") {
      reject(error);
      return;
    }
    this.#parts.run("lease", nowMs, args).then((reply) => {
      this.#parts.learn(reply);
      resolve(reply);
    }, reject);
  }

  #learn(reply: StoreReply, asked: ReadonlySet<string>): void {
    this.#parts.learn({ ...reply, wakes: reply.wakes.filter(({ destination }) => !asked.has(destination)) });
  }

  #answer({ entries, resolve, reject }: Step, result: unknown): void {
    try {
      resolve(
        readPutAnswers(
          entries.map(({ entry }) => entry),
          result,
        ),
      );
    } catch (error) {
      reject(error);
    }
  }
}

function mostValuableOf(entries: readonly PutEntry[]): ReadonlyMap<string, DeliveryClass> {
  const found = new Map<string, DeliveryClass>();
  for (const { entry } of entries) {
    for (const item of entry.items) {
      if (item.kind !== "deliver") continue;
      const { destination, class: name } = item.delivery;
      const before = found.get(destination);
      if (before === undefined || rankOf(name) < rankOf(before)) found.set(destination, name);
    }
  }
  return found;
}

function isFor({ entry }: PutEntry, destination: string): boolean {
  return entry.items.some((item) => item.kind === "deliver" && item.delivery.destination === destination);
}

/** Node goes through its queue of ticks once no microtask is left. */
function afterMicrotasks(task: () => void): void {
  queueMicrotask(() => process.nextTick(task));
}
