import { matcherOf, type RecordedRequest, type RequestFilter, type RequestPredicate } from "./recorded-request.ts";
import { WaitTimeoutError } from "./wait-timeout-error.ts";

/** How much text of bodies is kept at most, however many requests there are. */
const MAX_BODY_CHARS = 64 * 1024 * 1024;

export interface WaitOptions {
  /** How many matching requests to wait for, those already here included. Default 1. */
  count?: number;
  /** Real time, not the sandbox's. Default 5,000. */
  timeoutMs?: number;
}

/** What arrived, newest last. The oldest go when there are too many or they are too large together. */
export class RequestLog {
  readonly #maxRequests: number;
  // A map keeps the order of arrival and gives up its oldest entry without moving the others.
  readonly #requests = new Map<number, RecordedRequest>();
  readonly #listeners = new Set<(request: RecordedRequest) => void>();
  #lastId = 0;
  #bodyChars = 0;

  constructor(maxRequests: number) {
    this.#maxRequests = maxRequests;
  }

  get size(): number {
    return this.#requests.size;
  }

  add(request: Omit<RecordedRequest, "id">): void {
    const recorded = { id: ++this.#lastId, ...request };
    this.#requests.set(recorded.id, recorded);
    this.#bodyChars += recorded.bodyText.length;
    for (const [id, oldest] of this.#requests) {
      if (this.#requests.size <= this.#maxRequests && this.#bodyChars <= MAX_BODY_CHARS) break;
      this.#requests.delete(id);
      this.#bodyChars -= oldest.bodyText.length;
    }
    for (const listener of [...this.#listeners]) listener(recorded);
  }

  find(wanted?: RequestFilter | RequestPredicate): RecordedRequest[] {
    return [...this.#requests.values()].filter(matcherOf(wanted));
  }

  /** The keys seen, the one used last first. */
  keys(): string[] {
    const keys = new Set<string>();
    for (const request of [...this.#requests.values()].reverse()) keys.add(request.key);
    return [...keys];
  }

  /** Calls back at each new request until the returned function is called. */
  subscribe(listener: (request: RecordedRequest) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws {WaitTimeoutError} as a rejection, when fewer than `count` came in time. */
  waitFor(wanted: RequestFilter | RequestPredicate, options: WaitOptions = {}): Promise<RecordedRequest[]> {
    const { count = 1, timeoutMs = 5_000 } = options;
    const matches = matcherOf(wanted);
    const found = this.find(matches);
    if (found.length >= count) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        unsubscribe();
        reject(new WaitTimeoutError(this.#describeTimeout(found.length, count, timeoutMs)));
      }, timeoutMs);
      const unsubscribe = this.subscribe((request) => {
        if (!matches(request)) return;
        found.push(request);
        if (found.length < count) return;
        clearTimeout(timer);
        unsubscribe();
        resolve(found);
      });
    });
  }

  clear(): void {
    this.#requests.clear();
    this.#bodyChars = 0;
  }

  #describeTimeout(found: number, count: number, timeoutMs: number): string {
    const arrived = new Map<string, number>();
    for (const { method, accepted } of this.#requests.values()) {
      const name = accepted ? method : `${method} (not accepted)`;
      arrived.set(name, (arrived.get(name) ?? 0) + 1);
    }
    const list = [...arrived].map(([name, times]) => `${times} × ${name}`).join(", ");
    return (
      `Waited ${timeoutMs} ms for ${count} matching requests, ${found} came. ` +
      `Arrived altogether: ${list === "" ? "nothing" : list}.`
    );
  }
}
