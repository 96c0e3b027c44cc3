import { type BotHooks, type CallFailure, isAbortSignal, observeCall, wrapMethod } from "@bot-tracker/core/adapter-kit";

/** What the tracker uses of node-telegram-bot-api's `Api` (2.x). */
export interface BotApi {
  getWebhookInfo(): Promise<unknown>;
  getMe(): Promise<unknown>;
}

/** Observes the final result of every call to Telegram that this API object makes: retries happen further inside. */
export function wrapRequest(api: BotApi, hooks: BotHooks): void {
  wrapMethod(
    api,
    "request",
    (original) =>
      function (this: unknown, ...args) {
        const [method, params, signal] = args;
        const name = String(method);
        const call = hooks.callStarted(name, params, isAbortSignal(signal) ? signal : undefined);
        return observeCall(
          original.apply(this, args),
          (result) => hooks.callSucceeded(name, result, call),
          (error) => hooks.callFailed(name, params, readFailure(error)),
        );
      },
  );
}

/** `TelegramApiError`, recognised by its shape: a bot may contain the library's ES module and CommonJS builds. */
function readFailure(error: unknown): CallFailure {
  const { errorCode, description } = (error ?? {}) as { errorCode?: unknown; description?: unknown };
  return {
    errorCode: typeof errorCode === "number" ? errorCode : undefined,
    description: typeof description === "string" ? description : undefined,
  };
}
