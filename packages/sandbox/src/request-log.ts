import { matcherOf, type RecordedRequest, type RequestFilter, type RequestPredicate } from "./recorded-request.ts";
import type { KeyName } from "./store/key-book.ts";
import type { SandboxStore } from "./store/sandbox-store.ts";
import { WaitTimeoutError } from "./wait-timeout-error.ts";

export interface WaitOptions {
  /** How many matching requests to wait for, those already here included. Default 1. */
  count?: number;
  /** Real time, not the sandbox's. Default 4,000: less than a test runner waits, so that this error is the one that is seen. */
  timeoutMs?: number;
}

/** What arrived, as the store keeps it, and who wants to hear of it. */
export class RequestLog {
  readonly #store: SandboxStore;
  readonly #listeners = new Set<(request: RecordedRequest) => void>();

  constructor(store: SandboxStore) {
    this.#store = store;
  }

  get size(): number {
    return this.#store.requests.size;
  }

  /** Writes a request down. Nobody hears of it until it is announced, because the writing may still be undone. */
  add(request: Omit<RecordedRequest, "id">, isDoubledStart: boolean): RecordedRequest {
    const kept = this.#store.veil.request(request);
    const keyId = this.#store.keys.idOf(request.key);
    return { id: this.#store.requests.insert(kept, keyId, isDoubledStart), ...kept };
  }

  announce(request: RecordedRequest): void {
    for (const listener of [...this.#listeners]) listener(request);
  }

  /** Oldest first. A filter is quicker than a predicate, which has to see every request. */
  find(wanted?: RequestFilter | RequestPredicate): RecordedRequest[] {
    if (typeof wanted !== "function") return [...this.#store.requests.find(wanted)];
    const found: RecordedRequest[] = [];
    for (const request of this.#store.requests.find()) if (wanted(request)) found.push(request);
    return found;
  }

  /** The first `limit` of those that came after the request `afterId`, and how many fit altogether. */
  page(filter: RequestFilter, afterId: number, limit: number): { total: number; requests: RecordedRequest[] } {
    const { requests } = this.#store;
    return { total: requests.count(filter), requests: requests.page(filter, afterId, limit) };
  }

  /** The newest `count` of a key, newest first. */
  newestOf(keyHash: string, count: number): RecordedRequest[] {
    return this.#store.requests.newestOf(keyHash, count);
  }

  /** The keys seen, the one used last first. */
  keys(): KeyName[] {
    return this.#store.requests.recentKeys().map((id) => this.#store.keys.nameOf(id));
  }

  /** Calls back at each new request until the returned function is called. */
  subscribe(listener: (request: RecordedRequest) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws {WaitTimeoutError} as a rejection, when fewer than `count` came in time. */
  waitFor(wanted: RequestFilter | RequestPredicate, options: WaitOptions = {}): Promise<RecordedRequest[]> {
    const { count = 1, timeoutMs = 4_000 } = options;
    const matches = matcherOf(wanted);
    const found = this.find(wanted);
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

  #describeTimeout(found: number, count: number, timeoutMs: number): string {
    const arrived = this.#store.requests.tally().map(({ method, accepted, count: times }) => {
      return `${times} × ${accepted ? method : `${method} (not accepted)`}`;
    });
    return (
      `Waited ${timeoutMs} ms for ${count} matching requests, ${found} came. ` +
      `Arrived altogether: ${arrived.length === 0 ? "nothing" : arrived.join(", ")}.`
    );
  }
}
