import { type Answer, succeed } from "../../../packages/telegram-simulator/src/api/answer.ts";
import { type ApiParams, numberParam, textParam } from "../../../packages/telegram-simulator/src/api/params.ts";
import { LongPoll } from "../../../packages/telegram-simulator/src/updates/long-poll.ts";
import type { QueuedUpdate } from "../../../packages/telegram-simulator/src/updates/queued-update.ts";
import { UpdateQueue } from "../../../packages/telegram-simulator/src/updates/update-queue.ts";
import { WebhookPusher, type WebhookTiming } from "../../../packages/telegram-simulator/src/updates/webhook-pusher.ts";

export interface MaxUpdatesOptions {
  webhookTiming: WebhookTiming;
  nowMs: () => number;
}

interface Subscription {
  url: string;
  time: number;
  update_types: readonly string[] | null;
}

/**
 * One MAX bot's updates: long polling by a marker, which confirms everything before it, or a webhook by subscription.
 * MAX numbers no updates; the numbers here are the marker's and no part of an update.
 */
export class MaxUpdates {
  readonly #queue: UpdateQueue;
  readonly #poll: LongPoll;
  readonly #webhook: WebhookPusher;
  readonly #nowMs: () => number;
  readonly #history = new Map<number, QueuedUpdate>();
  readonly #emptyWatchers = new Set<() => void>();
  #subscription: Subscription | undefined;
  #marker = 1;
  #lastId = 0;

  constructor({ webhookTiming, nowMs }: MaxUpdatesOptions) {
    this.#nowMs = nowMs;
    this.#queue = new UpdateQueue({ changed: () => this.#onQueueChange() });
    this.#poll = new LongPoll(this.#queue);
    this.#webhook = new WebhookPusher({ queue: this.#queue, timing: webhookTiming, nowMs, onReply: () => {} });
  }

  get pendingCount(): number {
    return this.#queue.size;
  }

  /** Delivers an update byte for byte, and gives the number to deliver it again by. */
  sendRaw(text: string): number {
    const update: unknown = JSON.parse(text);
    const { update_type: type, chat_id: chat, message } = (update ?? {}) as Record<string, unknown>;
    const inChat = chat ?? (message as { recipient?: { chat_id?: unknown } } | undefined)?.recipient?.chat_id;
    this.#lastId += 1;
    const queued = { updateId: this.#lastId, updateKind: String(type), lane: `chat ${String(inChat)}`, text };
    this.#history.set(queued.updateId, queued);
    this.#push(queued);
    return queued.updateId;
  }

  redeliver(updateId: number): void {
    const update = this.#history.get(updateId);
    if (update === undefined) throw new Error(`Expected the number of an update sent earlier, and got ${updateId}.`);
    this.#push(update);
  }

  waitUntilTaken(timeoutMs: number): Promise<void> {
    if (this.#queue.size === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const watcher = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#emptyWatchers.delete(watcher);
        reject(new Error(`Expected the bot to take every update within ${timeoutMs} ms; it left ${this.#queue.size}.`));
      }, timeoutMs);
      this.#emptyWatchers.add(watcher);
    });
  }

  /** `GET /updates`. A marker confirms what came before it; without one everything unconfirmed comes again. */
  getUpdates(params: ApiParams, gone: AbortSignal): Answer | Promise<Answer> {
    const marker = numberParam(params, "marker", 0);
    if (marker > 0) {
      this.#marker = Math.max(this.#marker, marker);
      this.#queue.confirmBelow(marker);
    }
    this.#keepOnly(textParam(params, "types")?.split(","));
    const limit = Math.min(1_000, Math.max(1, numberParam(params, "limit", 100)));
    const timeoutSeconds = Math.min(90, Math.max(0, numberParam(params, "timeout", 30)));
    if (this.#queue.size === 0 && timeoutSeconds > 0) return this.#poll.wait(limit, timeoutSeconds * 1_000, gone);
    const updates = this.#queue.handOut(limit);
    return { kind: "updates", texts: updates.map(({ text }) => text), lastId: updates.at(-1)?.updateId };
  }

  /** The marker that goes with an answer of `getUpdates`. */
  markerAfter(lastId: number | undefined): number {
    this.#marker = Math.max(this.#marker, (lastId ?? 0) + 1);
    return this.#marker;
  }

  subscribe({ url, secret, update_types: types }: ApiParams): Answer {
    this.#subscription = {
      url: String(url),
      time: this.#nowMs(),
      update_types: Array.isArray(types) && types.length > 0 ? types.map(String) : null,
    };
    this.#keepOnly(this.#subscription.update_types ?? undefined);
    this.#webhook.set({
      // MAX takes https alone; nobody on this machine speaks it.
      url: String(url).replace(/^https:\/\/127\.0\.0\.1/, "http://127.0.0.1"),
      secretToken: typeof secret === "string" ? secret : undefined,
      secretHeader: "x-max-bot-api-secret",
      maxConnections: 40,
    });
    return succeed({ success: true });
  }

  unsubscribe(url: unknown): Answer {
    if (this.#subscription?.url === url) {
      this.#subscription = undefined;
      this.#webhook.set(undefined);
    }
    return succeed({ success: true });
  }

  getSubscriptions(): Answer {
    return succeed({ subscriptions: this.#subscription === undefined ? [] : [this.#subscription] });
  }

  /** Ends what is open: a waiting poll, pushes and their repetitions. */
  close(): void {
    this.#poll.close();
    this.#webhook.set(undefined);
  }

  #push(update: QueuedUpdate): void {
    const types = this.#subscription?.update_types;
    if (types == null || types.includes(update.updateKind)) this.#queue.push(update);
  }

  #keepOnly(types: readonly string[] | undefined): void {
    if (types === undefined) return;
    for (const update of this.#queue.pending()) {
      if (!types.includes(update.updateKind)) this.#queue.drop(update);
    }
  }

  #onQueueChange(): void {
    this.#poll.wake();
    this.#webhook.pump();
    if (this.#queue.size > 0) return;
    for (const watcher of this.#emptyWatchers) watcher();
    this.#emptyWatchers.clear();
  }
}
