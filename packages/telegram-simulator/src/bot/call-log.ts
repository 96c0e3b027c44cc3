import type { Answer } from "../api/answer.ts";
import type { ApiParams } from "../api/params.ts";
import { checkInteger, MAX_TIMEOUT_MS } from "../support/check.ts";
import type { KeptBytes } from "../support/kept-bytes.ts";
import { weigh } from "../support/weigh.ts";

/** One call a bot made. No token stands in it: what people put into the address of a webhook is "[token]" here. */
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
  /** How many matching calls there must be, earlier ones included. Default 1. */
  count?: number;
  /** Default: the simulator's `waitTimeoutMs`. */
  timeoutMs?: number;
}

const MAX_COUNT = 1_000_000;
const SHOWN_METHODS = 50;
/** What a call takes beside its parameters and its answer. */
const CALL_BYTES = 500;

interface Watcher {
  isMet(): boolean;
  meet(): void;
}

/** The calls of one bot, as far back as there is room for them, and those who wait for one. */
export class CallLog {
  readonly #calls = new Set<ApiCall>();
  readonly #watchers = new Set<Watcher>();
  readonly #waitTimeoutMs: number;
  readonly #kept: KeptBytes | undefined;

  constructor(waitTimeoutMs: number, kept?: KeptBytes) {
    this.#waitTimeoutMs = waitTimeoutMs;
    this.#kept = kept;
  }

  /**
   * @returns a function to enter the answer with, which gives the whole call
   * @throws RangeError for parameters that are nested too deep
   */
  record(call: Omit<ApiCall, "answer">): (answer: Answer) => ApiCall {
    const entry: { -readonly [Key in keyof ApiCall]: ApiCall[Key] } = { ...call, answer: undefined };
    const forget = () => void this.#calls.delete(entry);
    const bytes = weigh(call.params);
    this.#calls.add(entry);
    this.#kept?.add(CALL_BYTES + bytes, forget);
    this.#notify();
    return (answer) => {
      entry.answer = answer;
      this.#kept?.add(weigh(answer), forget);
      this.#notify();
      return entry;
    };
  }

  find(filter: CallFilter = () => true): ApiCall[] {
    const matches = typeof filter === "string" ? (call: ApiCall) => sameMethod(call.method, filter) : filter;
    return [...this.#calls].filter(matches);
  }

  /** Resolves with the `count`-th matching call, one that was made already included. */
  async waitFor(filter: CallFilter, options: WaitOptions): Promise<ApiCall> {
    const { count = 1, timeoutMs = this.#waitTimeoutMs } = options;
    checkInteger("count", count, 1, MAX_COUNT);
    checkInteger("timeoutMs", timeoutMs, 0, MAX_TIMEOUT_MS);
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
    const methods = [...this.#calls].map((call) => call.method);
    const earlier = methods.length > SHOWN_METHODS ? "…, " : "";
    const made = methods.slice(-SHOWN_METHODS).join(", ") || "none";
    const got = this.find(filter).length;
    return `Expected ${count} ${wanted} within ${timeoutMs} ms and got ${got}. Calls so far: ${earlier}${made}.`;
  }
}

export function sameMethod(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** What a call that succeeded gave back: the messages that it sent or changed, for most methods. */
export function messagesOf({ answer }: ApiCall): { message_id?: unknown }[] {
  const result: unknown = answer?.kind === "reply" && answer.reply.ok ? answer.reply.result : undefined;
  return [result].flat().filter((message) => typeof message === "object" && message !== null);
}
