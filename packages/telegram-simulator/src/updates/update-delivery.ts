import { type Answer, refuse, succeed } from "../api/answer.ts";
import { type ApiParams, booleanParam, numberParam, textParam } from "../api/params.ts";
import { type AllowedUpdates, allows, nextAllowedUpdates } from "./allowed-updates.ts";
import { LongPoll } from "./long-poll.ts";
import { parseUpdate, type QueuedUpdate } from "./queued-update.ts";
import { UpdateQueue } from "./update-queue.ts";
import { WebhookPusher, type WebhookTiming } from "./webhook-pusher.ts";

export interface UpdateDeliveryOptions {
  allowedUpdates: readonly string[];
  webhookTiming: WebhookTiming;
  waitTimeoutMs: number;
  nowMs: () => number;
  /** A method call that came back as the body of the bot's reply to a push. */
  onWebhookReply: (method: string, params: ApiParams) => void;
}

// Telegram's ids are nine digits long. All bots start alike on purpose: an update id says nothing without its bot.
const FIRST_UPDATE_ID = 500_000_001;

/** One bot's updates, from the feeding hand to getUpdates or the webhook, and the methods that set this up. */
export class UpdateDelivery {
  readonly #queue: UpdateQueue;
  readonly #poll: LongPoll;
  readonly #webhook: WebhookPusher;
  readonly #history = new Map<number, QueuedUpdate>();
  readonly #emptyWatchers = new Set<() => void>();
  readonly #waitTimeoutMs: number;
  #allowed: AllowedUpdates;
  #nextUpdateId = FIRST_UPDATE_ID;

  constructor({ allowedUpdates, webhookTiming, waitTimeoutMs, nowMs, onWebhookReply }: UpdateDeliveryOptions) {
    this.#allowed = nextAllowedUpdates({ kind: "default" }, allowedUpdates);
    this.#waitTimeoutMs = waitTimeoutMs;
    this.#queue = new UpdateQueue(() => this.#onQueueChange());
    this.#poll = new LongPoll(this.#queue);
    this.#webhook = new WebhookPusher({ queue: this.#queue, timing: webhookTiming, nowMs, onReply: onWebhookReply });
  }

  get pendingCount(): number {
    return this.#queue.size;
  }

  send(update: object): number {
    const hasId = "update_id" in update && update.update_id !== undefined;
    return this.sendRaw(JSON.stringify(hasId ? update : { update_id: this.#nextUpdateId, ...update }));
  }

  sendRaw(text: string): number {
    const update = parseUpdate(text);
    this.#nextUpdateId = Math.max(this.#nextUpdateId, update.updateId + 1);
    this.#history.set(update.updateId, update);
    if (allows(this.#allowed, update.updateKind)) this.#queue.push(update);
    return update.updateId;
  }

  redeliver(updateId: number): void {
    const update = this.#history.get(updateId);
    if (update === undefined) throw new Error(`Expected the id of an update sent earlier, and ${updateId} never was.`);
    this.#queue.push(update);
  }

  waitUntilTaken(timeoutMs: number = this.#waitTimeoutMs): Promise<void> {
    if (this.#queue.size === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const watcher = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#emptyWatchers.delete(watcher);
        const ids = this.#queue.pending().map(({ updateId }) => updateId);
        reject(new Error(`Expected the bot to take every update within ${timeoutMs} ms; it left ${ids.join(", ")}.`));
      }, timeoutMs);
      this.#emptyWatchers.add(watcher);
    });
  }

  getUpdates(params: ApiParams, gone: AbortSignal): Answer | Promise<Answer> {
    if (this.#webhook.settings !== undefined) {
      const cure = "use deleteWebhook to delete the webhook first";
      return refuse(409, `Conflict: can't use getUpdates method while webhook is active; ${cure}`);
    }
    this.#allowed = nextAllowedUpdates(this.#allowed, params.allowed_updates);
    const offset = numberParam(params, "offset", 0);
    if (offset < 0) this.#queue.keepLast(-offset);
    if (offset > 0) this.#queue.confirmBelow(offset);
    const limit = Math.min(100, Math.max(1, numberParam(params, "limit", 100)));
    const timeoutSeconds = Math.min(50, Math.max(0, numberParam(params, "timeout", 0)));
    if (this.#queue.size === 0 && timeoutSeconds > 0) return this.#poll.wait(limit, timeoutSeconds * 1000, gone);
    return { kind: "updates", texts: this.#queue.handOut(limit).map(({ text }) => text) };
  }

  setWebhook(params: ApiParams): Answer {
    const url = textParam(params, "url");
    if (url === undefined) return this.deleteWebhook(params);
    this.#prepareWebhookChange(params);
    this.#poll.conflict("Conflict: terminated by setWebhook request");
    this.#webhook.set({
      url,
      secretToken: textParam(params, "secret_token"),
      secretHeader: "x-telegram-bot-api-secret-token",
      maxConnections: Math.min(100, Math.max(1, numberParam(params, "max_connections", 40))),
    });
    return succeed(true, "Webhook was set");
  }

  deleteWebhook(params: ApiParams): Answer {
    const wasSet = this.#webhook.settings !== undefined;
    this.#prepareWebhookChange(params);
    this.#webhook.set(undefined);
    return succeed(true, wasSet ? "Webhook was deleted" : "Webhook is already deleted");
  }

  getWebhookInfo(): Answer {
    const { settings, lastFailure } = this.#webhook;
    return succeed({
      url: settings?.url ?? "",
      has_custom_certificate: false,
      pending_update_count: this.#queue.size,
      ...(lastFailure && {
        last_error_date: Math.floor(lastFailure.atMs / 1000),
        last_error_message: lastFailure.message,
      }),
      ...(settings && { max_connections: settings.maxConnections, ip_address: "127.0.0.1" }),
      ...(this.#allowed.kind === "list" && { allowed_updates: this.#allowed.updateKinds }),
    });
  }

  /** Ends what is open: a waiting poll, pushes and their repetitions. */
  close(): void {
    this.#poll.close();
    this.#webhook.set(undefined);
  }

  #prepareWebhookChange(params: ApiParams): void {
    this.#allowed = nextAllowedUpdates(this.#allowed, params.allowed_updates);
    if (booleanParam(params, "drop_pending_updates")) this.#queue.clear();
  }

  #onQueueChange(): void {
    this.#poll.wake();
    this.#webhook.pump();
    if (this.#queue.size > 0) return;
    for (const watcher of this.#emptyWatchers) watcher();
    this.#emptyWatchers.clear();
  }
}
