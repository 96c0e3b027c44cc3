import type { BotHooks } from "@bot-tracker/core/adapter-kit";

const OBSERVER = Symbol.for("@bot-tracker/grammy-observer");

/** What the tracker uses of a grammY `Api`. */
export interface GrammyApi {
  readonly config: {
    // `never`, because grammY's own transformer type is generic over all Bot API methods.
    use(...transformers: never[]): void;
    installedTransformers(): readonly unknown[];
  };
  getWebhookInfo(): Promise<unknown>;
}

/** Telegram's answer, which transformers see before grammY turns a rejection into an error. */
interface ApiResponse {
  ok: boolean;
  result?: unknown;
  error_code?: number;
  description?: string;
}

type Call = (method: string, payload: unknown, signal?: AbortSignal) => Promise<ApiResponse>;
type Transformer = (prev: Call, method: string, payload: unknown, signal?: AbortSignal) => Promise<ApiResponse>;

/**
 * A transformer that observes every call to Telegram and its answer, and changes neither. `mayReplay`: the API object
 * may be a conversation's, which gives the answers of its earlier runs again.
 */
export function observeCalls(hooks: BotHooks, mayReplay: boolean): Transformer {
  const observe: Transformer = (prev, method, payload, signal) => {
    const call = hooks.callStarted(method, payload, signal);
    return prev(method, payload, signal).then((response) => {
      if (response.ok) hooks.callSucceeded(method, response.result, call);
      else if (!mayReplay || !hooks.isGivenAgain(call)) {
        hooks.callFailed(method, payload, { errorCode: response.error_code, description: response.description });
      }
      return response;
    });
  };
  return Object.defineProperty(observe, OBSERVER, { value: true });
}

export function isObserver(transformer: unknown): boolean {
  return typeof transformer === "function" && OBSERVER in transformer;
}
