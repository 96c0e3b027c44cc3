import type { Answer } from "../api/answer.ts";
import type { ApiParams } from "../api/params.ts";

/** One call a bot made. */
export interface ApiCall {
  /** As the bot spelled it. */
  readonly method: string;
  readonly params: ApiParams;
  /** `chat_id` as a number where it is one, whether the bot sent JSON or a form. */
  readonly chatId: number | string | undefined;
  /** Unix milliseconds of its arrival. */
  readonly atMs: number;
  /** `webhook-reply`: it came as the body of the bot's answer to an update. */
  readonly via: "http" | "webhook-reply";
  /** Undefined while a long poll waits. */
  readonly answer: Answer | undefined;
}

/** A method's name in any case, or a condition. */
export type CallFilter = string | ((call: ApiCall) => boolean);

export interface WaitOptions {
  /** How many matching calls there must be, counted from the beginning. Default 1. */
  count?: number;
  /** Default: the simulator's `waitTimeoutMs`. */
  timeoutMs?: number;
}

interface Watcher {
  isMet(): boolean;
  meet(): void;
}

/** Every call of one bot, and those who wait for one. */
export class CallLog {
  readonly #calls: ApiCall[] = [];
  readonly #watchers = new Set<Watcher>();
  readonly #waitTimeoutMs: number;

  constructor(waitTimeoutMs: number) {
    this.#waitTimeoutMs = waitTimeoutMs;
  }

  /** @returns a function to enter the answer with */
  record(call: Omit<ApiCall, "answer">): (answer: Answer) => void {
    const entry: { -readonly [Key in keyof ApiCall]: ApiCall[Key] } = { ...call, answer: undefined };
    this.#calls.push(entry);
    this.#notify();
    return (answer) => {
      entry.answer = answer;
      this.#notify();
    };
  }

  find(filter: CallFilter = () => true): ApiCall[] {
    const matches = typeof filter === "string" ? (call: ApiCall) => sameMethod(call.method, filter) : filter;
    return this.#calls.filter(matches);
  }

  /** Resolves with the `count`-th matching call, one that was made already included. */
  waitFor(filter: CallFilter, { count = 1, timeoutMs = this.#waitTimeoutMs }: WaitOptions): Promise<ApiCall> {
    return new Promise((resolve, reject) => {
      const nth = () => this.find(filter)[count - 1];
      const watcher: Watcher = {
        isMet: () => nth() !== undefined,
        meet: () => {
          clearTimeout(timer);
          const call = nth();
          if (call !== undefined) resolve(call);
        },
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(watcher);
        reject(new Error(this.#missed(filter, count, timeoutMs)));
      }, timeoutMs);
      this.#watchers.add(watcher);
      this.#notify();
    });
  }

  #notify(): void {
    for (const watcher of this.#watchers) {
      if (!watcher.isMet()) continue;
      this.#watchers.delete(watcher);
      watcher.meet();
    }
  }

  #missed(filter: CallFilter, count: number, timeoutMs: number): string {
    const wanted = typeof filter === "string" ? `calls of ${filter}` : "calls that meet the condition";
    const made = this.#calls.map((call) => call.method).join(", ") || "none";
    const got = this.find(filter).length;
    return `Expected ${count} ${wanted} within ${timeoutMs} ms and got ${got}. Calls so far: ${made}.`;
  }
}

export function sameMethod(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
