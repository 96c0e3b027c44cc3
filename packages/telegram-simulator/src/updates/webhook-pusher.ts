import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { METHOD_NAME } from "../api/method-name.ts";
import { type ApiParams, readParams } from "../api/params.ts";
import type { QueuedUpdate } from "./queued-update.ts";
import type { UpdateQueue } from "./update-queue.ts";

export interface WebhookSettings {
  url: string;
  secretToken: string | undefined;
  /** The header that the secret stands in. */
  secretHeader: string;
  maxConnections: number;
}

export interface WebhookTiming {
  /** The pause before an update is sent again; it doubles with every failure, up to `maxRetryDelayMs`. */
  retryDelayMs: number;
  maxRetryDelayMs: number;
  /** How long the bot may take to answer. */
  timeoutMs: number;
}

export interface WebhookFailure {
  atMs: number;
  message: string;
}

export interface WebhookPusherOptions {
  queue: UpdateQueue;
  timing: WebhookTiming;
  nowMs: () => number;
  /** An update is about to be posted. */
  onPush?: (update: QueuedUpdate) => void;
  /** A method call that came back as the body of the bot's reply. */
  onReply: (method: string, params: ApiParams) => void;
}

type PushOutcome = { kind: "taken" } | { kind: "failed"; message: string; retryAfterMs: number };

/** One webhook's life, from setWebhook to the next change. What belongs to a former one goes on in none of its parts. */
interface Run {
  readonly settings: WebhookSettings;
  readonly stop: AbortController;
  readonly busyLanes: Set<string>;
  /** Weak: an update may be dropped between two attempts. */
  readonly failures: WeakMap<QueuedUpdate, number>;
  openConnections: number;
  lastFailure: WebhookFailure | undefined;
}

/** Pushes a bot's updates to its webhook, one at a time per lane, each again and again until it is taken. */
export class WebhookPusher {
  readonly #options: WebhookPusherOptions;
  #run: Run | undefined;

  constructor(options: WebhookPusherOptions) {
    this.#options = options;
  }

  get settings(): WebhookSettings | undefined {
    return this.#run?.settings;
  }

  get lastFailure(): WebhookFailure | undefined {
    return this.#run?.lastFailure;
  }

  /** Setting the same webhook again changes nothing: what is under way is not pushed twice. */
  set(settings: WebhookSettings | undefined): void {
    if (isDeepStrictEqual(settings, this.#run?.settings)) return;
    this.#run?.stop.abort();
    this.#run = settings && {
      settings,
      stop: new AbortController(),
      busyLanes: new Set(),
      failures: new WeakMap(),
      openConnections: 0,
      lastFailure: undefined,
    };
    this.pump();
  }

  /** Starts what may start: the oldest update of every lane that has none under way. */
  pump(): void {
    const run = this.#run;
    if (run === undefined) return;
    for (const update of this.#options.queue.pending()) {
      if (run.openConnections >= run.settings.maxConnections) return;
      if (run.busyLanes.has(update.lane)) continue;
      run.busyLanes.add(update.lane);
      run.openConnections += 1;
      void this.#push(update, run);
    }
  }

  async #push(update: QueuedUpdate, run: Run): Promise<void> {
    const outcome = await this.#post(update, run.settings, run.stop.signal);
    run.openConnections -= 1;
    if (run.stop.signal.aborted) return;
    if (outcome.kind === "taken") {
      run.failures.delete(update);
      run.busyLanes.delete(update.lane);
      this.#options.queue.confirm(update);
      this.pump();
      return;
    }
    run.lastFailure = { atMs: this.#options.nowMs(), message: outcome.message };
    // The lane waits with its update; the others go on.
    this.pump();
    const failures = run.failures.get(update) ?? 0;
    run.failures.set(update, failures + 1);
    const { retryDelayMs, maxRetryDelayMs } = this.#options.timing;
    const delayMs = outcome.retryAfterMs || Math.min(maxRetryDelayMs, retryDelayMs * 2 ** failures);
    await sleep(delayMs, undefined, { signal: run.stop.signal }).catch(() => undefined);
    run.busyLanes.delete(update.lane);
    this.pump();
  }

  async #post(update: QueuedUpdate, settings: WebhookSettings, stop: AbortSignal): Promise<PushOutcome> {
    const secret = settings.secretToken;
    this.#options.onPush?.(update);
    try {
      const response = await fetch(settings.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(secret !== undefined && { [settings.secretHeader]: secret }),
        },
        body: update.text,
        // Telegram follows none: an answer of 3xx is a wrong one.
        redirect: "manual",
        signal: AbortSignal.any([stop, AbortSignal.timeout(this.#options.timing.timeoutMs)]),
      });
      const body = await readBounded(response);
      if (!response.ok) {
        const message = `Wrong response from the webhook: ${response.status} ${response.statusText}`;
        return { kind: "failed", message, retryAfterMs: retryAfterMsOf(response) };
      }
      this.#takeReply(body, response.headers.get("content-type") ?? "");
      return { kind: "taken" };
    } catch {
      return { kind: "failed", message: "Connection to the webhook failed or timed out", retryAfterMs: 0 };
    }
  }

  #takeReply(body: Buffer, contentType: string): void {
    const { method, ...rest } = paramsOfReply(body, contentType);
    if (typeof method !== "string" || !METHOD_NAME.test(method)) return;
    // Telegram takes no call from a reply that would need an answer or would move the webhook itself.
    if (/^(get|setwebhook$|deletewebhook$|close$|logout$)/i.test(method)) return;
    this.#options.onReply(method, rest);
  }
}

/** So much of an answer is read; a call in it is far shorter. */
const MAX_REPLY_BYTES = 1024 * 1024;
/** Telegram waits no longer either, whatever the bot asks for. */
const MAX_RETRY_AFTER_SECONDS = 3_600;

async function readBounded(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_REPLY_BYTES) throw new RangeError("Expected a shorter answer.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function retryAfterMsOf(response: Response): number {
  const seconds = Number(response.headers.get("retry-after") ?? 0);
  return seconds > 0 ? Math.min(seconds, MAX_RETRY_AFTER_SECONDS) * 1_000 : 0;
}

/** Most bots answer with a plain "OK" or nothing at all, which is no call. */
function paramsOfReply(body: Buffer, contentType: string): ApiParams {
  try {
    return readParams(new URLSearchParams(), body, contentType);
  } catch {
    return {};
  }
}
