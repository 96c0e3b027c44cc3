import {
  type AnyMethod,
  type BotHooks,
  type CallFailure,
  observeCall,
  wrapMethod,
} from "@bot-tracker/core/adapter-kit";

/** What the tracker uses of Telegraf's `Telegram`. */
export interface TelegrafApi {
  readonly token: string;
  getWebhookInfo(): Promise<unknown>;
}

/** Observes every call to Telegram that this API object makes. Telegraf has no hook for that. */
export function wrapCallApi(api: TelegrafApi, hooks: BotHooks): void {
  wrapMethod(api, "callApi", (original) => hooks.standInFor(original, (method) => observed(method, hooks)));
}

function observed(original: AnyMethod, hooks: BotHooks): AnyMethod {
  return function (this: unknown, ...args) {
    const [method, payload] = args;
    const name = String(method);
    const call = hooks.callStarted(name, payload);
    return observeCall(
      original.apply(this, args),
      (result) => hooks.callSucceeded(name, result, call),
      (error) => hooks.callFailed(name, payload, readFailure(error)),
    );
  };
}

/** Telegraf's `TelegramError`, recognised by its shape: a bot may contain two copies of Telegraf. */
function readFailure(error: unknown): CallFailure {
  const { response } = (error ?? {}) as { response?: { error_code?: unknown; description?: unknown } };
  const { error_code: errorCode, description } = response ?? {};
  return {
    errorCode: typeof errorCode === "number" ? errorCode : undefined,
    description: typeof description === "string" ? description : undefined,
  };
}
