import { type Answer, refuse, succeed } from "../api/answer.ts";
import { type ApiParams, booleanParam, numberParam, textParam } from "../api/params.ts";
import type { BotEvent } from "../feed/simulator-event.ts";
import { checkInteger, MAX_TIMEOUT_MS } from "../support/check.ts";
import type { KeptBytes } from "../support/kept-bytes.ts";
import { type AllowedUpdates, allows, nextAllowedUpdates } from "./allowed-updates.ts";
import { LongPoll } from "./long-poll.ts";
import { parseUpdate, type QueuedUpdate } from "./queued-update.ts";
import { UpdateQueue } from "./update-queue.ts";
import { WebhookPusher, type WebhookTiming } from "./webhook-pusher.ts";

export interface UpdateDeliveryOptions {
  allowedUpdates: readonly string[];
  webhookTiming: WebhookTiming;
  waitTimeoutMs: number;
  firstUpdateId: number;
  kept: KeptBytes;
  nowMs: () => number;
  tell: (event: BotEvent) => void;
  /** A method call that came back as the body of the bot's reply to a push. */
  onWebhookReply: (method: string, params: ApiParams) => void;
}

const MAX_URL_CHARS = 2_048;
/** Bot API: setWebhook. Anything else could not be a header's value. */
const SECRET_TOKEN = /^[A-Za-z0-9_-]{1,256}$/;

/** What an update takes beside its text. */
const UPDATE_BYTES = 500;

interface Kept {
  readonly update: QueuedUpdate;
  readonly release: () => void;
}

/** One bot's updates, from the feeding hand to getUpdates or the webhook, and the methods that set this up. */
export class UpdateDelivery {
  readonly #queue: UpdateQueue;
  readonly #poll: LongPoll;
  readonly #webhook: WebhookPusher;
  readonly #history = new Map<number, Kept>();
  readonly #kept: KeptBytes;
  readonly #tell: (event: BotEvent) => void;
  readonly #emptyWatchers = new Set<() => void>();
  readonly #waitTimeoutMs: number;
  #allowed: AllowedUpdates;
  #nextUpdateId: number;

  constructor(options: UpdateDeliveryOptions) {
    const { allowedUpdates, webhookTiming, waitTimeoutMs, firstUpdateId, kept, nowMs, tell, onWebhookReply } = options;
    this.#nextUpdateId = firstUpdateId;
    this.#kept = kept;
    this.#tell = tell;
    this.#allowed = nextAllowedUpdates({ kind: "default" }, allowedUpdates);
    this.#waitTimeoutMs = waitTimeoutMs;
    this.#queue = new UpdateQueue({
      changed: () => this.#onQueueChange(),
      handedOut: (updateId) => tell({ kind: "delivered", updateId, via: "poll" }),
      confirmed: (updateId) => tell({ kind: "confirmed", updateId }),
      dropped: (updateId) => tell({ kind: "dropped", updateId }),
    });
    this.#poll = new LongPoll(this.#queue);
    this.#webhook = new WebhookPusher({
      queue: this.#queue,
      timing: webhookTiming,
      nowMs,
      onPush: ({ updateId }) => tell({ kind: "delivered", updateId, via: "webhook" }),
      onReply: onWebhookReply,
    });
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
    const { updateId, updateKind } = update;
    const isQueued = allows(this.#allowed, updateKind);
    this.#keep(update);
    this.#tell({ kind: "update", updateId, updateKind, update: JSON.parse(text), isQueued });
    if (isQueued) this.#queue.push(update);
    return updateId;
  }

  redeliver(updateId: number): void {
    const known = this.#history.get(updateId);
    if (known === undefined) throw new Error(`Expected the id of an update sent earlier, and ${updateId} never was.`);
    this.#queue.push(known.update);
  }

  async waitUntilTaken(timeoutMs: number = this.#waitTimeoutMs): Promise<void> {
    checkInteger("timeoutMs", timeoutMs, 0, MAX_TIMEOUT_MS);
    if (this.#queue.size === 0) return;
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
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "") || url.length > MAX_URL_CHARS) {
      return refuse(400, "Bad Request: bad webhook: invalid URL");
    }
    const secretToken = textParam(params, "secret_token");
    if (secretToken !== undefined && !SECRET_TOKEN.test(secretToken)) {
      return refuse(400, "Bad Request: secret token contains unallowed characters");
    }
    this.#prepareWebhookChange(params);
    this.#poll.conflict("Conflict: terminated by setWebhook request");
    this.#webhook.set({
      url,
      secretToken,
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

  #keep(update: QueuedUpdate): void {
    const { updateId, text } = update;
    this.#history.get(updateId)?.release();
    const release = this.#kept.add(UPDATE_BYTES + 2 * text.length, () => {
      this.#history.delete(updateId);
      this.#queue.drop(update);
    });
    this.#history.set(updateId, { update, release });
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
