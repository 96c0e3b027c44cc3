import { type BotHooks, type CallFailure, observeCall, wrapMethod } from "@bot-tracker/core/adapter-kit";

interface RequestOptions {
  form?: { chat_id?: unknown; allowed_updates?: unknown };
  /** Where 0.x versions put the parameters of an upload. */
  qs?: { chat_id?: unknown; allowed_updates?: unknown };
}

/** Observes every call to Telegram. `_request` is private, but from 0.50 to 1.x all calls go through it. */
export function wrapLegacyRequest(bot: object, hooks: BotHooks): void {
  wrapMethod(
    bot,
    "_request",
    (original) =>
      function (this: unknown, ...args) {
        const [method, options] = args;
        const name = String(method);
        const call = hooks.callStarted(name, readParams(options));
        return observeCall(
          original.apply(this, args),
          (result) => hooks.callSucceeded(name, result, call),
          (error) => hooks.callFailed(name, readParams(options), readFailure(error)),
        );
      },
  );
}

function readParams(options: unknown): unknown {
  const { form, qs } = (options ?? {}) as RequestOptions;
  return asSent(form?.chat_id === undefined && qs !== undefined ? qs : form);
}

/**
 * What Telegram gets to see of a list. By the time of `_request` a version that writes JSON has done so; the others send
 * `allowed_updates[0]=…`, which Telegram does not know.
 */
function asSent(params: RequestOptions["form"]): unknown {
  if (!Array.isArray(params?.allowed_updates)) return params;
  const { allowed_updates: list, ...rest } = params;
  return { ...rest, ...Object.fromEntries(list.map((kind, index) => [`allowed_updates[${index}]`, kind])) };
}

/** The body is parsed, except for uploads in some versions. */
function readFailure(error: unknown): CallFailure {
  const { response } = (error ?? {}) as { response?: { body?: unknown } };
  const { error_code: errorCode, description } = (response?.body ?? {}) as Record<string, unknown>;
  return {
    errorCode: typeof errorCode === "number" ? errorCode : undefined,
    description: typeof description === "string" ? description : undefined,
  };
}
