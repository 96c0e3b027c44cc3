import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import type { Ledger } from "../../../packages/core/src/outbox/ledger.ts";
import type { Outbox, ReadyListener } from "../../../packages/core/src/outbox/outbox.ts";
import { type OutboxBounds, START_MS } from "../../core/outbox/outbox-fixtures.ts";
import { bundleForWorkers } from "./bundle-for-workers.ts";

interface Answer {
  result: unknown;
  ledger: Ledger;
  oldest: Record<string, number>;
  told: Parameters<ReadyListener>[];
  used: number[];
}

/** The real runtime, with outboxes in its objects. */
export class ContractWorker {
  readonly #runtime: Miniflare;
  readonly #places = new WeakMap<Outbox, { name: string; bounds: OutboxBounds }>();
  #opened = 0;
  /** The clock of its objects: the moment that was told last. */
  #nowMs = START_MS;

  private constructor(runtime: Miniflare) {
    this.#runtime = runtime;
  }

  static async start(): Promise<ContractWorker> {
    const program = fileURLToPath(new URL("programs/contract-object.ts", import.meta.url));
    const runtime = new Miniflare({
      modules: [{ type: "ESModule", path: "worker.mjs", contents: await bundleForWorkers(program, ["node:*"]) }],
      compatibilityDate: "2026-01-01",
      compatibilityFlags: ["nodejs_compat"],
      durableObjects: { OBJECTS: { className: "ContractObject", useSQLite: true } },
    });
    await runtime.ready;
    return new ContractWorker(runtime);
  }

  stop(): Promise<void> {
    return this.#runtime.dispose();
  }

  open(bounds: OutboxBounds = {}): Outbox {
    return this.#openAs(`outbox-${this.#opened++}`, bounds);
  }

  /** Ends the instance as a crash does, and begins another. */
  async reopen(outbox: Outbox): Promise<Outbox> {
    const place = this.#places.get(outbox);
    if (place === undefined) throw new Error("this is no outbox of an object");
    await this.#call({ ...place, method: "crash", args: [] });
    const again = this.#openAs(place.name, place.bounds);
    await again.deadLetters({ limit: 1 });
    return again;
  }

  #openAs(name: string, bounds: OutboxBounds): Outbox {
    let known: Pick<Answer, "ledger" | "oldest" | "used"> = { ledger: {}, oldest: {}, used: [] };
    let limits: unknown;
    const listeners: ReadyListener[] = [];
    // One after the other: requests side by side may arrive in another order than they were made in.
    let before: Promise<unknown> = Promise.resolve();
    const call = async <T>(method: string, ...args: unknown[]): Promise<T> => {
      const request = { name, method, args, bounds, limits };
      const answered = before.then(() => this.#call(request));
      before = answered.catch(() => {});
      const answer = await answered;
      known = answer;
      for (const told of answer.told) for (const listener of listeners) listener(...told);
      return answer.result as T;
    };
    const outbox: Outbox = {
      kind: "durable-object",
      put: (entry, nowMs) => call("put", entry, this.#at(nowMs)),
      next: (destination, nowMs) => call("next", destination, this.#at(nowMs)),
      lease: (request) => call("lease", { ...request, nowMs: this.#at(request.nowMs) }),
      settle: (settlements, nowMs) => call("settle", settlements, this.#at(nowMs)),
      letPass: (ids) => call("letPass", ids),
      takeSlot(quota, urgent, steadyMs) {
        limits = quota;
        return call("takeSlot", quota, urgent, steadyMs);
      },
      endSlot: (slot, end, steadyMs) => call("endSlot", slot, end, steadyMs),
      quotaUsed: () => known.used,
      person: (botId, userId) => call("person", botId, userId),
      ledger: () => known.ledger,
      oldestPendingAt: (destination) => known.oldest[destination],
      deadLetters: (filter = {}) => call("deadLetters", filter),
      retryDead: (id, nowMs, ...body) => call("retryDead", id, this.#at(nowMs), ...body),
      dropDead: (id) => call("dropDead", id),
      purgeUser: (userId) => call("purgeUser", userId),
      onReady: (listener) => void listeners.push(listener),
      close() {},
    };
    this.#places.set(outbox, { name, bounds });
    return outbox;
  }

  #at(nowMs: number): number {
    this.#nowMs = nowMs;
    return nowMs;
  }

  async #call(request: { name: string; method: string; args: unknown[]; bounds: object; limits?: unknown }) {
    const body = JSON.stringify({ ...request, nowMs: this.#nowMs }, (_key, value) =>
      value === Number.POSITIVE_INFINITY ? ENDLESS : value,
    );
    const response = await this.#runtime.dispatchFetch("http://worker/", { method: "POST", body });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text, (_key, value) => (value === ENDLESS ? Number.POSITIVE_INFINITY : value)) as Answer;
  }
}

/** Endlessness, which JSON does not know. */
const ENDLESS = "endless";
