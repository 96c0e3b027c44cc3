import { cutText } from "../bounds/cut-text.ts";
import { MOST } from "../bounds/most.ts";
import { shownMethod } from "../keys/shown-method.ts";
import type { KeyName } from "../keys/stored-keys.ts";
import type { RequestMarks } from "../store/requests.ts";
import type { SandboxStore } from "../store/sandbox-store.ts";
import { checkInteger, shown } from "../support/check-number.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { RecordedRequest, RequestFilter } from "../wire/recorded-request.ts";
import type { MessengerName } from "../wire/service-name.ts";
import { matcherOf, type RequestPredicate } from "./request-matcher.ts";
import { WaitTimeoutError } from "./wait-timeout-error.ts";

/** The longest that a timer can hold: beyond it, Node's goes off at once. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/** Anybody can try any number of keys and methods. */
const MAX_NAMED = 200;

export interface WaitOptions {
  /** How many matching requests to wait for, those already here included. Default 1. */
  count?: number;
  /** Real time, not the sandbox's. Default 4,000: less than a test runner waits, so that this error is the one that is seen. */
  timeoutMs?: number;
}

/** What arrived, as the store keeps it, and who listens for more. */
export class RequestLog {
  readonly #store: SandboxStore;
  readonly #listeners = new Set<(request: RecordedRequest) => void>();
  readonly #waits = new Set<(waited: string) => void>();

  constructor(store: SandboxStore) {
    this.#store = store;
  }

  get size(): number {
    return this.#store.requests.size;
  }

  /** Records a request. Nobody is told until it is announced, because the write may still be rolled back. */
  add(request: Omit<RecordedRequest, "id">, marks: RequestMarks): RecordedRequest {
    const kept = bounded(this.#store.redaction.request(request));
    const keyId = this.#store.keys.idOf(request.key);
    return { id: this.#store.requests.insert(kept, keyId, marks), ...kept };
  }

  announce(request: RecordedRequest): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(request);
      } catch (error) {
        // It is the listener's own error: the bot still gets its answer, and the other listeners are called.
        console.error(error);
      }
    }
  }

  /** Oldest first. A filter is quicker than a predicate, which has to see every request. */
  find(wanted?: RequestFilter | RequestPredicate): RecordedRequest[] {
    if (typeof wanted !== "function") return [...this.#store.requests.find(wanted)];
    const found: RecordedRequest[] = [];
    for (const request of this.#store.requests.find()) if (wanted(request)) found.push(request);
    return found;
  }

  /**
   * The first `limit` of those that came after the request `afterId`, fewer where they are large together, and how many
   * fit altogether.
   */
  page(filter: RequestFilter, afterId: number, limit: number): { total: number; requests: RecordedRequest[] } {
    const { requests } = this.#store;
    return { total: requests.count(filter), requests: requests.page(filter, afterId, limit) };
  }

  /** The newest `count` of a key for a messenger's bots, newest first. */
  newestOf(keyHash: string, messenger: MessengerName, count: number): RecordedRequest[] {
    return this.#store.requests.newestOf(keyHash, messenger, count);
  }

  /** The keys of a messenger's bots that were seen last, the one used last first. */
  keys(messenger: MessengerName): KeyName[] {
    return this.#store.requests.recentKeys(messenger, MAX_NAMED).map((id) => this.#store.keys.nameOf(id));
  }

  /** Calls back at each new request until the returned function is called. */
  subscribe(listener: (request: RecordedRequest) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * @throws {WaitTimeoutError} as a rejection, when fewer than `count` came in time or before the close.
   * @throws {SandboxError} as a rejection, when `count` or `timeoutMs` is invalid.
   */
  async waitFor(wanted: RequestFilter | RequestPredicate, options: WaitOptions = {}): Promise<RecordedRequest[]> {
    const { count = 1, timeoutMs = 4_000 } = options;
    checkWait(count, timeoutMs);
    const matches = matcherOf(wanted);
    const found = this.find(wanted);
    if (found.length >= count) return found;
    const { promise, resolve, reject } = Promise.withResolvers<RecordedRequest[]>();
    const giveUp = (waited: string) =>
      reject(new WaitTimeoutError(`${waited} for ${count} matching requests, got ${found.length}. ${this.#arrived()}`));
    const timer = setTimeout(() => giveUp(`Waited ${timeoutMs} ms`), timeoutMs);
    const unsubscribe = this.subscribe((request) => {
      try {
        if (matches(request)) found.push(request);
      } catch (error) {
        // It is the waiting test's own error; the bot must not get it as an answer.
        reject(error);
      }
      if (found.length >= count) resolve(found);
    });
    this.#waits.add(giveUp);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      unsubscribe();
      this.#waits.delete(giveUp);
    }
  }

  /** Nothing more will arrive. To be called while the store can still say what arrived instead. */
  endWaits(): void {
    for (const giveUp of this.#waits) giveUp("Waited until close");
  }

  #arrived(): string {
    const { requests, keys, redaction } = this.#store;
    const timesOf = new Map<string, number>();
    for (const { keyId, method, accepted, count: times } of requests.tally(MAX_NAMED)) {
      const key = keys.wholeOf(keyId) ?? "";
      const name = redaction.shown(shownMethod(method, key), key);
      const what = accepted ? name : `${name} (not accepted)`;
      timesOf.set(what, (timesOf.get(what) ?? 0) + times);
    }
    const arrived = [...timesOf].map(([what, times]) => `${times} × ${what}`);
    return `Arrived in all: ${arrived.length === 0 ? "nothing" : arrived.join(", ")}.`;
  }
}

/** After the redaction: of a key that is cut in two, nothing would recognise the beginning. */
function bounded(request: Omit<RecordedRequest, "id">): Omit<RecordedRequest, "id"> {
  const { warnings, error } = request;
  return {
    ...request,
    warnings: warnings.map((warning) => cutText(warning, MOST.warningChars)),
    ...(error?.details !== undefined && {
      error: { ...error, details: cutText(error.details, MOST.detailsChars) },
    }),
  };
}

function checkWait(count: number, timeoutMs: number): void {
  checkInteger("count", count, 1, 1_000_000);
  if (!(timeoutMs >= 0 && timeoutMs <= MAX_TIMEOUT_MS)) {
    throw new SandboxError(
      `timeoutMs must be a number of milliseconds from 0 to ${MAX_TIMEOUT_MS}, not ${shown(timeoutMs)}.`,
    );
  }
}
